//! The boundary of the inspector: what a developer's browser calls to look at this origin's storage. It
//! decides nothing. pkg-template/src/parts/inspector.js calls it, for the overlay and the harness.

use crate::device::{self, Stored};
use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{wasm_bindgen, JsError, JsValue};

/// The tree of this origin's localStorage: `Device` in pkg-template/src/parts/overlay/device-types.d.ts. With
/// `is_masked`, personal data is masked. Fails where storage is blocked.
#[wasm_bindgen(js_name = readDevice)]
pub fn read_device(now_ms: f64, is_masked: bool) -> Result<JsValue, JsError> {
    let stored = read_storage()?;
    let read = if is_masked { device::read_masked } else { device::read };
    Ok(read(&stored, now_ms).serialize(&Serializer::json_compatible())?)
}

/// All records of this origin. `LocalStorage::raw` throws where storage is blocked, so that is asked first.
fn read_storage() -> Result<Vec<Stored>, JsError> {
    let window = web_sys::window().ok_or_else(|| JsError::new("there is no window"))?;
    if !matches!(window.local_storage(), Ok(Some(_))) {
        return Err(JsError::new("storage is blocked"));
    }
    let storage = LocalStorage::raw();
    let names = (0..LocalStorage::length()).filter_map(|index| storage.key(index).ok().flatten());
    Ok(names
        .filter_map(|name| {
            let text = storage.get_item(&name).ok().flatten()?;
            Some(Stored { name, text })
        })
        .collect())
}
