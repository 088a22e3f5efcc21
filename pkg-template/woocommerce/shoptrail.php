<?php
/**
 * Plugin Name: shoptrail for WooCommerce
 * Description: Prints products, lists, searches, orders and customers for shoptrail's WooCommerce adapter.
 * Requires Plugins: woocommerce
 *
 * Put this file into wp-content/mu-plugins/, or into a plugin of your own. It prints JSON, which no browser
 * runs. It prints an e-mail address only on pages of a customer who is logged in, and on the confirmation of
 * an order. The filters shoptrail_product, shoptrail_order and shoptrail_customer change what is printed. A
 * filter that returns null prints nothing.
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints one element: `{"identify": [keys, traits], "events": [[name, properties]]}`. The flags keep a
 * product's name from ending the element.
 */
function shoptrail_print( $events, $identify = null ) {
	$data = array( 'events' => $events );
	if ( $identify ) {
		$data['identify'] = $identify;
	}
	echo '<script type="application/json" class="shoptrail-woocommerce">'
		. wp_json_encode( $data, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES )
		. "</script>\n";
}

/** A name as a shopper sees it: WordPress keeps names as HTML. */
function shoptrail_text( $name ) {
	return html_entity_decode( wp_strip_all_tags( (string) $name ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
}

/**
 * A product in the plan's properties. A variation has its product's id as product_id, its own as variant_id.
 */
function shoptrail_product( $product ) {
	$variation  = $product->is_type( 'variation' );
	$parent     = $variation ? wc_get_product( $product->get_parent_id() ) : $product;
	$categories = $parent ? get_the_terms( $parent->get_id(), 'product_cat' ) : false;
	$image      = wp_get_attachment_image_url( $product->get_image_id(), 'woocommerce_single' );
	$properties = array(
		'product_id' => (string) ( $variation ? $product->get_parent_id() : $product->get_id() ),
		'sku'        => (string) $product->get_sku(),
		'name'       => shoptrail_text( $parent ? $parent->get_name() : $product->get_name() ),
		'currency'   => get_woocommerce_currency(),
		'url'        => $product->get_permalink(),
		'in_stock'   => $product->is_in_stock(),
	);
	// A product without a price is not free.
	if ( '' !== (string) $product->get_price() ) {
		$properties['price'] = (float) wc_get_price_to_display( $product );
	}
	if ( $variation ) {
		$properties['variant_id']   = (string) $product->get_id();
		$properties['variant_name'] = shoptrail_text( wc_get_formatted_variation( $product, true, false ) );
	}
	if ( $product->is_on_sale() && '' !== $product->get_regular_price() ) {
		$properties['compare_at_price'] = (float) wc_get_price_to_display( $product, array( 'price' => $product->get_regular_price() ) );
	}
	if ( is_array( $categories ) && $categories ) {
		$properties['category'] = shoptrail_text( reset( $categories )->name );
	}
	if ( $image ) {
		$properties['image_url'] = $image;
	}
	return apply_filters( 'shoptrail_product', array_filter( $properties, function ( $value ) { return '' !== $value; } ), $product );
}

/** An order in the plan's properties. Prices are what the customer pays: after coupons, with tax. */
function shoptrail_order( $order ) {
	$lines = array();
	foreach ( $order->get_items() as $item ) {
		$quantity = $item->get_quantity();
		// The plan counts whole pieces: half a kilo becomes one piece at the price of the line.
		$whole    = $quantity >= 1 && floor( $quantity ) == $quantity;
		$line     = array(
			'product_id' => (string) $item->get_product_id(),
			'name'       => shoptrail_text( $item->get_name() ),
			'price'      => (float) ( $whole ? $order->get_item_total( $item, true ) : $order->get_line_total( $item, true ) ),
			'quantity'   => $whole ? (int) $quantity : 1,
		);
		if ( $item->get_variation_id() ) {
			$line['variant_id'] = (string) $item->get_variation_id();
		}
		$product = $item->get_product();
		if ( $product && $product->get_sku() ) {
			$line['sku'] = (string) $product->get_sku();
		}
		$lines[] = $line;
	}
	$coupons = $order->get_coupon_codes();
	return apply_filters(
		'shoptrail_order',
		array_filter(
			array(
				'order_id'        => (string) $order->get_id(),
				'total'           => (float) $order->get_total(),
				'tax'             => (float) $order->get_total_tax(),
				'shipping'        => (float) $order->get_shipping_total() + (float) $order->get_shipping_tax(),
				'currency'        => $order->get_currency(),
				'coupon'          => implode( ',', $coupons ),
				'payment_method'  => (string) $order->get_payment_method(),
				'shipping_method' => shoptrail_text( $order->get_shipping_method() ),
				'line_items'      => $lines,
			),
			function ( $value ) { return '' !== $value; }
		),
		$order
	);
}

/** `[keys, traits]` of the customer who is logged in; null without one. */
function shoptrail_customer() {
	$user = wp_get_current_user();
	if ( ! $user || ! $user->ID ) {
		return null;
	}
	$traits = array(
		'first_name'   => $user->first_name,
		'last_name'    => $user->last_name,
		'orders_count' => (int) wc_get_customer_order_count( $user->ID ),
		'total_spend'  => (float) wc_get_customer_total_spent( $user->ID ),
	);
	return apply_filters( 'shoptrail_customer', array( array( 'customer_id' => (string) $user->ID, 'email' => $user->user_email ), array_filter( $traits, function ( $value ) { return '' !== $value; } ) ), $user );
}

// The page that makes an account redirects, so the next page of the session says it. A form with a password
// posts `register`, the checkout `createaccount`; whatever else makes accounts is not known.
add_action(
	'woocommerce_created_customer',
	function () {
		if ( WC()->session ) {
			// phpcs:ignore WordPress.Security.NonceVerification.Missing -- only whether the fields are there.
			WC()->session->set( 'shoptrail_signed_up', isset( $_POST['register'] ) || isset( $_POST['createaccount'] ) ? 'email' : 'other' );
		}
	}
);

add_action(
	'wp_footer',
	function () {
		$events = array();
		$method = WC()->session ? WC()->session->get( 'shoptrail_signed_up' ) : null;
		if ( $method && is_user_logged_in() ) {
			WC()->session->set( 'shoptrail_signed_up', null );
			$events[] = array( 'signed_up', array( 'method' => $method ) );
		}
		if ( is_product() ) {
			$product    = wc_get_product( get_queried_object_id() );
			$properties = $product ? shoptrail_product( $product ) : null;
			if ( $properties ) {
				$events[] = array( 'product_viewed', $properties );
			}
		} elseif ( is_search() ) {
			global $wp_query;
			$events[] = array( 'search_performed', array( 'query' => get_search_query( false ), 'results_count' => (int) $wp_query->found_posts ) );
		} elseif ( is_product_category() || is_product_tag() ) {
			$term     = get_queried_object();
			$events[] = array( 'collection_viewed', array( 'collection_id' => $term->slug, 'collection_name' => shoptrail_text( $term->name ) ) );
		} elseif ( is_shop() ) {
			$events[] = array( 'collection_viewed', array( 'collection_id' => 'shop', 'collection_name' => shoptrail_text( woocommerce_page_title( false ) ) ) );
		}
		$customer = shoptrail_customer();
		if ( $events || $customer ) {
			shoptrail_print( $events, $customer );
		}
	}
);

// WooCommerce runs this only for the person who placed the order. The e-mail address identifies a guest,
// because an order is sent only for an identified person.
add_action(
	'woocommerce_thankyou',
	function ( $order_id ) {
		$order = wc_get_order( $order_id );
		if ( ! $order || $order->has_status( array( 'failed', 'cancelled' ) ) ) {
			return;
		}
		$properties = shoptrail_order( $order );
		if ( ! $properties ) {
			return;
		}
		$guest = apply_filters( 'shoptrail_customer', array( array( 'email' => $order->get_billing_email() ), array( 'first_name' => $order->get_billing_first_name(), 'last_name' => $order->get_billing_last_name() ) ), null );
		shoptrail_print( array( array( 'order_completed', $properties ) ), is_user_logged_in() ? null : $guest );
	}
);

// The Store API gives only a variation's own id for a line of the cart. This adds the product's.
add_action(
	'woocommerce_blocks_loaded',
	function () {
		if ( ! function_exists( 'woocommerce_store_api_register_endpoint_data' ) ) {
			return;
		}
		woocommerce_store_api_register_endpoint_data(
			array(
				'endpoint'        => 'cart-item',
				'namespace'       => 'shoptrail',
				'data_callback'   => function ( $item ) {
					return array( 'product_id' => (string) $item['product_id'] );
				},
				'schema_callback' => function () {
					return array( 'product_id' => array( 'type' => 'string', 'readonly' => true ) );
				},
				'schema_type'     => ARRAY_A,
			)
		);
		// What the option `linkCheckout` adds to the checkout of blocks.
		woocommerce_store_api_register_endpoint_data(
			array(
				'endpoint'        => 'checkout',
				'namespace'       => 'shoptrail',
				'schema_callback' => function () {
					return array( 'anonymous_id' => array( 'type' => array( 'string', 'null' ), 'context' => array(), 'optional' => true ) );
				},
				'schema_type'     => ARRAY_A,
			)
		);
	}
);

/** Where the storefront's anonymous id is kept with an order. The underscore hides it from the shop's pages. */
const SHOPTRAIL_ANONYMOUS_ID = '_shoptrail_anonymous_id';

/** Keeps the anonymous id that the option `linkCheckout` put into the checkout. Anything but an id is left out. */
function shoptrail_link_order( $order, $id ) {
	if ( is_string( $id ) && preg_match( '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/Di', $id ) ) {
		$order->update_meta_data( SHOPTRAIL_ANONYMOUS_ID, $id );
	}
}

// Both checkouts save the order after this. The classic one has checked the nonce of its form before.
add_action(
	'woocommerce_checkout_create_order',
	function ( $order ) {
		shoptrail_link_order( $order, $_POST[ SHOPTRAIL_ANONYMOUS_ID ] ?? '' ); // phpcs:ignore WordPress.Security -- checked by its pattern.
	}
);
add_action(
	'woocommerce_store_api_checkout_update_order_from_request',
	function ( $order, $request ) {
		shoptrail_link_order( $order, $request['extensions']['shoptrail']['anonymous_id'] ?? '' );
	},
	10,
	2
);
