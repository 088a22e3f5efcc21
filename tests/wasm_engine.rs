//! The page's engine keeps the contract that the native tests rely on.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

include!("contract/engine.rs");

macro_rules! contract {
    ($($check:ident)*) => {$(
        mod $check {
            #[super::wasm_bindgen_test]
            fn in_the_browser() {
                shoptrail::engine::browser::open();
                super::$check();
            }
        }
    )*};
}

contract! {
    values_have_their_kinds
    objects_are_read_and_written_by_own_names_in_order
    lists_are_read_and_written
    texts_are_joined_cut_and_compared
    patterns_mean_the_same
    json_is_written_as_the_engine_writes_it
    dates_are_read_and_written
    urls_are_taken_apart_by_whatwg_rules
    without_the_part_message_hooks_nothing_finishes_a_message
    storage_keeps_texts_by_name
    the_world_moves
}
