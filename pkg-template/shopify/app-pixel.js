// shoptrail in a web pixel app extension: src/index.js. Its settings are those of the custom pixel, in
// shopify.extension.toml as single_line_text_field.
import { register } from "@shopify/web-pixels-extension";
import pixel from "shoptrail/shopify-pixel";

register((api) => pixel(api));
