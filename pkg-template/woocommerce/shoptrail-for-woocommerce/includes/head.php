<?php
/**
 * Prints the inline stub and the script tag into the head, first of all. Both are files of this plugin: no
 * script comes from another server. The tag's attributes are the options of shoptrail.
 */

defined( 'ABSPATH' ) || exit;

/** The attributes of the script tag. The filter `shoptrail_tag` changes them, or returns null for no tag. */
function shoptrail_tag_attributes() {
	$options    = shoptrail_options();
	$attributes = array(
		'src'            => plugins_url( 'assets/' . SHOPTRAIL_VERSION . '/embed.min.js', SHOPTRAIL_FILE ),
		'defer'          => true,
		'data-write-key' => $options['write_key'],
		'data-region'    => $options['region'],
		'data-anonymous' => $options['anonymous'],
	);
	if ( 'on' === $options['link_checkout'] ) {
		$attributes['data-link-checkout'] = 'true';
	}
	if ( '' !== $options['consent'] ) {
		$attributes['data-consent-from'] = $options['consent'];
	}
	return apply_filters( 'shoptrail_tag', $attributes );
}

add_action(
	'wp_head',
	function () {
		// What an editor looks at is no visit.
		if ( ! shoptrail_is_ready() || is_preview() || is_customize_preview() ) {
			return;
		}
		$attributes = shoptrail_tag_attributes();
		if ( ! $attributes ) {
			return;
		}
		$stub = file_get_contents( __DIR__ . '/stub.js' ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- a file of this plugin.
		wp_print_inline_script_tag( $stub );
		wp_print_script_tag( $attributes );
	},
	1
);
