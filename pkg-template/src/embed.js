// The script-tag build: options from the tag's data- attributes, one global, loading twice is harmless.
import { tracker } from "./runtime.js";

const script = document.currentScript || document.querySelector("script[data-write-key]");
tracker(script && script.dataset);
