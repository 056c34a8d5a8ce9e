//! Signing in: accounts, the ways to a token, tokens at rest. Gives `meet` its tokens; knows nothing of the app.
//!
//! yup-oauth2 does the OAuth work. What it leaves undone is added around it, not beside it: `exchange` carries each of its
//! requests over greenroom's own HTTP client and reads what the library drops (scopes really granted, the cause of a refusal).
//!
//! Signing in through the browser, step by step: [`client_file`] says as whom greenroom speaks and [`places`] where; [`flow`]
//! takes a port, makes the address with what `pkce` gives, and waits; the browser comes back to `loopback`, or the person
//! pastes the address into `paste`; `desk` tells the one right answer from all others; `pages` is what the browser shows
//! of it; `identity` says whose the tokens are. [`revoke`](mod@revoke) takes them back.

pub mod accounts;
pub mod adc;
pub mod client_file;
pub mod credential;
mod desk;
pub mod error;
mod exchange;
pub mod flow;
pub mod identity;
pub mod keyed;
mod loopback;
mod pages;
mod paste;
mod pkce;
pub mod places;
pub mod pubsub;
pub mod renew;
pub mod revoke;
pub mod scopes;
mod service_account;
pub mod session;
pub mod signed_in;
#[cfg(test)]
pub(crate) mod test_keys;
mod texts;
pub mod token_info;
pub mod vault;
pub mod ways;
