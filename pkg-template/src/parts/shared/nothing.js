// What says nothing: the words that templates and databases print for no value, and placeholders that a
// template or a tag manager did not fill in. The core knows the plainest of them
// (src/plan/validation/primitives.rs). The parts `repair` and `sources` ask.

const WORDS =
  /^(?:(?:(?:undefined|null|nil|nan)[\W_]*)+|none|n\/a|n\.a\.?|false|true|void|unknown|tb[ad]|does not apply|\(?(?:not (?:set|available|applicable|specified)|none|empty|unset)\)?|[-–—#?.*]*)$/i;
// {{ order.id }}, {% … %}, ${id}, #{id}, <?php …, <%= id %>, %ORDER_ID%, %%id%%, {order_id}, [order_id],
// $order_id, $order->id, @order.Id, *|ORDER_ID|*, __ORDER_ID__, [object Object]
const PLACEHOLDER =
  /(?:\{[{%]|[$%#]\{|<[?%])[\s\w=$-]|^%+\w+%+$|^\{[\w .]*\}$|^\[(?:object )?[a-z_]\w*\]$|^\[\[.*\]\]$|^[$@][a-z_]+(?:(?:->|[._])\w+)*$|^\*\|.*\|\*$|^__\w+__$/i;
// Databases number from 1, and -1 stands for none.
const NO_ID = /^(?:[0\s]+|-1)$/;

// People search for these words, and brands own them.
const REAL_WORDS = /^(?:none|true|false)$/i;

/** @param {string} text A trimmed one, of a search or a name. */
export const isNoName = (text) => saysNothing(text) && !REAL_WORDS.test(text);

/** @param {string} text A trimmed one. */
export const saysNothing = (text) => WORDS.test(text) || PLACEHOLDER.test(text);

/**
 * Whether a text is no id. All orders under such an id would count as one.
 *
 * @param {string} text A trimmed one.
 */
export const isNoId = (text) => NO_ID.test(text) || saysNothing(text);
