// What the pixel reads of Shopify's customer events, and what it makes of them. Types only.
// https://shopify.dev/docs/api/web-pixels-api/standard-events

import type { PixelOptions } from "../../shopify-pixel.js";

/** Members in the plan's names. */
export type Properties = Record<string, unknown>;

/** Major units. */
export interface Money {
  amount?: number | string;
  currencyCode?: string;
}

export interface Variant {
  id?: string | null;
  sku?: string | null;
  title?: string | null;
  product?: {
    id?: string | null;
    title?: string | null;
    type?: string | null;
    vendor?: string | null;
    url?: string | null;
  };
  price?: Money | null;
  image?: { src?: string | null } | null;
}

export interface CheckoutLine {
  id?: string | null;
  title?: string | null;
  quantity: number;
  variant?: Variant | null;
  finalLinePrice?: Money | null;
}

export interface CartLine {
  merchandise: Variant;
  quantity: number;
}

export interface Address {
  firstName?: string | null;
  lastName?: string | null;
}

export interface Checkout {
  token?: string | null;
  /** The attributes of the cart. */
  attributes?: { key: string; value: string }[] | null;
  order?: { id?: string | null; customer?: { id?: string | null } | null } | null;
  email?: string | null;
  phone?: string | null;
  smsMarketingPhone?: string | null;
  billingAddress?: Address | null;
  shippingAddress?: Address | null;
  buyerAcceptsEmailMarketing?: boolean;
  buyerAcceptsSmsMarketing?: boolean;
  lineItems: CheckoutLine[];
  currencyCode?: string | null;
  subtotalPrice?: Money | null;
  discountsAmount?: Money | null;
  shippingLine?: { price?: Money | null } | null;
  totalTax?: Money | null;
  totalPrice?: Money | null;
  discountApplications?: { type?: string | null; title?: string | null }[] | null;
  transactions?: { gateway?: string | null; paymentMethod?: { type?: string | null } | null }[] | null;
  delivery?: { selectedDeliveryOptions?: { title?: string | null }[] | null } | null;
}

/** The members of `data`, of all the events. Which event has which is Shopify's to keep. */
export interface CustomerEventData {
  checkout: Checkout;
  productVariant: Variant | null;
  collection: { id: string; title: string; productVariants?: Variant[] };
  searchResult: { query: string; productVariants?: Variant[] };
  cartLine: CartLine | null;
  cart: { id?: string | null; lines: CartLine[]; cost?: { totalAmount?: Money | null } | null } | null;
}

export interface PageDocument {
  location: { href: string; pathname: string; hostname: string };
  referrer: string;
  title: string;
}

export interface CustomerEvent {
  name: string;
  timestamp: string;
  data: CustomerEventData;
  context: { document: PageDocument; navigator?: { language?: string; userAgent?: string } };
}

/** Shopify's storage of the top frame. */
export interface AsyncStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

export interface Browser {
  cookie: { get(name?: string): Promise<string>; set(cookie: string): Promise<unknown> };
  localStorage: AsyncStorage;
}

export interface PrivacyEvent {
  customerPrivacy: { analyticsProcessingAllowed: boolean };
}

/** What Shopify gives a pixel. A sandbox may lack any of it but `analytics`. */
export interface PixelApi {
  analytics: { subscribe(name: string, callback: (event: CustomerEvent) => void): Promise<unknown> };
  browser?: Browser;
  init?: Partial<PrivacyEvent> & { data?: { cart?: { id?: string | null } | null } };
  customerPrivacy?: { subscribe?(name: string, callback: (event: PrivacyEvent) => void): unknown };
  settings?: object;
}

/** The keys by which a person is known. */
export interface PersonKeys {
  customer_id?: string;
  email?: string;
}

/** The shopper of this page. */
export interface Shopper {
  anonymousId: string;
  keys: PersonKeys;
  /**
   * The id of the storefront. Another one than `anonymousId` where the checkout is another person's than the
   * storefront was.
   */
  storefrontId: string;
}

/** A message for Customer.io, without what each attempt to send it adds. */
export interface Message {
  messageId: string;
  type: "track" | "page" | "identify";
  event?: string;
  name?: string;
  properties?: Properties;
  traits?: Properties;
  anonymousId: string;
  userId?: string;
  /** ISO 8601. */
  timestamp: string;
  context: object;
}

/** What the pixel stores, under these names. */
export interface PixelRecord {
  /** Messages that wait. */
  messages: Message[];
  /** Message ids of orders that were counted. */
  orders: string[];
  /** Steps of checkouts that were counted: the token of the checkout and the step. */
  steps: string[];
  /** Content of the checkout that was counted last. */
  checkout?: string;
  keys: PersonKeys;
  /** Whose keys they are. */
  anonymousId?: string;
  /** The storefront's id at that time. */
  storefrontId?: string;
  /** What the last identify message said. */
  sent?: string;
}

/** The pixel while a page lives. */
export interface PixelState {
  options: PixelOptions;
  browser: Browser;
  /** Shopify's id of the cart when the page opened. */
  shopCartId?: string | null;
  /** Whether the visitor allows analytics. */
  isAllowed: boolean;
  record: PixelRecord | undefined;
  shopper: Shopper | undefined;
  /** The storefront's record of the cart, as this page found it; not checked. */
  cart?: { id?: unknown };
}

/** The same once it is read from storage. */
export interface LoadedState extends PixelState {
  record: PixelRecord;
  shopper: Shopper;
}

declare global {
  /** The version of the package; the build puts it in. */
  const __VERSION__: string;
}
