//! The macro for records that are JSON lists: the sibling of `record!` for rows of a table.

/// Declares a row of a table: a record whose members are the places of a list. JSON lists are smaller than
/// objects, so the tables that a page carries are made of them. One line says a member's getter, its type
/// and its place; the number stands nowhere else. A place behind the end of the list reads as absent.
///
/// ```text
/// row! {
///      /// A kind of a property.
///      pub struct KindRow {
///          /// The number of the kind.
///          number: f64 = 0;
///          /// What is allowed.
///          rule: Text = 1;
///      }
/// }
/// ```
///
/// gives `row.number()`, `row.rule()`, and what every [`View`](crate::value::View) has. Rows are not
/// written.
macro_rules! row {
    ($(#[$doc:meta])* $visible:vis struct $name:ident {
        $($(#[$about:meta])* $get:ident : $kind:ty = $place:literal;)*
    }) => {
        $crate::value::newtype_view! { $(#[$doc])* $visible struct $name($crate::value::Value); }

        #[allow(dead_code)]
        impl $name {
            $(
                $(#[$about])*
                #[inline(always)]
                pub fn $get(self) -> $kind {
                    $crate::value::View::assume(self.0.at($place))
                }
            )*
        }
    };
}
pub(crate) use row;
