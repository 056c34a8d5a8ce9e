//! Signing in at the emulator, over real HTTP.

mod authorize;
mod bad_days;
mod bench;
mod browser;
mod life;
mod page;
mod service_accounts;
mod token;
