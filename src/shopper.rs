//! The shopper: who they are, where they came from, what they agreed to and what they bought. And what has to
//! be removed from data about them before it is stored or sent. The rooms above call it; it sends nothing
//! itself.
//!
//! | question | where |
//! | --- | --- |
//! | Which visit counts as first and last touch? | [`attribution::Touches::record_visit`] |
//! | Which channel is a visit? | [`channel::channel`] |
//! | Is this order counted already? | [`orders::is_counted`], [`orders::count`] |
//! | When is consent withdrawn? | [`consent::Consent::apply`]; the tracker then erases what is stored |
//! | Is this another person? | [`identity::Identity::is_other`] |
//! | What does a URL lose before it is kept? | [`scrub::url`] |

pub mod attribution;
pub mod call;
pub mod cart;
pub mod channel;
pub mod consent;
pub mod identity;
pub mod orders;
pub mod profile;
pub mod scrub;
pub mod url;
