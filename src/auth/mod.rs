//! Signing in: accounts, the ways to a token, tokens at rest. Gives `meet` its tokens; knows nothing of the app.
//!
//! yup-oauth2 does the OAuth work. What it leaves undone is added around it, not beside it: `exchange` carries each of its
//! requests over greenroom's own HTTP client and reads what the library drops (scopes really granted, the cause of a refusal).

pub mod accounts;
pub mod credential;
pub mod error;
#[expect(dead_code, reason = "the ways in that use it follow")]
mod exchange;
pub mod renew;
pub mod scopes;
pub mod session;
pub mod signed_in;
mod texts;
pub mod vault;
