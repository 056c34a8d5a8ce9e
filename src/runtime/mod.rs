//! Everything impure around the app.

pub mod guard;
pub mod modes;
