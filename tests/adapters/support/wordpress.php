<?php
// Stand-ins for the functions of WordPress and WooCommerce that shoptrail.php calls. The JSON on standard input
// describes one page; standard output is what the hooks print on it.

$page    = json_decode( stream_get_contents( STDIN ), true );
$actions = $actions ?? array();
$filters = $page['filters'] ?? array();
define( 'ABSPATH', '/' );
define( 'ARRAY_A', 'ARRAY_A' );

// A PHP notice is a failure, because a shop prints it into its page.
set_error_handler( function ( $level, $message, $file, $line ) {
	fwrite( STDERR, "$message at $file:$line\n" );
	exit( 3 );
} );

// JSON cannot contain "\xff", so the word BYTE stands for it.
array_walk_recursive( $page, function ( &$value ) {
	if ( is_string( $value ) ) {
		$value = str_replace( 'BYTE', "\xff\xfe", $value );
	}
} );

/** Any object of WooCommerce: `get_x()` returns the member x of its data, `is_x()` the member is_x. */
class WooObject {
	public $data;
	public function __construct( $data ) {
		$this->data = $data;
	}
	public function __get( $name ) {
		return $this->data[ $name ] ?? '';
	}
	public function __call( $name, $with ) {
		if ( 'get_items' === $name ) {
			return array_map( function ( $line ) { return new WooObject( $line ); }, $this->data['items'] );
		}
		if ( 'get_product' === $name ) {
			return isset( $this->data['product'] ) ? new WooObject( $this->data['product'] ) : false;
		}
		if ( 'get_item_total' === $name ) {
			return $with[0]->data['total'] / $with[0]->data['quantity'];
		}
		if ( 'get_line_total' === $name ) {
			return $with[0]->data['total'];
		}
		if ( 'has_status' === $name ) {
			return in_array( $this->data['status'], $with[0], true );
		}
		if ( 'is_type' === $name ) {
			return $this->data['type'] === $with[0];
		}
		$key = preg_replace( '/^get_/', '', $name );
		if ( ! array_key_exists( $key, $this->data ) ) {
			fwrite( STDERR, "no $key in " . json_encode( $this->data ) . "\n" );
			exit( 4 );
		}
		return $this->data[ $key ];
	}
}

function add_action( $name, $work ) {
	$GLOBALS['actions'][ $name ][] = $work;
}
function apply_filters( $name, $value, ...$others ) {
	$by = $GLOBALS['filters'][ $name ] ?? 'same';
	return 'null' === $by ? null : ( 'object' === $by ? (object) array( 'email' => 'x@example.com' ) : $value );
}
function wp_json_encode( $data, $flags ) {
	$text = json_encode( $data, $flags );
	if ( false !== $text ) {
		return $text;
	}
	// Like WordPress: a second try without the bytes that are not UTF-8.
	array_walk_recursive( $data, function ( &$value ) {
		if ( is_string( $value ) ) {
			$value = iconv( 'UTF-8', 'UTF-8//IGNORE', $value ) ?: preg_replace( '/[^\x20-\x7e]/', '', $value );
		}
	} );
	return json_encode( $data, $flags );
}
function wp_strip_all_tags( $text ) {
	return trim( strip_tags( preg_replace( '@<(script|style)[^>]*?>.*?</\\1>@si', '', $text ) ) );
}
function wc_get_product( $id ) {
	$data = $GLOBALS['page']['products'][ $id ] ?? null;
	return $data ? new WooObject( $data ) : false;
}
function wc_get_order( $id ) {
	$data = $GLOBALS['page']['orders'][ $id ] ?? null;
	return $data ? new WooObject( $data ) : false;
}
function get_the_terms( $id, $taxonomy ) {
	$names = $GLOBALS['page']['categories'] ?? null;
	return $names ? array_map( function ( $name ) { return (object) array( 'name' => $name ); }, $names ) : false;
}
function wp_get_attachment_image_url( $id, $size ) {
	return $id ? "https://s.example/$id.jpg" : false;
}
function wc_get_price_to_display( $product, $args = array() ) {
	return $args['price'] ?? $product->data['price'];
}
function wc_get_formatted_variation( $product, $flat, $names ) {
	return $product->data['variation'];
}
function wp_get_current_user() {
	return isset( $GLOBALS['page']['user'] ) ? new WooObject( $GLOBALS['page']['user'] ) : new WooObject( array( 'ID' => 0 ) );
}
function get_queried_object() {
	return (object) $GLOBALS['page']['term'];
}
/** The session of WooCommerce: the page's `session`, which later hooks of the page see changed. */
class WooSession {
	public function get( $name ) {
		return $GLOBALS['page']['session'][ $name ] ?? null;
	}
	public function set( $name, $value ) {
		$GLOBALS['page']['session'][ $name ] = $value;
	}
}
function WC() {
	return (object) array( 'session' => array_key_exists( 'session', $GLOBALS['page'] ) ? new WooSession() : null );
}
function get_woocommerce_currency() { return 'EUR'; }
function wc_get_customer_order_count( $id ) { return 2; }
function wc_get_customer_total_spent( $id ) { return '123.45'; }
function is_user_logged_in() { return isset( $GLOBALS['page']['user'] ); }
function get_queried_object_id() { return $GLOBALS['page']['id'] ?? 0; }
function get_search_query( $escaped ) { return $GLOBALS['page']['query']; }
function woocommerce_page_title( $echo ) { return $GLOBALS['page']['title']; }
function is_product() { return 'product' === $GLOBALS['page']['kind']; }
function is_search() { return 'search' === $GLOBALS['page']['kind']; }
function is_product_category() { return 'category' === $GLOBALS['page']['kind']; }
function is_product_tag() { return 'tag' === $GLOBALS['page']['kind']; }
function is_shop() { return 'shop' === $GLOBALS['page']['kind']; }
function woocommerce_store_api_register_endpoint_data( $what ) {
	if ( 'checkout' === $what['endpoint'] ) {
		echo json_encode( array_keys( $what['schema_callback']() ) );
		return;
	}
	echo json_encode( $what['data_callback']( array( 'product_id' => 12 ) ) );
}

/** An order that a checkout makes: it prints what is kept with it. */
class NewOrder {
	public function update_meta_data( $key, $value ) {
		echo json_encode( array( $key => $value ) );
	}
}

$wp_query = (object) array( 'found_posts' => $page['found'] ?? 0 );
$_POST   = $page['post'] ?? array();
require $argv[1];
foreach ( $page['hooks'] as $hook ) {
	foreach ( $actions[ $hook ] ?? array() as $work ) {
		if ( 'woocommerce_checkout_create_order' === $hook ) {
			$_POST = $page['post'] ?? array();
			$work( new NewOrder(), array() );
		} elseif ( 'woocommerce_store_api_checkout_update_order_from_request' === $hook ) {
			$work( new NewOrder(), new ArrayObject( $page['request'] ?? array() ) );
		} else {
			$work( $page['id'] ?? 0 );
		}
	}
}
