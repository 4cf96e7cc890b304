import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const not = (group, message) => ({ group, message });
const boundary = (files, patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

const popCore = not(["@alicloud/*"], "Only provider/client speaks to Alibaba's SDKs.");
const pulumi = not(["@pulumi/*"], "Only provider/resources and provider/host know Pulumi.");
const simulator = not(
  ["**/simulator/**", "hono", "hono/*", "@hono/*"],
  "The provider and the simulator share no code.",
);

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "node_modules/",
      ".tmp/",
      "examples/**/node_modules/",
      "examples/python/venv/",
      "examples/policy/index.ts",
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ["provider/**/*.ts", "simulator/**/*.ts", "test/**/*.ts", "examples/**/*.ts"],
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/only-throw-error": "error",
    },
  },
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    // Files that load each other in a circle can only be understood, and moved, together. Types alone load nothing.
    files: ["provider/**/*.ts", "simulator/**/*.ts"],
    plugins: { "import-x": importX },
    settings: {
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts"] })],
    },
    rules: { "import-x/no-cycle": "error" },
  },
  {
    // CommonJS programs load what they use like this.
    files: ["examples/**/*.js", "plugin/**/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },

  // Direction: resources → (by package name, at run time) host → runtime → lifecycle, services → client.
  boundary(
    ["provider/resources/**"],
    [
      popCore,
      simulator,
      not(
        ["**/runtime/**", "**/services/**", "**/client/**", "**/host/**"],
        "A user's program loads no lifecycle code: the shim names it by package.",
      ),
    ],
  ),
  boundary(
    ["provider/host/**"],
    [popCore, simulator, not(["**/resources/**"], "The host never loads the resource classes.")],
  ),
  boundary(
    ["provider/runtime/**"],
    [
      popCore,
      simulator,
      pulumi,
      not(["**/resources/**", "**/host/**"], "Lifecycle methods know nothing of the host that calls them."),
    ],
  ),
  boundary(
    ["provider/services/**"],
    [
      popCore,
      simulator,
      pulumi,
      not(
        ["**/resources/**", "**/host/**", "**/runtime/**"],
        "Services say what to send, never when or how often.",
      ),
    ],
  ),
  boundary(
    ["provider/client/**"],
    [
      simulator,
      pulumi,
      not(
        ["**/resources/**", "**/host/**", "**/runtime/**", "**/services/**", "**/lifecycle/**"],
        "The client knows nothing of disks and snapshots.",
      ),
    ],
  ),
  boundary(
    ["provider/lifecycle/**"],
    [
      popCore,
      simulator,
      pulumi,
      not(
        [
          "**/resources/**",
          "**/host/**",
          "**/runtime/**",
          "**/services/**",
          "**/client/**",
          "node:fs*",
          "node:http*",
          "node:net",
          "node:timers*",
          "fs",
          "http",
        ],
        "lifecycle/ is pure: data in, data out.",
      ),
    ],
  ),
  boundary(
    ["provider/rollback/model/**"],
    [
      popCore,
      simulator,
      pulumi,
      not(
        ["**/resources/**", "**/host/**", "**/runtime/**", "**/client/**", "../steps/**", "../journal/**"],
        "The model is pure: data in, data out.",
      ),
    ],
  ),
  {
    files: ["provider/lifecycle/**", "provider/rollback/model/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "AwaitExpression", message: "It is pure: no await." },
        {
          selector: "FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]",
          message: "It is pure: no async.",
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: "Time comes in as an argument.",
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Time comes in as an argument.",
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: "Randomness comes in as an argument.",
        },
      ],
      "no-restricted-globals": ["error", "process", "console", "setTimeout", "setInterval", "fetch"],
    },
  },
  boundary(
    ["simulator/**"],
    [
      popCore,
      pulumi,
      not(
        ["**/provider/**"],
        "The fake cloud is built from the documents: it shares no code with the provider.",
      ),
    ],
  ),
);
