//! greenroom

pub mod emulator;
pub mod meet;
pub mod share;
pub mod store;
