// What `profile()` gives.

/**
 * What this browser has learned about the shopper who is using it. `reset()` and another person clear it.
 * Names and values are those of the plan's people attributes. What is not known is absent.
 */
export interface Profile {
  /** The name of the product viewed last. */
  last_viewed_product?: string;
  last_viewed_product_id?: string;
  /** As the shop's events give it. */
  last_viewed_product_url?: string;
  /** As the shop's events give it. */
  last_viewed_product_image_url?: string;
  /** The category viewed last: a product's `category`, or the collection that was opened. */
  last_viewed_category?: string;
  /**
   * The category of most interest. A view counts 1, an addition to the cart 5; after 14 days each counts
   * half.
   */
  preferred_category?: string;
  /** When this browser last completed an order, in Unix seconds. */
  last_order_date?: number;
  /** What to build a recommendation on: the product viewed last, else the category viewed last, else null. */
  recommend: RecommendProduct | RecommendCategory | null;
}

export interface RecommendProduct {
  by: "product";
  product_id: string;
  name?: string;
  url?: string;
  image_url?: string;
}

export interface RecommendCategory {
  by: "category";
  category: string;
}
