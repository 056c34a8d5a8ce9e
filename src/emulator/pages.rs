//! Pages of a list: sizes with their caps, and opaque tokens.
//!
//! A token remembers the last item that was sent and what was asked, so that people who come and go between two pages
//! neither double nor hide anybody, and so that a token cannot be used with another question.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::Problem;
use super::schema::Violation;

/// Where an item stands in its list: newest first, then by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) time: Timestamp,
    pub(super) name: String,
}

impl Place {
    /// The order of the lists.
    pub(super) fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.time.cmp(&self.time).then_with(|| self.name.cmp(&other.name))
    }
}

/// Default and largest number of items a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) default: usize,
    pub(super) max: usize,
}

/// The page size to use: silently capped when too large, refused when negative or no number.
pub(super) fn page_size(given: Option<&str>, sizes: Sizes) -> Result<usize, Problem> {
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

/// Cuts one page out of a sorted list. `question` is whatever must stay the same from page to page.
pub(super) fn page<T>(
    items: Vec<(Place, T)>,
    size: usize,
    token: Option<&str>,
    question: &str,
) -> Result<(Vec<T>, Option<String>), Problem> {
    let after = match token {
        None | Some("") => None,
        Some(token) => Some(
            read_token(token, question).ok_or_else(|| Problem::invalid_argument("page_token", "The page token is invalid."))?,
        ),
    };
    let rest = items.into_iter().filter(|(place, _)| after.as_ref().is_none_or(|after| place.order(after).is_gt()));
    let mut sent = Vec::new();
    let mut last = None;
    for (place, item) in rest {
        if sent.len() == size {
            return Ok((sent, last.map(|place| write_token(&place, question))));
        }
        sent.push(item);
        last = Some(place);
    }
    Ok((sent, None))
}

fn write_token(place: &Place, question: &str) -> String {
    URL_SAFE_NO_PAD.encode(json!([question, place.time.to_string(), place.name]).to_string())
}

fn read_token(token: &str, question: &str) -> Option<Place> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    if value.get(0)?.as_str()? != question {
        return None;
    }
    Some(Place { time: value.get(1)?.as_str()?.parse().ok()?, name: value.get(2)?.as_str()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Place, Sizes, page, page_size};

    fn list() -> Vec<(Place, &'static str)> {
        let at = |second| Timestamp::from_second(second).unwrap();
        vec![
            (Place { time: at(30), name: "c".into() }, "c"),
            (Place { time: at(20), name: "a".into() }, "a"),
            (Place { time: at(20), name: "b".into() }, "b"),
        ]
    }

    #[test]
    fn pages_follow_each_other_also_when_the_list_changes() {
        let (first, token) = page(list(), 2, None, "q").unwrap();
        assert_eq!(first, ["c", "a"]);
        let token = token.unwrap();
        let mut shorter = list();
        shorter.remove(0);
        let (second, end) = page(shorter, 2, Some(&token), "q").unwrap();
        assert_eq!(second, ["b"]);
        assert_eq!(end, None);
        assert_eq!(page(list(), 3, None, "q").unwrap().1, None, "a full last page has no token");
    }

    #[test]
    fn a_token_of_another_question_or_of_nobody_is_refused() {
        let token = page(list(), 1, None, "q").unwrap().1.unwrap();
        assert!(page(list(), 1, Some(&token), "other").is_err());
        assert!(page(list(), 1, Some("!!"), "q").is_err());
        assert!(page(list(), 1, Some("bnVsbA"), "q").is_err());
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
