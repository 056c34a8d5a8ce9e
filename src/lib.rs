//! greenroom

pub mod emulator;
