// A language host that runs this folder as a plugin (PulumiPlugin.yaml) loads it by this file.
require("../dist/provider/host/plugin/main.js");
