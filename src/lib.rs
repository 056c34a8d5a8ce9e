//! greenroom

pub mod emulator;
pub mod keys;
pub mod meet;
pub mod share;
pub mod store;
