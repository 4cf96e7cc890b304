/**
 * The SDK's host prints every error that it is thrown by check, diff, read and delete, with its stack, beside
 * passing it on to the engine, which shows it as the resource's own. Once is enough: errors that bear this mark
 * in place of their text are not printed.
 */
export const shownByEngine = "\u0000pulumi-alicloud-restore";

const print = console.error.bind(console);
console.error = (...words: unknown[]) => {
  const [first] = words;
  if (typeof first === "string" && first.startsWith(shownByEngine)) return;
  print(...words);
};
