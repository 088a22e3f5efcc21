<?php
/**
 * Plugin Name: shoptrail for WooCommerce, server half
 * Description: Sends orders to your server with shoptrail/server, and keeps them in Action Scheduler until it has them.
 * Requires Plugins: woocommerce
 *
 * WooCommerce's own webhooks are sent once: an order whose delivery fails is lost, and after five failures in a
 * row the webhook is disabled. This file sends the same request, and sends it again until it was accepted.
 *
 * Put it into wp-content/mu-plugins/, and into wp-config.php:
 *
 *     define( 'SHOPTRAIL_SERVER_URL', 'https://your-server.example/webhooks' );
 *     define( 'SHOPTRAIL_SERVER_SECRET', '…' ); // the option woocommerce.secret of your server
 */

defined( 'ABSPATH' ) || exit;

/** After the first failure. Each further wait is twice as long. */
const SHOPTRAIL_FIRST_WAIT_S = 60;
const SHOPTRAIL_LONGEST_WAIT_S = 21600;
/** The last attempt is about three days after the first. */
const SHOPTRAIL_MAX_ATTEMPTS = 20;

/** Plans to send an order. Each change is an action of its own: the server takes repeats for one. */
function shoptrail_plan_order( $order_id ) {
	if ( defined( 'SHOPTRAIL_SERVER_URL' ) && defined( 'SHOPTRAIL_SERVER_SECRET' ) && SHOPTRAIL_SERVER_SECRET ) {
		as_enqueue_async_action( 'shoptrail_send_order', array( (int) $order_id, 1 ), 'shoptrail' );
	}
}

/** The order as WooCommerce's webhooks send it; null when it is gone. */
function shoptrail_order_payload( $order_id ) {
	if ( ! wc_get_order( $order_id ) ) {
		return null;
	}
	// A scheduled action has no user, who would need the right to read orders.
	add_filter( 'woocommerce_rest_check_permissions', '__return_true' );
	$payload = wc()->api->get_endpoint_data( '/wc/v3/orders/' . $order_id );
	remove_filter( 'woocommerce_rest_check_permissions', '__return_true' );
	return is_array( $payload ) && isset( $payload['id'] ) ? shoptrail_with_refund_dates( $payload ) : null;
}

/** WooCommerce lists the refunds of an order without their dates. */
function shoptrail_with_refund_dates( $payload ) {
	foreach ( $payload['refunds'] ?? array() as $index => $refund ) {
		$kept = wc_get_order( $refund['id'] ?? 0 );
		$date = $kept ? $kept->get_date_created() : null;
		if ( $date ) {
			$payload['refunds'][ $index ]['date_created_gmt'] = gmdate( 'Y-m-d\TH:i:s', $date->getTimestamp() );
		}
	}
	return $payload;
}

/** Keeps the moment of a cancellation, which WooCommerce does not. An order that is taken up again has none. */
function shoptrail_keep_cancellation( $order_id, $from, $to, $order = null ) {
	if ( ! $order ) {
		return;
	}
	if ( 'cancelled' === $to ) {
		$order->update_meta_data( '_shoptrail_cancelled_at', gmdate( 'Y-m-d\TH:i:s' ) );
		$order->save_meta_data();
	} elseif ( 'cancelled' === $from ) {
		$order->delete_meta_data( '_shoptrail_cancelled_at' );
		$order->save_meta_data();
	}
}

/** Sends an order, or plans the next attempt. */
function shoptrail_send_order( $order_id, $attempt = 1 ) {
	$payload = shoptrail_order_payload( $order_id );
	if ( ! $payload ) {
		return;
	}
	$body     = wp_json_encode( $payload );
	$response = wp_remote_post(
		SHOPTRAIL_SERVER_URL,
		array(
			'timeout'     => 30,
			'redirection' => 0,
			'body'        => $body,
			'headers'     => array(
				'Content-Type'              => 'application/json',
				'X-WC-Webhook-Topic'        => 'order.updated',
				'X-WC-Webhook-Delivery-ID'  => wp_hash( $body ),
				'X-WC-Webhook-Signature'    => base64_encode( hash_hmac( 'sha256', $body, SHOPTRAIL_SERVER_SECRET, true ) ),
			),
		)
	);
	$status = is_wp_error( $response ) ? $response->get_error_message() : (int) wp_remote_retrieve_response_code( $response );
	if ( is_int( $status ) && $status >= 200 && $status < 300 ) {
		return;
	}
	if ( $attempt >= SHOPTRAIL_MAX_ATTEMPTS ) {
		// Action Scheduler lists it under "Failed", with this text.
		throw new RuntimeException( "shoptrail: order $order_id was not accepted: $status" );
	}
	$wait_s = min( SHOPTRAIL_FIRST_WAIT_S * 2 ** ( $attempt - 1 ), SHOPTRAIL_LONGEST_WAIT_S );
	as_schedule_single_action( time() + $wait_s, 'shoptrail_send_order', array( (int) $order_id, $attempt + 1 ), 'shoptrail' );
}

/** Keeps the storefront's anonymous id with the order, so that the trail of the browser is the customer's. */
function shoptrail_keep_anonymous_id( $order ) {
	$id = isset( $_COOKIE['shoptrail_anonymous_id'] ) ? (string) $_COOKIE['shoptrail_anonymous_id'] : '';
	if ( preg_match( '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i', $id ) ) {
		$order->update_meta_data( '_shoptrail_anonymous_id', $id );
	}
}

add_action( 'shoptrail_send_order', 'shoptrail_send_order', 10, 2 );
add_action( 'woocommerce_new_order', 'shoptrail_plan_order' );
add_action( 'woocommerce_order_status_changed', 'shoptrail_keep_cancellation', 10, 4 );
add_action( 'woocommerce_order_status_changed', 'shoptrail_plan_order' );
add_action( 'woocommerce_order_refunded', 'shoptrail_plan_order' );
// The checkout of shortcodes saves the order after this; the checkout of blocks has saved it before.
add_action( 'woocommerce_checkout_create_order', 'shoptrail_keep_anonymous_id' );
add_action(
	'woocommerce_store_api_checkout_update_order_meta',
	function ( $order ) {
		shoptrail_keep_anonymous_id( $order );
		$order->save();
	}
);
