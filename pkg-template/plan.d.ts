// Generated from src/plan/tables/ by `npm run plan`; do not edit. Tracking plan 1.2.0.

/** An id as the shop has it; whole numbers are sent as text. */
export type Id = string | number;
/** A finite number from 0 in major units: 19.99, never 1999 for it. */
export type Money = number;
/** ISO 8601 text, Unix seconds or a Date; sent as Unix seconds. */
export type DateInput = string | number | Date;

/** One line of a cart or an order. */
export interface LineItem {
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id: Id;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price: Money;
  /** How many pieces. In pieces. */
  quantity: number;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** What was taken off, as a positive amount. In major units of the currency. */
  discount?: Money | null;
  /** The code that was used. */
  coupon?: string | null;
  /** The place in the list where it was shown, from 1. */
  position?: number | null;
  [property: string]: unknown;
}

/**
 * A page view. Sent as a page message, by itself, once for each; its properties are filled in by the tracker.
 *
 * Once a page view by `url`.
 */
export interface Page {
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The path of the page's address. */
  path?: string | null;
  /** The query of the page's address, without personal data. */
  search?: string | null;
  /** The page before, as the browser tells it. */
  referrer?: string | null;
  /** The page's title. */
  title?: string | null;
  [property: string]: unknown;
}

/**
 * A collection, category or list of products was seen.
 *
 * Once a page view by `collection_id`.
 * At least one of `collection_id`, `collection_name`.
 */
export interface CollectionViewed {
  /** The id or handle of the collection. Semantic name: `list_id`. */
  collection_id: Id;
  /** The collection as the shopper reads it. Semantic name: `list_name`. */
  collection_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  [property: string]: unknown;
}

/**
 * The shop's search gave its results.
 *
 * Once a page view by `query`.
 */
export interface SearchPerformed {
  /** What was searched for. */
  query: string;
  /** How many results there were. */
  results_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  [property: string]: unknown;
}

/**
 * One product was seen, on its page or in a quick view; not a card in a list.
 *
 * Once a page view by `product_id`, `variant_id`.
 * At least one of `product_id`, `variant_id`, `sku`, `name`.
 */
export interface ProductViewed {
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id: Id;
  /** The product's name as the shopper reads it. */
  name: string;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price: Money;
  /** The currency of every amount of the event, or of the line. */
  currency: string;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** How many pieces. In pieces. */
  quantity?: number | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The price of one piece before a reduction. In major units of the currency. */
  compare_at_price?: Money | null;
  /** Whether the variant can be bought now. */
  in_stock?: boolean | null;
  /** The id or handle of the collection. Semantic name: `list_id`. */
  collection_id?: Id | null;
  /** The place in the list where it was shown, from 1. */
  position?: number | null;
  [property: string]: unknown;
}

/**
 * Pieces of a product went into the cart, after the shop accepted them. `quantity` is what was added, not the new total.
 *
 * Each time.
 * At least one of `product_id`, `variant_id`, `sku`, `name`.
 */
export interface AddToCart {
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id: Id;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price: Money;
  /** How many pieces. In pieces. */
  quantity: number;
  /** The currency of every amount of the event, or of the line. */
  currency: string;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  /** The id or handle of the collection. Semantic name: `list_id`. */
  collection_id?: Id | null;
  /** The place in the list where it was shown, from 1. */
  position?: number | null;
  [property: string]: unknown;
}

/**
 * Pieces of a product left the cart. `quantity` is what was removed.
 *
 * Each time.
 * At least one of `product_id`, `variant_id`, `sku`, `name`.
 */
export interface RemoveFromCart {
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id: Id;
  /** How many pieces. In pieces. */
  quantity: number;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price?: Money | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  [property: string]: unknown;
}

/**
 * A product went onto the shopper's wish list, after the shop accepted it.
 *
 * Once a page view by `product_id`, `variant_id`.
 * At least one of `product_id`, `variant_id`, `sku`, `name`.
 */
export interface WishlistAdded {
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id: Id;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price?: Money | null;
  /** How many pieces. In pieces. */
  quantity?: number | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The price of one piece before a reduction. In major units of the currency. */
  compare_at_price?: Money | null;
  /** Whether the variant can be bought now. */
  in_stock?: boolean | null;
  /** The id or handle of the collection. Semantic name: `list_id`. */
  collection_id?: Id | null;
  /** The place in the list where it was shown, from 1. */
  position?: number | null;
  [property: string]: unknown;
}

/**
 * The cart page or drawer was seen; again on the same page only when its content changed.
 *
 * Once a page view by `cart_id`, `line_items`.
 */
export interface CartViewed {
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  [property: string]: unknown;
}

/**
 * The shopper went to pay. Once for each cart and content, however often the checkout renders.
 *
 * Once a cart by `cart_id`, `line_items`.
 */
export interface CheckoutStarted {
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items: readonly LineItem[];
  /** The currency of every amount of the event, or of the line. */
  currency: string;
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  /** The lines' sum, before shipping and tax. In major units of the currency. */
  subtotal?: Money | null;
  /** What was taken off, as a positive amount. In major units of the currency. */
  discount?: Money | null;
  /** What delivery costs. In major units of the currency. */
  shipping?: Money | null;
  /** The tax, included in the prices or not. In major units of the currency. */
  tax?: Money | null;
  /** What the shopper pays in the end. In major units of the currency. */
  total?: Money | null;
  /** The code that was used. */
  coupon?: string | null;
  [property: string]: unknown;
}

/**
 * The shopper completed a step of the checkout: gave an address to write to, chose how it is delivered, said how it is paid. Once a page view for each step.
 *
 * Once a page view by `step`.
 */
export interface CheckoutStepCompleted {
  /** `contact`, `shipping`, `payment`, or the shop's own word. Semantic name: `step_name`. */
  step: string;
  /** The shop's id of the checkout. */
  checkout_id?: Id | null;
  /** How it is delivered. */
  shipping_method?: string | null;
  /** How it was paid, such as `card`; never a number of it. */
  payment_method?: string | null;
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** The lines' sum, before shipping and tax. In major units of the currency. */
  subtotal?: Money | null;
  /** What was taken off, as a positive amount. In major units of the currency. */
  discount?: Money | null;
  /** What delivery costs. In major units of the currency. */
  shipping?: Money | null;
  /** The tax, included in the prices or not. In major units of the currency. */
  tax?: Money | null;
  /** What the shopper pays in the end. In major units of the currency. */
  total?: Money | null;
  /** The code that was used. */
  coupon?: string | null;
  [property: string]: unknown;
}

/**
 * An order was placed. Once only, however often and wherever the confirmation is shown.
 *
 * Once only by `order_id`.
 */
export interface OrderCompleted {
  /** The order's id as the shop's server knows it: what makes an order one order. */
  order_id: Id;
  /** What the shopper pays in the end. In major units of the currency. */
  total: Money;
  /** The currency of every amount of the event, or of the line. */
  currency: string;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items: readonly LineItem[];
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  /** The lines' sum, before shipping and tax. In major units of the currency. */
  subtotal?: Money | null;
  /** What was taken off, as a positive amount. In major units of the currency. */
  discount?: Money | null;
  /** What delivery costs. In major units of the currency. */
  shipping?: Money | null;
  /** The tax, included in the prices or not. In major units of the currency. */
  tax?: Money | null;
  /** The code that was used. */
  coupon?: string | null;
  /** When the order was placed. In Unix seconds. */
  order_date?: DateInput | null;
  /** How it was paid, such as `card`; never a number of it. */
  payment_method?: string | null;
  /** How it is delivered. */
  shipping_method?: string | null;
  [property: string]: unknown;
}

/**
 * Money of an order went back, all or part of it. Ends journeys that thank for or build on the order.
 *
 * Once only by `order_id`, `refund_id`.
 */
export interface OrderRefunded {
  /** The order's id as the shop's server knows it: what makes an order one order. */
  order_id: Id;
  /** The refund's id: two refunds of an order are two events. */
  refund_id?: Id | null;
  /** What went back in this refund. In major units of the currency. Semantic name: `total`. */
  refund_amount?: Money | null;
  /** Whether nothing of the order remains paid. Derived when `refund_amount` is `order_total`. */
  full_refund?: boolean | null;
  /** What was paid for the whole order that the refund is of. In major units of the currency. */
  order_total?: Money | null;
  /** Why, in the shop's own words. */
  reason?: string | null;
  /** When the order was placed. In Unix seconds. */
  order_date?: DateInput | null;
  /** The code that was used. */
  coupon?: string | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  [property: string]: unknown;
}

/**
 * An order will not be fulfilled. Ends journeys that thank for or build on the order.
 *
 * Once only by `order_id`.
 */
export interface OrderCancelled {
  /** The order's id as the shop's server knows it: what makes an order one order. */
  order_id: Id;
  /** Why, in the shop's own words. */
  reason?: string | null;
  /** What the shopper pays in the end. In major units of the currency. */
  total?: Money | null;
  /** When the order was placed. In Unix seconds. */
  order_date?: DateInput | null;
  /** The code that was used. */
  coupon?: string | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** The lines: the product shape, each with a quantity. Semantic name: `products`. */
  line_items?: readonly LineItem[] | null;
  /** The sum of price × quantity over the lines. Derived when absent. In major units of the currency. Semantic name: `value`. */
  cart_value?: Money | null;
  /** The sum of the quantities. Derived when absent. */
  item_count?: number | null;
  /** The product ids of the lines, each once. Derived when absent. */
  product_ids?: readonly Id[] | null;
  /** The category that most of the lines' value is in. Derived when absent. */
  primary_category?: string | null;
  [property: string]: unknown;
}

/**
 * An offer was put before the shopper. An offer without a code goes by its name in `offer_code`.
 *
 * Once a page view by `offer_id`, `offer_code`.
 * At least one of `offer_id`, `offer_code`, `offer_name`.
 */
export interface OfferShown {
  /** The code to type in. Semantic name: `promotion_id`. */
  offer_code: Id;
  /** The offer's id in the shop or in the tool that shows it. */
  offer_id?: Id | null;
  /** The offer as the shopper reads it. Semantic name: `name`. */
  offer_name?: string | null;
  /** `percentage`, `fixed_amount`, `free_shipping`, `gift` or the shop's own word. */
  offer_type?: string | null;
  /** How much: a percentage or an amount, as `offer_type` says. */
  offer_value?: number | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** Where it was shown, such as `cart_drawer`. Semantic name: `position`. */
  placement?: string | null;
  [property: string]: unknown;
}

/**
 * The shop accepted an offer or a code.
 *
 * Once a page view by `offer_id`, `offer_code`.
 * At least one of `offer_id`, `offer_code`, `offer_name`.
 */
export interface OfferApplied {
  /** The code to type in. Semantic name: `coupon_id`. */
  offer_code: Id;
  /** The offer's id in the shop or in the tool that shows it. */
  offer_id?: Id | null;
  /** The offer as the shopper reads it. Semantic name: `coupon_name`. */
  offer_name?: string | null;
  /** `percentage`, `fixed_amount`, `free_shipping`, `gift` or the shop's own word. */
  offer_type?: string | null;
  /** How much: a percentage or an amount, as `offer_type` says. Semantic name: `discount`. */
  offer_value?: number | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** Where it was shown, such as `cart_drawer`. */
  placement?: string | null;
  /** The shop's id of the cart; else one that the tracker keeps until the order completes. */
  cart_id?: Id | null;
  /** The order's id as the shop's server knows it: what makes an order one order. */
  order_id?: Id | null;
  [property: string]: unknown;
}

/**
 * The shopper made an account, and the shop accepted it. Who it is, only `identify` says.
 *
 * Once a page view by `method`.
 */
export interface SignedUp {
  /** How the account was made, such as `email`, `google` or `apple`. */
  method: string;
  /** Where it was shown, such as `cart_drawer`. */
  placement?: string | null;
  [property: string]: unknown;
}

/**
 * The shop accepted an address for a newsletter. The address itself is no property: `identify` says it. Where the shopper must still confirm, consent comes by `consent_changed` after that.
 *
 * Once a page view by `newsletter_id`.
 */
export interface NewsletterSubscribed {
  /** The newsletter or list, as the shop or its mail tool names it. */
  newsletter_id?: Id | null;
  /** The form that was sent, as the page names it. */
  form_id?: Id | null;
  /** Where it was shown, such as `cart_drawer`. */
  placement?: string | null;
  [property: string]: unknown;
}

/**
 * The shopper gave or withdrew consent; at least one of the four. Before log-in too, where traits would be ignored.
 *
 * Each time.
 * At least one of `email_consent`, `sms_consent`, `marketing_consent`, `analytics_consent`.
 */
export interface ConsentChanged {
  /** Whether marketing e-mail is agreed to. */
  email_consent?: boolean | null;
  /** Whether marketing text messages are agreed to. */
  sms_consent?: boolean | null;
  /** Whether use for marketing is agreed to. */
  marketing_consent?: boolean | null;
  /** Whether measurement is agreed to. */
  analytics_consent?: boolean | null;
  /** Where it was given, such as `checkout` or `cookie_banner`. */
  consent_source?: string | null;
  [property: string]: unknown;
}

/**
 * A subscription to a product began.
 *
 * Once a page view by `subscription_id`.
 */
export interface SubscriptionStarted {
  /** The subscription's id. */
  subscription_id: Id;
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id?: Id | null;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price?: Money | null;
  /** How many pieces. In pieces. */
  quantity?: number | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The order's id as the shop's server knows it: what makes an order one order. */
  order_id?: Id | null;
  /** The selling plan as the shopper reads it. */
  plan_name?: string | null;
  /** How often it renews, such as `1 month`. */
  interval?: string | null;
  /** When it renews next. In Unix seconds. */
  next_order_date?: DateInput | null;
  [property: string]: unknown;
}

/**
 * A subscription to a product ended.
 *
 * Once a page view by `subscription_id`.
 */
export interface SubscriptionCancelled {
  /** The subscription's id. */
  subscription_id: Id;
  /** The product's id in the shop's catalogue, the same on every event. */
  product_id?: Id | null;
  /** The id of the size, colour or other variant. */
  variant_id?: Id | null;
  /** The stock-keeping unit of the variant. */
  sku?: Id | null;
  /** The product's name as the shopper reads it. */
  name?: string | null;
  /** The variant as the shopper reads it, such as `S / Blue`. Semantic name: `variant`. */
  variant_name?: string | null;
  /** The product's main category, always spelt the same. */
  category?: string | null;
  /** The brand or vendor. */
  brand?: string | null;
  /** The price of one piece, as the shopper pays it. In major units of the currency. */
  price?: Money | null;
  /** How many pieces. In pieces. */
  quantity?: number | null;
  /** The currency of every amount of the event, or of the line. */
  currency?: string | null;
  /** A picture that a message can show. */
  image_url?: string | null;
  /** The page of the product or list; of a page view, the page itself. */
  url?: string | null;
  /** The selling plan as the shopper reads it. */
  plan_name?: string | null;
  /** How often it renews, such as `1 month`. */
  interval?: string | null;
  /** Why, in the shop's own words. */
  reason?: string | null;
  [property: string]: unknown;
}

/** Every event that `track` knows; `page` has its own call. */
export interface EventMap {
  /** A collection, category or list of products was seen. */
  collection_viewed: CollectionViewed;
  /** The shop's search gave its results. */
  search_performed: SearchPerformed;
  /** One product was seen, on its page or in a quick view; not a card in a list. */
  product_viewed: ProductViewed;
  /** Pieces of a product went into the cart, after the shop accepted them. `quantity` is what was added, not the new total. */
  add_to_cart: AddToCart;
  /** Pieces of a product left the cart. `quantity` is what was removed. */
  remove_from_cart: RemoveFromCart;
  /** A product went onto the shopper's wish list, after the shop accepted it. */
  wishlist_added: WishlistAdded;
  /** The cart page or drawer was seen; again on the same page only when its content changed. */
  cart_viewed: CartViewed;
  /** The shopper went to pay. Once for each cart and content, however often the checkout renders. */
  checkout_started: CheckoutStarted;
  /** The shopper completed a step of the checkout: gave an address to write to, chose how it is delivered, said how it is paid. Once a page view for each step. */
  checkout_step_completed: CheckoutStepCompleted;
  /** An order was placed. Once only, however often and wherever the confirmation is shown. */
  order_completed: OrderCompleted;
  /** Money of an order went back, all or part of it. Ends journeys that thank for or build on the order. */
  order_refunded: OrderRefunded;
  /** An order will not be fulfilled. Ends journeys that thank for or build on the order. */
  order_cancelled: OrderCancelled;
  /** An offer was put before the shopper. An offer without a code goes by its name in `offer_code`. */
  offer_shown: OfferShown;
  /** The shop accepted an offer or a code. */
  offer_applied: OfferApplied;
  /** The shopper made an account, and the shop accepted it. Who it is, only `identify` says. */
  signed_up: SignedUp;
  /** The shop accepted an address for a newsletter. The address itself is no property: `identify` says it. Where the shopper must still confirm, consent comes by `consent_changed` after that. */
  newsletter_subscribed: NewsletterSubscribed;
  /** The shopper gave or withdrew consent; at least one of the four. Before log-in too, where traits would be ignored. */
  consent_changed: ConsentChanged;
  /** A subscription to a product began. */
  subscription_started: SubscriptionStarted;
  /** A subscription to a product ended. */
  subscription_cancelled: SubscriptionCancelled;
}
export type EventName = keyof EventMap;

/** Of `cio_subscription_preferences`: what is false is not sent to. */
export interface SubscriptionPreferences {
  topics?: { [topic: `topic_${number}`]: boolean };
  channels?: Partial<Record<"email" | "sms" | "push" | "in_app" | "whatsapp" | (string & {}), boolean>>;
}

/**
 * What is known of a person; as traits, what the page says of one. Names ending in `_at` or `_date` are dates; an empty text clears.
 */
export interface Traits {
  /** The address; identifies the person. From: page. */
  email?: string | null;
  /** The number, in E.164 when it carries its country code. From: page. */
  phone?: string | null;
  /** The shop's id of the person; the strongest key. From: page. */
  customer_id?: Id | null;
  /** First touch: who sent the shopper. From: tracker. */
  first_utm_source?: string | null;
  /** First touch: by what kind of link. From: tracker. */
  first_utm_medium?: string | null;
  /** First touch: for which campaign. From: tracker. */
  first_utm_campaign?: string | null;
  /** First touch: the paid keyword. From: tracker. */
  first_utm_term?: string | null;
  /** First touch: which of several links. From: tracker. */
  first_utm_content?: string | null;
  /** First touch: the page, without personal data. From: tracker. */
  first_landing_page?: string | null;
  /** First touch: the page before. From: tracker. */
  first_referrer?: string | null;
  /** First touch: `paid_search`, `email`, `referral`, `direct`, … From: tracker. */
  first_channel?: string | null;
  /** When the first touch was. In Unix seconds. From: tracker. */
  first_touch_at?: DateInput | "" | null;
  /** Last touch: who sent the shopper. From: tracker. */
  last_utm_source?: string | null;
  /** Last touch: by what kind of link. From: tracker. */
  last_utm_medium?: string | null;
  /** Last touch: for which campaign. From: tracker. */
  last_utm_campaign?: string | null;
  /** Last touch: the paid keyword. From: tracker. */
  last_utm_term?: string | null;
  /** Last touch: which of several links. From: tracker. */
  last_utm_content?: string | null;
  /** Last touch: the page, without personal data. From: tracker. */
  last_landing_page?: string | null;
  /** Last touch: the page before. From: tracker. */
  last_referrer?: string | null;
  /** Last touch: as `first_channel`. From: tracker. */
  last_channel?: string | null;
  /** When the last touch was. In Unix seconds. From: tracker. */
  last_touch_at?: DateInput | "" | null;
  /** The name of the product seen last, as a message can say it. From: tracker. */
  last_viewed_product?: string | null;
  /** Its `product_id`. From: tracker. */
  last_viewed_product_id?: Id | null;
  /** Its page, where the shop's events say it. From: tracker. */
  last_viewed_product_url?: string | null;
  /** Its picture, where the shop's events say it. From: tracker. */
  last_viewed_product_image_url?: string | null;
  /** The category seen last: a product's `category`, or the collection that was opened. From: tracker. */
  last_viewed_category?: string | null;
  /** The category of most interest: a view counts 1, an addition to the cart 5, half as much after 14 days. From: tracker. */
  preferred_category?: string | null;
  /** When the last order was placed that this browser saw complete. In Unix seconds. From: tracker or page. */
  last_order_date?: DateInput | "" | null;
  /** When the first order was placed. In Unix seconds. From: page. */
  first_order_date?: DateInput | "" | null;
  /** Orders in a lifetime. From: page. */
  orders_count?: number | "" | null;
  /** Money in a lifetime, in the shop's own currency. In major units of the currency. From: page. */
  total_spend?: Money | "" | null;
  /** Whether marketing e-mail is agreed to; the tracker repeats what `consent_changed` says. From: tracker or page. */
  email_consent?: boolean | "" | null;
  /** Whether marketing text messages are agreed to; likewise. From: tracker or page. */
  sms_consent?: boolean | "" | null;
  /** Whether use for marketing is agreed to; likewise. From: tracker or page. */
  marketing_consent?: boolean | "" | null;
  /** Whether measurement is agreed to; likewise. From: tracker or page. */
  analytics_consent?: boolean | "" | null;
  /** Customer.io's own: true means no message on any channel. From: page. */
  unsubscribed?: boolean | "" | null;
  /** Customer.io's own: `{topics: {topic_1: true}, channels: {email: false}}`; or one of them, as `cio_subscription_preferences.topics.topic_1`. From: page. */
  cio_subscription_preferences?: SubscriptionPreferences | "" | null;
  [attribute: string]: unknown;
}
