//! Pages of a list: sizes with their caps, and opaque tokens.
//!
//! A token remembers the last item that was sent and what was asked, so that people who come and go between two pages
//! neither double nor hide anybody, and so that a token cannot be used with another question.

use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::Problem;
use super::faults::Paging;
use super::methods::Ask;
use super::schema::Violation;

/// Where an item stands in its list: by time, then by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) time: Timestamp,
    pub(super) name: String,
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    NewestFirst,
    OldestFirst,
}

impl Order {
    /// How two items of a list follow each other. Those of one time follow by name, whichever end comes first.
    pub(super) fn compare(self, one: &Place, other: &Place) -> Ordering {
        let by_time = match self {
            Self::NewestFirst => other.time.cmp(&one.time),
            Self::OldestFirst => one.time.cmp(&other.time),
        };
        by_time.then_with(|| one.name.cmp(&other.name))
    }
}

/// Default and largest number of items a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) default: usize,
    pub(super) max: usize,
}

/// A page that was asked for.
pub(super) struct Page {
    size: usize,
    order: Order,
    /// Whatever must stay the same from page to page.
    question: String,
    /// The last item of the page before; none for the first page.
    after: Option<Place>,
    /// The token as it came.
    token: Option<String>,
    oddity: Option<Paging>,
}

impl Page {
    /// Reads size and token of a request.
    pub(super) fn read(ask: &Ask, sizes: Sizes, order: Order, question: String) -> Result<Self, Problem> {
        let size = page_size(ask.params.own("pageSize", "page_size"), sizes)?;
        let token = ask.params.own("pageToken", "page_token").filter(|token| !token.is_empty());
        Self::new(size, token, order, question, ask.oddity)
    }

    fn new(size: usize, token: Option<&str>, order: Order, question: String, oddity: Option<Paging>) -> Result<Self, Problem> {
        let after = match token {
            None => None,
            Some(token) => read_token(token, &question)
                .ok_or_else(|| Problem::invalid_argument("page_token", "The page token is invalid."))?,
        };
        let size = match oddity {
            Some(Paging::Short(most)) => size.min(most.max(1)),
            _ => size,
        };
        Ok(Self { size, order, question, after, token: token.map(str::to_owned), oddity })
    }

    /// Whether an item comes after the pages before.
    pub(super) fn is_ahead(&self, place: &Place) -> bool {
        self.after.as_ref().is_none_or(|after| self.order.compare(place, after).is_gt())
    }

    /// How many items are enough to cut this page: one more than it has.
    pub(super) fn enough(&self) -> usize {
        self.size + 1
    }

    /// Cuts the page out of a list in any order: what is on it, and the token of the next one.
    pub(super) fn cut<T>(&self, mut items: Vec<(Place, T)>) -> (Vec<T>, Option<String>) {
        items.retain(|(place, _)| self.is_ahead(place));
        items.sort_by(|(a, _), (b, _)| self.order.compare(a, b));
        let more = items.len() > self.size;
        if self.oddity == Some(Paging::Empty) && !items.is_empty() {
            return (Vec::new(), Some(self.token_after(self.after.as_ref())));
        }
        items.truncate(self.size);
        let last = items.last().filter(|_| more).map(|(place, _)| self.token_after(Some(place)));
        let next = match (&self.oddity, &self.token) {
            (Some(Paging::Repeated), Some(token)) => Some(token.clone()),
            _ => last,
        };
        (items.into_iter().map(|(_, item)| item).collect(), next)
    }

    fn token_after(&self, place: Option<&Place>) -> String {
        let place = place.map(|place| json!([place.time.to_string(), place.name]));
        URL_SAFE_NO_PAD.encode(json!([self.question, place]).to_string())
    }
}

/// The page size to use: silently capped when too large, refused when negative or no number.
fn page_size(given: Option<&str>, sizes: Sizes) -> Result<usize, Problem> {
    let Some(text) = given else {
        return Ok(sizes.default);
    };
    let Ok(number) = text.parse::<i32>() else {
        let description = format!("Invalid value at 'page_size' (TYPE_INT32), \"{text}\"");
        return Err(Problem::invalid(&[Violation { field: "page_size".into(), description }]));
    };
    match usize::try_from(number) {
        Ok(0) => Ok(sizes.default),
        Ok(number) => Ok(number.min(sizes.max)),
        Err(_) => Err(Problem::invalid_argument("page_size", "Page size must not be negative.")),
    }
}

/// The place that a token stands for, which is none before the first item.
#[expect(clippy::option_option, reason = "the outer one says whether the token is good")]
fn read_token(token: &str, question: &str) -> Option<Option<Place>> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    if value.get(0)?.as_str()? != question {
        return None;
    }
    match value.get(1)? {
        Value::Null => Some(None),
        place => Some(Some(Place { time: place.get(0)?.as_str()?.parse().ok()?, name: place.get(1)?.as_str()?.to_owned() })),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::faults::Paging;
    use super::{Order, Page, Place, Sizes, page_size};

    fn list() -> Vec<(Place, &'static str)> {
        let at = |second| Timestamp::from_second(second).unwrap();
        vec![
            (Place { time: at(20), name: "a".into() }, "a"),
            (Place { time: at(30), name: "c".into() }, "c"),
            (Place { time: at(20), name: "b".into() }, "b"),
        ]
    }

    fn page(size: usize, token: Option<&str>, oddity: Option<Paging>) -> (Vec<&'static str>, Option<String>) {
        Page::new(size, token, Order::NewestFirst, "q".into(), oddity).ok().unwrap().cut(list())
    }

    #[test]
    fn pages_follow_each_other_also_when_the_list_changes() {
        let (first, token) = page(2, None, None);
        assert_eq!(first, ["c", "a"]);
        let second = Page::new(2, token.as_deref(), Order::NewestFirst, "q".into(), None).ok().unwrap();
        let shorter = list().into_iter().filter(|(_, name)| *name != "c").collect();
        assert_eq!(second.cut(shorter), (vec!["b"], None));
        assert_eq!(page(3, None, None).1, None, "a full last page has no token");
    }

    #[test]
    fn the_oldest_may_come_first() {
        let pages = |token: Option<&str>| Page::new(2, token, Order::OldestFirst, "q".into(), None).ok().unwrap().cut(list());
        let (first, token) = pages(None);
        assert_eq!(first, ["a", "b"]);
        assert_eq!(pages(token.as_deref()), (vec!["c"], None));
    }

    #[test]
    fn a_token_of_another_question_or_of_nobody_is_refused() {
        let token = page(1, None, None).1.unwrap();
        let refused = |token: &str, question: &str| Page::new(1, Some(token), Order::NewestFirst, question.into(), None).is_err();
        assert!(!refused(&token, "q"));
        assert!(refused(&token, "other") && refused("!!", "q") && refused("bnVsbA", "q"));
    }

    #[test]
    fn pages_can_be_odd() {
        let (short, token) = page(3, None, Some(Paging::Short(1)));
        assert_eq!(short, ["c"]);
        let (none, same) = page(3, token.as_deref(), Some(Paging::Empty));
        assert_eq!((none.len(), &same), (0, &token), "nothing, and the token for it");
        assert_eq!(page(3, same.as_deref(), None), (vec!["a", "b"], None));
        let (none, start) = page(3, None, Some(Paging::Empty));
        assert_eq!(none.len(), 0);
        assert_eq!(page(3, start.as_deref(), None).0, ["c", "a", "b"]);
        assert_eq!(page(1, token.as_deref(), Some(Paging::Repeated)), (vec!["a"], token));
    }

    #[test]
    fn sizes_are_capped_or_refused() {
        let sizes = Sizes { default: 25, max: 100 };
        for (given, size) in [(None, 25), (Some("0"), 25), (Some("7"), 7), (Some("101"), 100)] {
            assert_eq!(page_size(given, sizes).unwrap(), size);
        }
        assert!(page_size(Some("-1"), sizes).is_err());
        assert!(page_size(Some("many"), sizes).is_err());
    }
}
