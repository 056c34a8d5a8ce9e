//! Reading an answer: within its limits, in bounded time, as JSON.

use std::io::ErrorKind;
use std::time::Duration;

use reqwest::Response;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use tokio::time::{Instant, timeout_at};

use super::error::{MeetError, Phase};
use super::transport::io_kind;

/// Most that is read of a good answer, in bytes, unpacked. A page of 250 participants is a hundredth of it. Only a hundred entries of a
/// transcript, each of the 10,000 words that it may have, come near it or are larger: these are asked for in smaller pages.
pub(super) const LIMIT: usize = 8 * 1024 * 1024;

/// Most that is read of an error answer: what is longer is no error of the API.
pub(super) const ERROR_LIMIT: usize = 256 * 1024;

/// How long reading may take.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Between two pieces.
    pub(super) read: Duration,
    /// When all must be there.
    pub(super) deadline: Instant,
    /// What the deadline was made of, to be told.
    pub(super) total: Duration,
}

/// Reads the body of a good answer.
pub(super) async fn read(mut response: Response, limit: usize, patience: Patience) -> Result<Vec<u8>, MeetError> {
    let mut body = Vec::new();
    read_into(&mut response, &mut body, limit, patience).await?;
    Ok(body)
}

/// Reads as much of the body of an error answer as there is: the status alone says enough, so nothing can fail here.
pub(super) async fn read_what_comes(mut response: Response, limit: usize, patience: Patience) -> Vec<u8> {
    let mut body = Vec::new();
    // What stopped it does not matter: `body` holds what came before.
    let _ = read_into(&mut response, &mut body, limit, patience).await;
    body
}

/// Reads piece by piece, so that neither a long body nor one that unpacks to a long one is ever in memory.
async fn read_into(response: &mut Response, body: &mut Vec<u8>, limit: usize, patience: Patience) -> Result<(), MeetError> {
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(MeetError::TooLarge { limit });
    }
    loop {
        let wait_until = Instant::now() + patience.read;
        let chunk = match timeout_at(wait_until.min(patience.deadline), response.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(broken_body(&error, patience)),
            Err(_) if wait_until < patience.deadline => {
                return Err(MeetError::TimedOut { phase: Phase::Reading, after: patience.read });
            }
            Err(_) => return Err(MeetError::TimedOut { phase: Phase::Overall, after: patience.total }),
        };
        if body.len() + chunk.len() > limit {
            return Err(MeetError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
}

/// A body that stopped: by force, or as if it were over.
fn broken_body(error: &reqwest::Error, patience: Patience) -> MeetError {
    if error.is_timeout() {
        MeetError::TimedOut { phase: Phase::Reading, after: patience.read }
    } else if matches!(io_kind(error), Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe)) {
        MeetError::ConnectionLost
    } else {
        MeetError::CutShort
    }
}

/// Reads the JSON of a good answer.
pub(super) fn decode<T: DeserializeOwned>(http: u16, body: &[u8]) -> Result<T, MeetError> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Eof => MeetError::CutShort,
        Category::Syntax | Category::Io => MeetError::NotJson { http, html: is_html(body) },
        // The library's words would quote the value, which may be a PIN: only the place is told.
        Category::Data => {
            MeetError::WrongShape { detail: format!("it differs at line {}, column {}", error.line(), error.column()) }
        }
    })
}

/// True for what begins like a web page.
pub(super) fn is_html(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().first() == Some(&b'<')
}
