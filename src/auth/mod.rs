//! Signing in: accounts, the ways to a token, tokens at rest. Gives `meet` its tokens; knows nothing of the app.
//!
//! yup-oauth2 does the OAuth work. What it leaves undone is added around it, not beside it: `exchange` carries each of its
//! requests over greenroom's own HTTP client and reads what the library drops (scopes really granted, the cause of a refusal).

pub mod adc;
pub mod credential;
pub mod error;
#[expect(dead_code, reason = "signing in through the browser, which uses the rest, follows")]
mod exchange;
pub mod keyed;
pub mod scopes;
mod service_account;
#[cfg(test)]
pub(crate) mod test_keys;
mod texts;
pub mod ways;
