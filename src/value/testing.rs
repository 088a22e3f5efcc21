//! For tests: values made from Rust texts, and values shown as Rust texts.

use crate::engine;
use crate::value::{Value, View};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::*;

    /// The value a JSON text says: `value(r#"{"a": 1}"#)`.
    #[track_caller]
    pub fn value(json: &str) -> Value {
        Value::of(engine::twin::from_text(json))
    }

    /// The typed view over what a JSON text says, unchecked: `view::<Cart>("{}")`.
    #[track_caller]
    pub fn view<T: View>(json: &str) -> T {
        T::assume(value(json))
    }

    /// A text made at run time.
    pub fn owned(text: &str) -> Value {
        Value::of(engine::owned(text))
    }

    /// A typed text made at run time, or any id.
    pub fn written<T: View>(text: &str) -> T {
        T::assume(owned(text))
    }

    /// The text, or an empty one.
    pub fn string(text: impl View) -> String {
        engine::string(text.value().handle())
    }

    /// The value as JSON text; `undefined` for undefined. Unreadable values show as `<reason>`.
    pub fn show(view: impl View) -> String {
        engine::show(view.value().handle())
    }

    /// Something the boundary could not read.
    pub fn unreadable(reason: &'static str) -> Value {
        Value::of(engine::unreadable(reason))
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::*;
    use wasm_bindgen::JsValue;

    /// What a page hands in, as the page's side takes it.
    pub fn take(value: &JsValue) -> Value {
        Value::of(engine::browser::take(value))
    }

    /// What a page gets back.
    pub fn give(view: impl View) -> JsValue {
        engine::browser::give(view.handle())
    }
}

#[cfg(target_arch = "wasm32")]
pub use page::*;
