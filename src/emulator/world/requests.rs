//! What was asked, so that a test can say "one key press is one request".

use std::collections::{HashMap, VecDeque};

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
    /// The body, if it was JSON; a form as an object in which every secret is `…`. Of more than 8 MB of bodies the oldest are forgotten.
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
const KEPT: usize = 10_000;
/// How many bytes the bodies had together that are kept; older ones go first.
const BODIES: usize = 8 << 20;

/// The latest requests, in bounded memory however many come and however large they are; counted are all.
#[derive(Default)]
pub(super) struct Requests {
    list: VecDeque<Request>,
    /// Which requests still have a body, by their number since the beginning, and how many bytes it had.
    bodies: VecDeque<(usize, usize)>,
    /// How many bytes these are together.
    bytes: usize,
    counts: HashMap<Aim, usize>,
    all: usize,
}

impl Requests {
    /// One more; `size` is how many bytes its body had.
    pub(super) fn push(&mut self, request: Request, size: usize) {
        if request.body.is_some() {
            self.bodies.push_back((self.all, size));
            self.bytes += size;
        }
        if let Some(aim) = request.aim() {
            *self.counts.entry(aim).or_default() += 1;
        }
        self.all += 1;
        self.list.push_back(request);
        if self.list.len() > KEPT {
            self.list.pop_front();
        }
        let oldest = self.all - self.list.len();
        while let Some((number, size)) = self.bodies.front().copied()
            && (number < oldest || self.bytes > BODIES)
        {
            self.bodies.pop_front();
            self.bytes -= size;
            if let Some(request) = number.checked_sub(oldest).and_then(|place| self.list.get_mut(place)) {
                request.body = None;
            }
        }
    }

    pub(super) fn all(&self) -> Vec<Request> {
        self.list.iter().cloned().collect()
    }

    pub(super) fn count(&self, aim: Option<Aim>) -> usize {
        aim.map_or(self.all, |aim| self.counts.get(&aim).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::method::PubsubMethod;
    use super::*;

    fn acknowledge(text: &str) -> Request {
        Request {
            time: Timestamp::UNIX_EPOCH,
            verb: "POST".into(),
            target: "/v1/projects/p/subscriptions/s:acknowledge".into(),
            method: Some(Method::Pubsub(PubsubMethod::Acknowledge)),
            oauth: None,
            user: None,
            user_agent: None,
            body: Some(text.into()),
            status: Some(200),
        }
    }

    #[test]
    fn many_are_counted_and_the_latest_kept() {
        let mut requests = Requests::default();
        for number in 0..KEPT + 10 {
            requests.push(acknowledge(&number.to_string()), 5);
        }
        assert_eq!((requests.list.len(), requests.bodies.len(), requests.bytes), (KEPT, KEPT, 5 * KEPT));
        assert_eq!(requests.count(None), KEPT + 10);
        assert_eq!(requests.count(Some(Method::Pubsub(PubsubMethod::Acknowledge).into())), KEPT + 10);
        assert_eq!(requests.count(Some(Method::GetSpace.into())), 0);
        assert_eq!(requests.all().last().unwrap().body, Some((KEPT + 9).to_string().into()));
    }

    #[test]
    fn large_bodies_are_kept_of_the_latest_alone() {
        let mut requests = Requests::default();
        for number in 0..30 {
            requests.push(acknowledge(&number.to_string()), 1 << 20);
        }
        let kept: Vec<String> =
            requests.all().into_iter().filter_map(|request| request.body.map(|body| body.to_string())).collect();
        assert_eq!(kept, (22..30).map(|number| format!("\"{number}\"")).collect::<Vec<_>>());
        assert_eq!((requests.all().len(), requests.bytes), (30, BODIES));
    }
}
