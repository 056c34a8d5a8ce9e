//! The Meet REST API v2: names, resources, client, errors, retry. Knows no screen.
//!
//! A call goes one way: [`client`] (for co-hosts [`members`], for conferences [`records`]) names it (`call`), `transport` sends it once and times it, `answer` reads what comes back
//! within its limits, `refusal` turns an error answer into a [`error::MeetError`], and [`retry`] decides whether it may be sent again.

mod answer;
pub(crate) mod call;
pub(crate) mod clean;
pub mod client;
pub mod email;
pub mod emails;
pub mod endpoint;
pub mod error;
pub mod members;
pub mod names;
pub mod patch;
pub mod preview;
pub mod reach;
pub mod records;
mod refusal;
pub mod resources;
pub mod retry;
pub mod settings;
pub(crate) mod texts;
mod tls;
pub mod token;
mod transport;

/// The HTTP client that a [`client::Client`] of these settings works with, for requests that are none of Meet's: time-outs,
/// certificates, proxies and redirects are the same.
///
/// # Errors
///
/// [`error::MeetError::Setup`].
pub(crate) fn http_client(settings: &client::Settings) -> Result<reqwest::Client, error::MeetError> {
    tls::build(settings).map(|(client, _)| client)
}

#[cfg(test)]
pub(crate) mod tests;
