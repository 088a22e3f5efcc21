<?php
/**
 * Plugin Name:          shoptrail for WooCommerce
 * Description:          Keeps the events of the storefront, and delivers them to Customer.io: products, carts, checkouts, orders.
 * Version:              __VERSION__
 * Requires at least:    6.2
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * Author:               the shoptrail authors
 * License:              MIT
 * License URI:          https://opensource.org/license/mit
 * Text Domain:          shoptrail-for-woocommerce
 * WC requires at least: 8.0
 *
 * This file loads the others: options.php reads the settings, head.php prints the tag, events.php prints what
 * only the server knows, and settings.php is the page in the administration.
 */

defined( 'ABSPATH' ) || exit;

define( 'SHOPTRAIL_VERSION', '__VERSION__' );
define( 'SHOPTRAIL_FILE', __FILE__ );

require_once __DIR__ . '/includes/options.php';
require_once __DIR__ . '/includes/head.php';
if ( is_admin() ) {
	require_once __DIR__ . '/includes/settings.php';
}

// The plugin reads orders through WooCommerce alone, so it works with its own order tables.
add_action(
	'before_woocommerce_init',
	function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
		}
	}
);

// A shop that has shoptrail.php in its mu-plugins keeps that one. Without a write key nothing is printed.
add_action(
	'plugins_loaded',
	function () {
		if ( class_exists( 'WooCommerce' ) && ! function_exists( 'shoptrail_print' ) && shoptrail_is_ready() ) {
			require_once __DIR__ . '/includes/events.php';
		}
	}
);
