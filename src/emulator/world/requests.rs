//! What was asked, so that a test can say "one key press is one request".

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::Value;

use super::super::method::{Aim, Method};
use super::super::oauth::OAuth;

/// One request, as it came. Tokens, codes and secrets are not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// When it came, by the server's clock.
    pub time: Timestamp,
    /// The HTTP method, such as `PATCH`.
    pub verb: String,
    /// Path and query as they came; a token or another secret in the query is replaced by `…`.
    pub target: String,
    /// The method of the API, if the path leads to one.
    pub method: Option<Method>,
    /// The OAuth address, if the path is one.
    pub oauth: Option<OAuth>,
    /// Whose token came with it, by e-mail address; on the OAuth side whom the answer is about.
    pub user: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The body, if it was JSON; a form as an object in which every secret is `…`.
    pub body: Option<Value>,
    /// The HTTP status of the answer; `None` when no headers are ever sent.
    pub status: Option<u16>,
}

impl Request {
    fn aim(&self) -> Option<Aim> {
        self.oauth.map(Aim::OAuth).or(self.method.map(Aim::Method))
    }
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

    pub(super) fn count(&self, aim: Option<Aim>) -> usize {
        self.list.iter().filter(|request| aim.is_none() || request.aim() == aim).count()
    }
}
