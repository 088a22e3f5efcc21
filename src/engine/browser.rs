//! The page's engine: imports from `heap.js`, each named as in the contract.
//!
//! Only `i32` and `f64` cross: for those wasm-bindgen imports a function as it is, without a shim of its own. js-sys, web-sys and gloo-storage would give
//! the same calls behind an object table and an allocator (measured: see README, Size).

mod js {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/engine/heap.js")]
    extern "C" {
        pub fn map() -> i32;
        pub fn list() -> i32;
        pub fn number(number: f64) -> i32;
        pub fn text(literal: i32) -> i32;
        pub fn ascii(at: i32, length: i32) -> i32;
        pub fn kind(of: i32) -> i32;
        pub fn as_number(of: i32) -> f64;
        pub fn is(of: i32, literal: i32) -> i32;
        pub fn same(one: i32, other: i32) -> i32;
        pub fn before(one: i32, other: i32) -> i32;
        pub fn get(of: i32, literal: i32) -> i32;
        pub fn find(of: i32, name: i32) -> i32;
        pub fn num(of: i32, literal: i32) -> f64;
        pub fn set(of: i32, literal: i32, value: i32);
        pub fn set_num(of: i32, literal: i32, number: f64);
        pub fn put(of: i32, name: i32, value: i32);
        pub fn keys(of: i32) -> i32;
        pub fn fill(of: i32, from: i32) -> i32;
        pub fn len(of: i32) -> i32;
        pub fn at(of: i32, index: i32) -> i32;
        pub fn insert(of: i32, index: i32, value: i32);
        pub fn delete_at(of: i32, index: i32);
        pub fn sort(of: i32);
        pub fn add(one: i32, other: i32) -> i32;
        pub fn test(of: i32, literal: i32) -> i32;
        pub fn matches(of: i32, pattern: i32) -> i32;
        pub fn replace(of: i32, literal: i32, with: i32) -> i32;
        pub fn slice(of: i32, from: i32, to: i32) -> i32;
        pub fn split(of: i32, literal: i32) -> i32;
        pub fn lower(of: i32) -> i32;
        pub fn upper(of: i32) -> i32;
        pub fn bytes(of: i32) -> i32;
        pub fn utf8(of: i32, from: i32, at: i32, most: i32) -> i32;
        pub fn to_number(of: i32) -> f64;
        pub fn json(of: i32) -> i32;
        pub fn parse(of: i32) -> i32;
        pub fn constant(literal: i32) -> i32;
        pub fn reason(of: i32) -> i32;
        pub fn iso(ms: f64) -> i32;
        pub fn date_ms(of: i32) -> f64;
        pub fn url(of: i32) -> i32;
        pub fn query(of: i32) -> i32;
        pub fn wall_ms() -> f64;
        pub fn monotonic_ms() -> f64;
        pub fn random() -> i32;
        pub fn storage_get(name: i32) -> i32;
        pub fn storage_set(name: i32, value: i32) -> i32;
        pub fn storage_remove(name: i32);
        pub fn storage_names(literal: i32) -> i32;

        pub fn connect(memory: JsValue);
        pub fn read(value: &JsValue) -> JsValue;
        pub fn put_in(value: &JsValue) -> i32;
        pub fn take_out(of: i32) -> JsValue;
    }
}

/// Gives `heap.js` this module's memory. The shipped glue does it itself; this is for tests in a browser.
pub fn open() {
    js::connect(wasm_bindgen::memory());
}

/// What a page hands in, as the page's side takes it. For tests, like [`give`].
pub fn take(value: &wasm_bindgen::JsValue) -> crate::value::Value {
    crate::value::Value(js::put_in(&js::read(value)) as u32)
}

/// What a page gets back.
pub fn give(value: crate::value::Value) -> wasm_bindgen::JsValue {
    js::take_out(value.0 as i32)
}

/// Where a literal is, in one number: its address in the lower 15 bits (all literals of the release module lie below 32 KiB), its length above.
#[cfg(not(debug_assertions))]
#[inline(always)]
fn place(literal: &'static str) -> i32 {
    literal.as_ptr() as i32 + ((literal.len() as i32) << 15)
}

/// The literals of a test build lie anywhere; each gets a copy below 32 KiB, at the far end of the stack, where no test's calls reach.
#[cfg(debug_assertions)]
fn place(literal: &'static str) -> i32 {
    use std::{cell::RefCell, collections::BTreeMap};
    thread_local! {
        static COPIES: RefCell<(usize, BTreeMap<(usize, usize), usize>)> = const { RefCell::new((1024, BTreeMap::new())) };
    }
    let (from, length) = (literal.as_ptr() as usize, literal.len());
    COPIES.with(|copies| {
        let (top, places) = &mut *copies.borrow_mut();
        let at = *places.entry((from, length)).or_insert_with(|| {
            let at = *top;
            *top += length;
            assert!(*top < 32_768, "more literals than fit below 32 KiB");
            // SAFETY: inside linear memory, below the stack's depth in use, and handed out once.
            unsafe { std::ptr::copy_nonoverlapping(literal.as_ptr(), at as *mut u8, length) };
            at
        });
        at as i32 + ((length as i32) << 15)
    })
}

/// How each type of the contract crosses.
trait Crosses {
    type As;
    fn cross(self) -> Self::As;
    fn back(other: Self::As) -> Self;
}

macro_rules! crosses {
    ($($kind:ty as $other:ty: $value:ident => $back:expr;)*) => {$(
        impl Crosses for $kind {
            type As = $other;
            #[inline(always)]
            fn cross(self) -> $other {
                self as $other
            }
            #[inline(always)]
            fn back($value: $other) -> $kind {
                $back
            }
        }
    )*};
}

crosses! {
    u32 as i32: value => value as u32;
    f64 as f64: value => value;
    bool as i32: value => value != 0;
}

/// Contract functions in the words of the contract. `&` marks where a literal's address and length go.
macro_rules! contract {
    ($($js:ident $(as $name:ident)? ($($before:ident: $kind:ty),* $(; & $($after:ident: $behind:ty),*)?) $(-> $gives:ty)?;)*) => {$(
        contract!(@one $js [$($name)?] ($($before: $kind),*) [$(& $($after: $behind),*)?] [$($gives)?]);
    )*};
    (@one $js:ident [] $($rest:tt)*) => { contract!(@one $js [$js] $($rest)*); };
    (@one $js:ident [$name:ident] ($($before:ident: $kind:ty),*) [] []) => {
        #[inline(always)]
        pub fn $name($($before: $kind),*) { js::$js($($before.cross()),*) }
    };
    (@one $js:ident [$name:ident] ($($before:ident: $kind:ty),*) [] [$gives:ty]) => {
        #[inline(always)]
        pub fn $name($($before: $kind),*) -> $gives { Crosses::back(js::$js($($before.cross()),*)) }
    };
    (@one $js:ident [$name:ident] ($($before:ident: $kind:ty),*) [& $($after:ident: $behind:ty),*] []) => {
        #[inline(always)]
        pub fn $name($($before: $kind,)* literal: &'static str, $($after: $behind),*) {
            js::$js($($before.cross(),)* place(literal), $($after.cross()),*)
        }
    };
    (@one $js:ident [$name:ident] ($($before:ident: $kind:ty),*) [& $($after:ident: $behind:ty),*] [$gives:ty]) => {
        #[inline(always)]
        pub fn $name($($before: $kind,)* literal: &'static str, $($after: $behind),*) -> $gives {
            Crosses::back(js::$js($($before.cross(),)* place(literal), $($after.cross()),*))
        }
    };
}

contract! {
    map() -> u32;
    list() -> u32;
    number(number: f64) -> u32;
    text(; &) -> u32;
    kind(of: u32) -> u32;
    as_number(of: u32) -> f64;
    is(of: u32; &) -> bool;
    same(one: u32, other: u32) -> bool;
    before(one: u32, other: u32) -> bool;
    get(of: u32; &) -> u32;
    find(of: u32, name: u32) -> u32;
    num(of: u32; &) -> f64;
    set(of: u32; & value: u32);
    set_num(of: u32; & number: f64);
    put(of: u32, name: u32, value: u32);
    keys(of: u32) -> u32;
    fill(of: u32, from: u32) -> u32;
    len(of: u32) -> u32;
    at(of: u32, index: u32) -> u32;
    insert(of: u32, index: u32, value: u32);
    delete_at as delete (of: u32, index: u32);
    sort(of: u32);
    add(one: u32, other: u32) -> u32;
    test(of: u32; &) -> bool;
    matches(of: u32, pattern: u32) -> bool;
    slice(of: u32, from: u32, to: u32) -> u32;
    split(of: u32; &) -> u32;
    lower(of: u32) -> u32;
    upper(of: u32) -> u32;
    bytes(of: u32) -> u32;
    to_number(of: u32) -> f64;
    json(of: u32) -> u32;
    parse(of: u32) -> u32;
    constant(; &) -> u32;
    reason(of: u32) -> u32;
    iso(ms: f64) -> u32;
    date_ms(of: u32) -> f64;
    url(of: u32) -> u32;
    query(of: u32) -> u32;
    wall_ms() -> f64;
    monotonic_ms() -> f64;
    random() -> u32;
    storage_get(name: u32) -> u32;
    storage_set(name: u32, value: u32) -> bool;
    storage_remove(name: u32);
    storage_names(; &) -> u32;
}

pub fn replace(of: u32, pattern: &'static str, with: &'static str) -> u32 {
    js::replace(of as i32, place(pattern), place(with)) as u32
}

/// A text of ASCII bytes, which need not stay where they are.
pub fn ascii(bytes: &[u8]) -> u32 {
    js::ascii(bytes.as_ptr() as i32, bytes.len() as i32) as u32
}

/// Copies a text's UTF-8 from byte `from` on; says how many bytes there were.
pub fn utf8(of: u32, from: u32, bytes: &mut [u8]) -> usize {
    js::utf8(of as i32, from as i32, bytes.as_mut_ptr() as i32, bytes.len() as i32) as usize
}
