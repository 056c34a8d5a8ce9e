//! What was asked, so that a test can say "one key press is one request".

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::Value;

use super::super::method::Method;

/// One request, as it came. Tokens are not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// When it came, by the server's clock.
    pub time: Timestamp,
    /// The HTTP method, such as `PATCH`.
    pub verb: String,
    /// Path and query as they came; a token in the query is replaced by `…`.
    pub target: String,
    /// The method of the API, if the path leads to one.
    pub method: Option<Method>,
    /// Whose token came with it, by e-mail address.
    pub user: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The HTTP status of the answer; `None` when no headers are ever sent.
    pub status: Option<u16>,
}

/// How many are kept.
const KEPT: usize = 100_000;

#[derive(Default)]
pub(super) struct Requests {
    list: VecDeque<Request>,
}

impl Requests {
    pub(super) fn push(&mut self, request: Request) {
        if self.list.len() == KEPT {
            self.list.pop_front();
        }
        self.list.push_back(request);
    }

    pub(super) fn all(&self) -> Vec<Request> {
        self.list.iter().cloned().collect()
    }

    pub(super) fn count(&self, method: Option<Method>) -> usize {
        self.list.iter().filter(|request| method.is_none() || request.method == method).count()
    }
}
