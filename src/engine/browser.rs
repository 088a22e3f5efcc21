//! The page's engine: imports from `heap.js`, each named as in the contract.
//!
//! Only `i32` and `f64` cross: for those wasm-bindgen imports a function as it is, without a shim of its own.
//! js-sys, web-sys and gloo-storage would give the same calls behind an object table and an allocator
//! (docs/architecture.md, Crates).

mod js {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/engine/heap.js")]
    extern "C" {
        pub fn map() -> i32;
        pub fn list() -> i32;
        pub fn number(number: f64) -> i32;
        pub fn kind(of: i32) -> i32;
        pub fn as_number(of: i32) -> f64;
        pub fn same(one: i32, other: i32) -> i32;
        pub fn before(one: i32, other: i32) -> i32;
        pub fn find(of: i32, name: i32) -> i32;
        pub fn find_given(of: i32, name: i32) -> i32;
        pub fn num(of: i32, text: i32) -> f64;
        pub fn set_num(of: i32, text: i32, number: f64);
        pub fn put(of: i32, name: i32, value: i32);
        pub fn keys(of: i32) -> i32;
        pub fn fill(of: i32, from: i32) -> i32;
        pub fn len(of: i32) -> i32;
        pub fn at(of: i32, index: i32) -> i32;
        pub fn at_given(of: i32, index: i32) -> i32;
        pub fn each(of: i32) -> i32;
        pub fn next(of: i32) -> i32;
        pub fn insert(of: i32, index: i32, value: i32);
        pub fn delete_at(of: i32, index: i32);
        pub fn sort(of: i32);
        pub fn add(one: i32, other: i32) -> i32;
        pub fn test(of: i32, text: i32) -> i32;
        pub fn replace(of: i32, text: i32, with: i32) -> i32;
        pub fn slice(of: i32, from: i32, to: i32) -> i32;
        pub fn split(of: i32, text: i32) -> i32;
        pub fn lower(of: i32) -> i32;
        pub fn upper(of: i32) -> i32;
        pub fn bytes(of: i32) -> i32;
        pub fn utf8(of: i32, at: i32) -> i32;
        pub fn to_number(of: i32) -> f64;
        pub fn finish(of: i32, call: i32) -> i32;
        pub fn json(of: i32) -> i32;
        pub fn parse(of: i32) -> i32;
        pub fn constant(text: i32) -> i32;
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
        pub fn storage_names(text: i32, pattern: i32) -> i32;

        pub fn literal(start: i32, end: i32) -> i32;
        pub fn lend(memory: JsValue);
        pub fn read(value: &JsValue) -> JsValue;
        pub fn put_in(value: &JsValue) -> i32;
        pub fn take_out(of: i32) -> JsValue;
    }
}

/// Gives `heap.js` this module's memory, where a test module has its literals.
pub fn open() {
    js::lend(wasm_bindgen::memory());
}

/// The handle of what a page hands in, as the page's side takes it. For tests, like [`give`].
pub fn take(value: &wasm_bindgen::JsValue) -> u32 {
    js::put_in(&js::read(value)) as u32
}

/// What a page gets back for a handle.
pub fn give(of: u32) -> wasm_bindgen::JsValue {
    js::take_out(of as i32)
}

/// A literal of the source: a handle as any other.
#[derive(Clone, Copy)]
pub struct Literal(u32);

impl From<&'static str> for Literal {
    /// The build puts the handle in the place of this call (scripts/build/literals.mjs). Both arguments must
    /// be constants there: a function that takes a literal and is not inlined takes a `Literal`. A test
    /// module makes the call. It takes an end and not a length, because the compiler merges two calls that
    /// differ in one argument.
    #[inline(always)]
    fn from(literal: &'static str) -> Literal {
        let bytes = literal.as_bytes().as_ptr_range();
        Literal(js::literal(bytes.start as i32, bytes.end as i32) as u32)
    }
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

impl Crosses for Literal {
    type As = i32;
    #[inline(always)]
    fn cross(self) -> i32 {
        self.0 as i32
    }
    fn back(other: i32) -> Literal {
        Literal(other as u32)
    }
}

/// Contract functions in the words of the contract.
macro_rules! contract {
    ($($js:ident $(as $name:ident)? ($($given:ident: $kind:ty),*) $(-> $gives:ty)?;)*) => {$(
        contract!(@one $js [$($name)?] ($($given: $kind),*) [$($gives)?]);
    )*};
    (@one $js:ident [] $($rest:tt)*) => { contract!(@one $js [$js] $($rest)*); };
    (@one $js:ident [$name:ident] ($($given:ident: $kind:ty),*) []) => {
        #[inline(always)]
        pub fn $name($($given: $kind),*) { js::$js($($given.cross()),*) }
    };
    (@one $js:ident [$name:ident] ($($given:ident: $kind:ty),*) [$gives:ty]) => {
        #[inline(always)]
        pub fn $name($($given: $kind),*) -> $gives { Crosses::back(js::$js($($given.cross()),*)) }
    };
}

contract! {
    map() -> u32;
    list() -> u32;
    number(number: f64) -> u32;
    kind(of: u32) -> u32;
    as_number(of: u32) -> f64;
    same as is(of: u32, text: Literal) -> bool;
    same(one: u32, other: u32) -> bool;
    before(one: u32, other: u32) -> bool;
    find as get(of: u32, name: Literal) -> u32;
    find(of: u32, name: u32) -> u32;
    find_given as get_given(of: u32, name: Literal) -> u32;
    find_given(of: u32, name: u32) -> u32;
    num(of: u32, name: Literal) -> f64;
    put as set(of: u32, name: Literal, value: u32);
    set_num(of: u32, name: Literal, number: f64);
    put(of: u32, name: u32, value: u32);
    keys(of: u32) -> u32;
    fill(of: u32, from: u32) -> u32;
    len(of: u32) -> u32;
    at(of: u32, index: u32) -> u32;
    at_given(of: u32, index: u32) -> u32;
    each(of: u32) -> u32;
    next(of: u32) -> u32;
    insert(of: u32, index: u32, value: u32);
    delete_at as delete (of: u32, index: u32);
    sort(of: u32);
    add(one: u32, other: u32) -> u32;
    test(of: u32, pattern: Literal) -> bool;
    test as matches(of: u32, pattern: u32) -> bool;
    replace(of: u32, pattern: Literal, with: Literal) -> u32;
    slice(of: u32, from: u32, to: u32) -> u32;
    split(of: u32, by: Literal) -> u32;
    lower(of: u32) -> u32;
    upper(of: u32) -> u32;
    bytes(of: u32) -> u32;
    utf8(of: u32, at: u32) -> u32;
    to_number(of: u32) -> f64;
    finish(of: u32, call: u32) -> u32;
    json(of: u32) -> u32;
    parse(of: u32) -> u32;
    constant(json: Literal) -> u32;
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
    storage_names(prefix: Literal, pattern: u32) -> u32;
}

pub fn text(literal: Literal) -> u32 {
    literal.0
}
