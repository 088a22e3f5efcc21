// The script-tag entry whose module is a file of its own. All else is as in embed.js.
import { startFromTag } from "./script-tag.js";

// `compat-url` has the texts in it that come with the module otherwise.
startFromTag((name) => (name === "compat" ? "compat-url" : name));
