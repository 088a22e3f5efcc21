<?php
/**
 * Runs when the plugin is deleted: removes its settings. The plugin stores nothing else on the server.
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'shoptrail_settings' );
