<?php
/**
 * The settings of the plugin: names, what is allowed, and defaults. It prints nothing. head.php and settings.php
 * call it.
 */

defined( 'ABSPATH' ) || exit;

const SHOPTRAIL_OPTION = 'shoptrail_settings';

/** By setting: the allowed values, the first is the default. The write key is checked by its pattern. */
function shoptrail_choices() {
	return array(
		'region'    => array( 'us', 'eu' ),
		'anonymous' => array( 'hold', 'send' ),
		'link_checkout' => array( 'off', 'on' ),
		'consent'   => array( '', 'wordpress', 'google', 'tcf', 'gpp', 'onetrust', 'cookiebot', 'usercentrics', 'didomi', 'klaro', 'cookieconsent' ),
	);
}

/** Settings as they may be stored: unknown names are left out, and wrong values are the default. */
function shoptrail_sanitize( $given ) {
	$given = is_array( $given ) ? $given : array();
	$key   = isset( $given['write_key'] ) && is_string( $given['write_key'] ) ? trim( $given['write_key'] ) : '';
	$clean = array( 'write_key' => preg_match( '/^[^\s<>"\']{1,200}$/D', $key ) ? $key : '' );
	foreach ( shoptrail_choices() as $name => $allowed ) {
		$value          = $given[ $name ] ?? '';
		$clean[ $name ] = in_array( $value, $allowed, true ) ? $value : $allowed[0];
	}
	return $clean;
}

/** The settings of this shop. */
function shoptrail_options() {
	return shoptrail_sanitize( get_option( SHOPTRAIL_OPTION, array() ) );
}

/** Whether the shop has given its write key. */
function shoptrail_is_ready() {
	return '' !== shoptrail_options()['write_key'];
}
