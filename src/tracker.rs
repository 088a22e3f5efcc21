//! The application: start and stop, the public calls, consent, and diagnostics.

pub mod calls;
pub mod consent_lifecycle;
pub mod diagnostics;
pub mod lifecycle;
