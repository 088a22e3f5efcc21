<?php
// Stand-ins for the functions of WordPress, WooCommerce and Action Scheduler that shoptrail-server.php calls.
// The JSON on standard input says which hooks run; standard output is what was planned and kept, as JSON.

$page = json_decode( stream_get_contents( STDIN ), true );
define( 'ABSPATH', '/' );
if ( isset( $page['url'] ) ) {
	define( 'SHOPTRAIL_SERVER_URL', $page['url'] );
	define( 'SHOPTRAIL_SERVER_SECRET', $page['secret'] );
}
$_COOKIE = $page['cookies'] ?? array();
$actions = array();
$filters = array();
$planned = array();
$meta    = array();
$failure = null;

set_error_handler( function ( $level, $message, $file, $line ) {
	fwrite( STDERR, "$message at $file:$line\n" );
	exit( 3 );
} );

class Order {
	public function update_meta_data( $key, $value ) { $GLOBALS['meta'][ $key ] = $value; }
	public function delete_meta_data( $key ) { unset( $GLOBALS['meta'][ $key ] ); }
	public function save() { $GLOBALS['meta']['saved'] = true; }
	public function save_meta_data() { $GLOBALS['meta']['saved'] = true; }
	public function get_date_created() { return new DateTime( '2026-11-24T09:00:00+01:00' ); }
}
class Api {
	public function get_endpoint_data( $path ) {
		$may_read = in_array( '__return_true', $GLOBALS['filters']['woocommerce_rest_check_permissions'] ?? array(), true );
		return $may_read && '/wc/v3/orders/727' === $path ? $GLOBALS['page']['order'] : array( 'code' => 'woocommerce_rest_cannot_view' );
	}
}
class HttpError {
	public function get_error_message() { return 'could not connect'; }
}

function add_action( $name, $work, $priority = 10, $count = 1 ) { $GLOBALS['actions'][ $name ][] = $work; }
function add_filter( $name, $work ) { $GLOBALS['filters'][ $name ][] = $work; }
function remove_filter( $name, $work ) { unset( $GLOBALS['filters'][ $name ] ); }
function wc() { return (object) array( 'api' => new Api() ); }
function wc_get_order( $id ) { return in_array( $id, array( 727, 728 ), true ) ? new Order() : false; }
function wp_json_encode( $data ) { return json_encode( $data ); }
function wp_hash( $text ) { return md5( $text ); }
function is_wp_error( $value ) { return $value instanceof HttpError; }
function wp_remote_retrieve_response_code( $response ) { return $response['code']; }
function as_enqueue_async_action( $hook, $with, $group ) { $GLOBALS['planned'][] = array( $hook, $with, 0 ); }
function as_schedule_single_action( $at, $hook, $with, $group ) { $GLOBALS['planned'][] = array( $hook, $with, $at - time() ); }

/** A real request, so that a real server checks it. */
function wp_remote_post( $url, $with ) {
	$lines = array();
	foreach ( $with['headers'] as $name => $value ) {
		$lines[] = "$name: $value";
	}
	$http = array( 'method' => 'POST', 'header' => $lines, 'content' => $with['body'], 'ignore_errors' => true, 'timeout' => 10 );
	restore_error_handler();
	$body = @file_get_contents( $url, false, stream_context_create( array( 'http' => $http ) ) );
	if ( false === $body ) {
		return new HttpError();
	}
	preg_match( '/ (\d{3})/', $http_response_header[0], $found );
	return array( 'code' => $found[1] );
}

require $argv[1];
try {
	foreach ( $page['hooks'] as [ $hook, $with ] ) {
		foreach ( $actions[ $hook ] ?? array() as $work ) {
			$work( ...array_map( function ( $value ) { return 'order' === $value ? new Order() : $value; }, $with ) );
		}
	}
} catch ( RuntimeException $error ) {
	$failure = $error->getMessage();
}
echo json_encode( array( 'planned' => $planned, 'meta' => (object) $meta, 'failure' => $failure ) );
