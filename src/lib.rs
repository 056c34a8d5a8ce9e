//! greenroom

pub mod emulator;
pub mod keys;
pub mod meet;
pub mod runtime;
pub mod share;
pub mod store;
pub mod ui;
