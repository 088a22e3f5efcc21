<?php
// Stand-ins for the functions of WordPress that the plugin shoptrail-for-woocommerce calls besides those in
// wordpress.php, which runs it. `settings` of the page is the stored option; the hook `settings_page` prints the
// plugin's page, and the hook `options.php` does with `post` what WordPress does with a sent form.

class WooCommerce {}

$registered    = array();
$more_filters  = array();
$submenu_pages = array();

function add_filter( $name, $work ) {
	$GLOBALS['more_filters'][ $name ][] = $work;
}
function get_option( $name, $default = false ) {
	return $GLOBALS['page']['settings'] ?? $default;
}
function delete_option( $name ) {
	echo "deleted $name";
}
function is_admin() { return ! empty( $GLOBALS['page']['admin'] ); }
function is_preview() { return ! empty( $GLOBALS['page']['preview'] ); }
function is_customize_preview() { return ! empty( $GLOBALS['page']['customize'] ); }
function current_user_can( $capability ) {
	return in_array( $capability, $GLOBALS['page']['can'] ?? array(), true );
}
function plugins_url( $path, $file ) {
	return 'https://s.example/wp-content/plugins/' . basename( dirname( $file ) ) . '/' . $path;
}
function plugin_basename( $file ) { return basename( dirname( $file ) ) . '/' . basename( $file ); }
function admin_url( $path ) { return "https://s.example/wp-admin/$path"; }
function esc_attr( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES, 'UTF-8', false ); }
function esc_html( $text ) { return esc_attr( $text ); }
function esc_url( $url ) { return esc_attr( $url ); }
function __( $text, $domain ) { return $text; }
function esc_html__( $text, $domain ) { return esc_html( $text ); }
function esc_html_e( $text, $domain ) { echo esc_html( $text ); }
function selected( $one, $other ) { echo $one === $other ? "selected='selected'" : ''; }
function submit_button() { echo '<button type="submit">Save</button>'; }
function wp_die( $message ) {
	echo "died: $message";
	exit;
}
function settings_fields( $group ) {
	echo '<input type="hidden" name="option_page" value="' . esc_attr( $group ) . '" />'
		. '<input type="hidden" name="_wpnonce" value="' . md5( "$group-options" ) . '" />';
}
function register_setting( $group, $name, $args ) {
	$GLOBALS['registered'][ $group ][ $name ] = $args;
}
function add_submenu_page( $parent, $title, $menu, $capability, $slug, $print ) {
	$GLOBALS['submenu_pages'][ $slug ] = compact( 'parent', 'capability', 'print' );
}
// As wp_sanitize_script_attributes(): true is a name without a value.
function wp_print_script_tag( $attributes ) {
	$text = '';
	foreach ( $attributes as $name => $value ) {
		$text .= true === $value ? ' ' . esc_attr( $name ) : sprintf( ' %s="%s"', esc_attr( $name ), esc_attr( $value ) );
	}
	echo "<script$text></script>\n";
}
function wp_print_inline_script_tag( $data ) {
	echo "<script>\n$data\n</script>\n";
}

$actions['settings_page'][] = function () {
	$GLOBALS['submenu_pages']['shoptrail']['print']();
};
$actions['options.php'][] = function () {
	$post       = $GLOBALS['page']['post'];
	$capability = 'manage_options';
	foreach ( $GLOBALS['more_filters'][ 'option_page_capability_' . $post['option_page'] ] ?? array() as $work ) {
		$capability = $work( $capability );
	}
	if ( ! current_user_can( $capability ) || md5( $post['option_page'] . '-options' ) !== ( $post['_wpnonce'] ?? '' ) ) {
		echo 'refused';
		return;
	}
	foreach ( $GLOBALS['registered'][ $post['option_page'] ] as $name => $args ) {
		echo json_encode( call_user_func( $args['sanitize_callback'], $post[ $name ] ?? null ) );
	}
};

if ( 'uninstall.php' === basename( $argv[1] ) ) {
	if ( empty( $argv[2] ) ) {
		define( 'WP_UNINSTALL_PLUGIN', 'x' );
	}
	require $argv[1];
	exit;
}
require __DIR__ . '/wordpress.php';
