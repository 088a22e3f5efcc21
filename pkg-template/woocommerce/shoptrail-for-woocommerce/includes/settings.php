<?php
/**
 * The settings page: WooCommerce > shoptrail. WordPress's settings API checks the nonce and the capability when
 * the form is sent; shoptrail_sanitize() checks the values.
 */

defined( 'ABSPATH' ) || exit;

const SHOPTRAIL_CAPABILITY = 'manage_woocommerce';

/** By setting: its label, and what it does. */
function shoptrail_fields() {
	return array(
		'write_key' => array( __( 'Write key', 'shoptrail-for-woocommerce' ), __( 'Of the JavaScript source in Customer.io: Data & Integrations, Integrations, your source, Settings.', 'shoptrail-for-woocommerce' ) ),
		'region'    => array( __( 'Region', 'shoptrail-for-woocommerce' ), __( 'The data centre of your Customer.io account.', 'shoptrail-for-woocommerce' ) ),
		'anonymous' => array( __( 'Anonymous shoppers', 'shoptrail-for-woocommerce' ), __( 'hold: keep events on the device until the shopper is known. send: send them at once.', 'shoptrail-for-woocommerce' ) ),
		'link_checkout' => array( __( 'Link checkout', 'shoptrail-for-woocommerce' ), __( 'on: keep the anonymous id with each order, so that a server joins the order to the trail of the browser.', 'shoptrail-for-woocommerce' ) ),
		'consent'   => array( __( 'Consent', 'shoptrail-for-woocommerce' ), __( 'The consent manager to follow. Until it answers, nothing is stored and nothing is sent. none: no question is asked.', 'shoptrail-for-woocommerce' ) ),
	);
}

add_action(
	'admin_init',
	function () {
		register_setting(
			'shoptrail',
			SHOPTRAIL_OPTION,
			array( 'type' => 'array', 'sanitize_callback' => 'shoptrail_sanitize', 'default' => array(), 'show_in_rest' => false )
		);
	}
);

add_filter(
	'option_page_capability_shoptrail',
	function () {
		return SHOPTRAIL_CAPABILITY;
	}
);

add_action(
	'admin_menu',
	function () {
		add_submenu_page( 'woocommerce', 'shoptrail', 'shoptrail', SHOPTRAIL_CAPABILITY, 'shoptrail', 'shoptrail_settings_page' );
	}
);

add_filter(
	'plugin_action_links_' . plugin_basename( SHOPTRAIL_FILE ),
	function ( $links ) {
		$address = admin_url( 'admin.php?page=shoptrail' );
		array_unshift( $links, '<a href="' . esc_url( $address ) . '">' . esc_html__( 'Settings', 'shoptrail-for-woocommerce' ) . '</a>' );
		return $links;
	}
);

/** Prints the page. */
function shoptrail_settings_page() {
	if ( ! current_user_can( SHOPTRAIL_CAPABILITY ) ) {
		wp_die( esc_html__( 'You may not change these settings.', 'shoptrail-for-woocommerce' ) );
	}
	$options = shoptrail_options();
	$choices = shoptrail_choices();
	?>
	<div class="wrap">
		<h1>shoptrail</h1>
		<?php if ( '' === $options['write_key'] ) : ?>
			<p><?php esc_html_e( 'Nothing is tracked until the write key is set.', 'shoptrail-for-woocommerce' ); ?></p>
		<?php endif; ?>
		<form method="post" action="options.php">
			<?php settings_fields( 'shoptrail' ); ?>
			<table class="form-table" role="presentation">
				<?php foreach ( shoptrail_fields() as $name => list( $label, $help ) ) : ?>
					<?php $field = SHOPTRAIL_OPTION . '[' . $name . ']'; ?>
					<tr>
						<th scope="row"><label for="<?php echo esc_attr( 'shoptrail-' . $name ); ?>"><?php echo esc_html( $label ); ?></label></th>
						<td>
							<?php if ( isset( $choices[ $name ] ) ) : ?>
								<select id="<?php echo esc_attr( 'shoptrail-' . $name ); ?>" name="<?php echo esc_attr( $field ); ?>">
									<?php foreach ( $choices[ $name ] as $choice ) : ?>
										<option value="<?php echo esc_attr( $choice ); ?>" <?php selected( $options[ $name ], $choice ); ?>><?php echo esc_html( '' === $choice ? 'none' : $choice ); ?></option>
									<?php endforeach; ?>
								</select>
							<?php else : ?>
								<input type="text" class="regular-text code" autocomplete="off" id="<?php echo esc_attr( 'shoptrail-' . $name ); ?>" name="<?php echo esc_attr( $field ); ?>" value="<?php echo esc_attr( $options[ $name ] ); ?>" />
							<?php endif; ?>
							<p class="description"><?php echo esc_html( $help ); ?></p>
						</td>
					</tr>
				<?php endforeach; ?>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}
