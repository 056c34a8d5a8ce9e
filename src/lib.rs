//! greenroom

pub mod app;
pub mod book;
pub mod cli;
pub mod config;
pub mod effect;
pub mod emulator;
pub mod keys;
pub mod meet;
pub mod overlays;
pub mod panes;
pub mod runtime;
pub mod share;
pub mod store;
pub mod ui;
