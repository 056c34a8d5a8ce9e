//! Whether the server can be reached at all, asked without a token: what a person wants to know before anything else.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::DATE;
use tokio::time::{Instant, timeout};

use super::error::{MeetError, Phase};
use super::transport::Transport;

/// What came back from a server that was only greeted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The HTTP status: any will do.
    pub http: u16,
    /// True for HTTP/2.
    pub http2: bool,
    /// How long it took, from looking up the name to the head of the answer.
    pub took: Duration,
    /// How many seconds this computer's clock is ahead of the server's, where the server told the time; half of `took` is
    /// taken for the way back.
    pub ahead: Option<i64>,
}

impl Transport {
    /// Looks up, connects, speaks TLS and asks for the head of `/`. Nothing is counted against anybody's quota.
    pub(super) async fn reach(&self) -> Result<Reached, MeetError> {
        let start = Instant::now();
        let request = self.http.head(format!("{}/", self.endpoint.as_str()));
        let patience = (self.connect + self.read).min(self.total);
        let response = match timeout(patience, request.send()).await {
            Ok(sent) => sent.map_err(|error| self.broken(&error.without_url()))?,
            Err(_) => return Err(MeetError::TimedOut { phase: Phase::Waiting, after: self.read }),
        };
        let (took, now) = (start.elapsed(), Timestamp::now());
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| DateTimeParser::new().parse_timestamp(date.trim()).ok());
        let back = took / 2;
        Ok(Reached {
            http: response.status().as_u16(),
            http2: response.version() == reqwest::Version::HTTP_2,
            took,
            ahead: date.map(|date| (now - back).duration_since(date).as_secs()),
        })
    }
}
