//! The Meet REST API v2: names, resources, client, errors, retry. Knows no screen.
//!
//! A call goes one way: [`client`] names it (`call`), `transport` sends it once and times it, `answer` reads what comes back
//! within its limits, `refusal` turns an error answer into a [`error::MeetError`], and [`retry`] decides whether it may be sent again.

mod answer;
mod call;
mod clean;
pub mod client;
pub mod endpoint;
pub mod error;
pub mod names;
pub mod patch;
mod refusal;
pub mod resources;
pub mod retry;
mod texts;
mod tls;
pub mod token;
mod transport;

#[cfg(test)]
mod tests;
