// The script-tag entry with the module inside.
import { startFromTag } from "./script-tag.js";

startFromTag((name) => name);
