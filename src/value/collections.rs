//! Lists and maps of one kind of member.

use crate::engine;
use crate::value::handle::ValueItems;
use crate::value::{Present, Textual, Value, View, UNDEFINED};
use std::marker::PhantomData;

/// A list of `T`.
#[derive(Clone, Copy)]
pub struct List<T>(Value, PhantomData<T>);

/// An object of any number of `T`, each under a `K`, in the order in which they were set.
#[derive(Clone, Copy)]
pub struct Map<K, T>(Value, PhantomData<(K, T)>);

impl<T: Copy> View for List<T> {
    #[inline(always)]
    fn assume(value: Value) -> List<T> {
        List(value, PhantomData)
    }
    #[inline(always)]
    fn value(self) -> Value {
        self.0
    }
}

impl<T: Copy> Present for List<T> {}

impl<K: Copy, T: Copy> View for Map<K, T> {
    #[inline(always)]
    fn assume(value: Value) -> Map<K, T> {
        Map(value, PhantomData)
    }
    #[inline(always)]
    fn value(self) -> Value {
        self.0
    }
}

impl<K: Copy, T: Copy> Present for Map<K, T> {}

impl<T: View> List<T> {
    #[inline(always)]
    pub fn new() -> List<T> {
        List(Value::list(), PhantomData)
    }

    #[inline(always)]
    pub fn len(self) -> u32 {
        self.0.len()
    }

    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    #[inline(always)]
    pub fn push(self, item: T) {
        self.0.push(item.value());
    }

    /// Takes the item at `index` out.
    #[inline(always)]
    pub fn remove(self, index: u32) {
        self.0.delete(index);
    }
}

impl<T: Present> List<T> {
    #[inline(always)]
    pub fn at(self, index: u32) -> Option<T> {
        Value::given(engine::at_given(self.0.handle(), index)).map(T::assume)
    }
}

impl<K: Textual, T: View> Map<K, T> {
    #[inline(always)]
    pub fn new() -> Map<K, T> {
        Map(Value::map(), PhantomData)
    }

    #[inline(always)]
    pub fn set(self, key: K, item: T) {
        engine::put(self.0.handle(), key.handle(), item.handle());
    }

    #[inline(always)]
    pub fn remove(self, key: K) {
        self.0.put(key.value(), UNDEFINED);
    }

    /// As [`Map::set`], and removes where the item is absent.
    #[inline(always)]
    pub fn set_or_remove(self, key: K, item: Option<T>)
    where
        T: Present,
    {
        engine::put(self.0.handle(), key.handle(), item.handle());
    }

    /// Whether anything is under `key`, `false` and `0` included.
    #[inline(always)]
    pub fn has(self, key: K) -> bool {
        engine::find_given(self.0.handle(), key.handle()) != engine::ABSENT
    }

    /// In the order in which they were set.
    #[inline(always)]
    pub fn keys(self) -> List<K> {
        List::assume(self.0.keys())
    }

    #[inline(always)]
    pub fn len(self) -> u32 {
        self.0.keys().len()
    }

    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Another map with the same members.
    #[inline(always)]
    pub fn copy(self) -> Map<K, T> {
        Map(self.0.copy(), PhantomData)
    }

    /// The same map, of whose members no kind is known.
    #[inline(always)]
    pub fn widen(self) -> Map<K, Value> {
        Map(self.0, PhantomData)
    }

    /// Gives this map every member of `from` that it has not itself; and is returned.
    #[inline(always)]
    pub fn fill(self, from: Map<K, T>) -> Map<K, T> {
        Map(self.0.fill(from.0), PhantomData)
    }

    /// Removes the members that were set first, as far as there are more than `max`.
    #[inline(always)]
    pub fn remove_oldest_over(self, max: u32) {
        remove_oldest_over(self.0, max);
    }

    /// Sets every member of `from`; what was there keeps its place.
    pub fn overwrite(self, from: Map<K, T>) {
        for key in from.keys() {
            self.0.put(key.value(), from.0.find(key.value()));
        }
    }
}

/// See [`Map::remove_oldest_over`].
#[inline(never)]
fn remove_oldest_over(map: Value, max: u32) {
    let keys = map.keys();
    for index in max..keys.len() {
        map.put(keys.at(index - max), UNDEFINED);
    }
}

impl<K: Textual, T: Present> Map<K, T> {
    #[inline(always)]
    pub fn get(self, key: K) -> Option<T> {
        Value::given(engine::find_given(self.0.handle(), key.handle())).map(T::assume)
    }
}

impl<K: Textual> Map<K, f64> {
    /// The number under `key`, or NaN.
    #[inline(always)]
    pub fn number(self, key: K) -> f64 {
        self.0.find(key.value()).as_number()
    }

    /// One more under `key`; none there is zero.
    #[inline(always)]
    pub fn increase(self, key: K) {
        self.0.count(key.value());
    }
}

/// The members of a list, as they were when the loop began, up to one that is undefined.
pub struct Items<T>(ValueItems, PhantomData<T>);

impl<T: View> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = Items<T>;
    #[inline(always)]
    fn into_iter(self) -> Items<T> {
        Items(self.0.items(), PhantomData)
    }
}

impl<T: View> Iterator for Items<T> {
    type Item = T;
    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        self.0.next().map(T::assume)
    }
}

/// The members of a list that may be absent.
#[inline(always)]
pub fn members<T: View>(list: Option<List<T>>) -> Items<T> {
    Items(ValueItems::of(list.handle()), PhantomData)
}

/// The members of a map, key and value, with the keys as they were when the loop began.
pub struct Members<K, T>(Items<K>, Map<K, T>);

impl<K: Textual, T: View> IntoIterator for Map<K, T> {
    type Item = (K, T);
    type IntoIter = Members<K, T>;
    #[inline(always)]
    fn into_iter(self) -> Members<K, T> {
        Members(self.keys().into_iter(), self)
    }
}

impl<K: Textual, T: View> Iterator for Members<K, T> {
    type Item = (K, T);
    #[inline(always)]
    fn next(&mut self) -> Option<(K, T)> {
        let key = self.0.next()?;
        Some((key, T::assume(self.1 .0.find(key.value()))))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Copy> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<K: Copy, T: Copy> std::fmt::Debug for Map<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
