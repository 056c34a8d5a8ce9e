//! The `filter` parameter of the lists.
//!
//! `field = "value" AND time >= "2026-01-01T00:00:00Z" AND end_time IS NULL`. Google does not document `OR` and
//! parentheses for these lists, so they are refused.

use std::cmp::Ordering;

use jiff::Timestamp;

/// A field that may be filtered by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filterable {
    /// Both spellings.
    pub(super) names: [&'static str; 2],
    /// Whether it is a time, to be compared, or a text, to be equal.
    pub(super) is_time: bool,
}

impl Filterable {
    pub(super) const fn time(snake: &'static str, camel: &'static str) -> Self {
        Self { names: [snake, camel], is_time: true }
    }

    pub(super) const fn text(snake: &'static str, camel: &'static str) -> Self {
        Self { names: [snake, camel], is_time: false }
    }
}

/// A filter that was understood: all of its terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// The `snake_case` name.
    field: &'static str,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Is(String),
    Null(bool),
    Compare(Comparison, Timestamp),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Different,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
}

impl Filter {
    /// Reads a filter. The error says what could not be read.
    pub(super) fn parse(text: &str, fields: &[Filterable]) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut terms = Vec::new();
        if tokens.is_empty() {
            return Ok(Self::default());
        }
        for term in tokens.split(|token| *token == Token::Word("AND".into())) {
            terms.push(read_term(term, fields)?);
        }
        Ok(Self { terms })
    }

    /// What a text field must be equal to, if the filter names it.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.terms.iter().find_map(|term| match &term.test {
            Test::Is(value) if term.field == field => Some(value.as_str()),
            _ => None,
        })
    }

    /// Whether every term about times holds. `time` gives the value of a field, by `snake_case` name.
    pub(super) fn times_hold(&self, time: impl Fn(&str) -> Option<Timestamp>) -> bool {
        self.terms.iter().all(|term| match &term.test {
            Test::Is(_) => true,
            Test::Null(wanted) => time(term.field).is_none() == *wanted,
            Test::Compare(comparison, limit) => time(term.field).is_some_and(|value| comparison.holds(value.cmp(limit))),
        })
    }

    /// Whether every term about texts holds. `text` says whether a field, by `snake_case` name, has that value.
    pub(super) fn texts_hold(&self, text: impl Fn(&str, &str) -> bool) -> bool {
        self.terms.iter().all(|term| match &term.test {
            Test::Is(value) => text(term.field, value),
            Test::Null(_) | Test::Compare(..) => true,
        })
    }
}

impl Comparison {
    fn parse(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" => Self::Equal,
            "!=" => Self::Different,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::More,
            ">=" => Self::MoreOrEqual,
            _ => return None,
        })
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Different => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::More => order.is_gt(),
            Self::MoreOrEqual => order.is_ge(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => {
                let Some(length) = rest[1..].find(first) else {
                    return Err(format!("unclosed quotation at {rest}"));
                };
                tokens.push(Token::Quoted(rest[1..=length].to_owned()));
                length + 2
            }
            '=' | '!' | '<' | '>' => {
                let end = rest.find(|c| !matches!(c, '=' | '!' | '<' | '>')).unwrap_or(rest.len());
                tokens.push(Token::Sign(rest[..end].to_owned()));
                end
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '=' | '!' | '<' | '>' | '"' | '\''))
                    .unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[end..].trim_start();
    }
    Ok(tokens)
}

fn read_term(tokens: &[Token], fields: &[Filterable]) -> Result<Term, String> {
    let [Token::Word(name), rest @ ..] = tokens else {
        return Err("a term must begin with a field".into());
    };
    let known = fields.iter().find(|field| field.names.contains(&name.as_str()));
    let Some(field) = known else {
        return Err(format!("unknown field {name}"));
    };
    let is_word = |token: &Token, word: &str| *token == Token::Word(word.into());
    let test = match rest {
        [is, null] if field.is_time && is_word(is, "IS") && is_word(null, "NULL") => Test::Null(true),
        [is, not, null] if field.is_time && is_word(is, "IS") && is_word(not, "NOT") && is_word(null, "NULL") => {
            Test::Null(false)
        }
        [Token::Sign(sign), Token::Quoted(value) | Token::Word(value)] => {
            let comparison = Comparison::parse(sign).ok_or_else(|| format!("unknown operator {sign}"))?;
            if field.is_time {
                let time = value.parse().map_err(|_| format!("{value} is no RFC 3339 time"))?;
                Test::Compare(comparison, time)
            } else if comparison == Comparison::Equal {
                Test::Is(value.clone())
            } else {
                return Err(format!("{name} can only be compared by ="));
            }
        }
        _ => return Err(format!("cannot read the term about {name}")),
    };
    Ok(Term { field: field.names[0], test })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Filter, Filterable};

    const FIELDS: &[Filterable] = &[
        Filterable::text("space.name", "space.name"),
        Filterable::time("start_time", "startTime"),
        Filterable::time("end_time", "endTime"),
    ];

    fn holds(filter: &str, start: &str, end: Option<&str>) -> bool {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        Filter::parse(filter, FIELDS).unwrap().times_hold(|field| match field {
            "start_time" => Some(time(start)),
            "end_time" => end.map(time),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn times_are_compared_in_both_spellings() {
        let noon = "2026-11-02T12:00:00Z";
        assert!(holds("", noon, None));
        assert!(holds("end_time IS NULL", noon, None));
        assert!(!holds("endTime IS NOT NULL", noon, None));
        assert!(holds("start_time>=\"2026-11-02T12:00:00.000Z\" AND start_time <= '2026-11-02T12:00:00Z'", noon, None));
        assert!(holds("startTime < 2026-11-02T12:00:01Z AND endTime IS NULL", noon, None));
        assert!(!holds("start_time > \"2026-11-02T13:00:00+01:00\"", noon, None));
        assert!(!holds("end_time > \"2026-11-02T10:00:00Z\"", noon, None), "nothing is later than a time that is not there");
        assert!(holds("end_time != \"2026-11-02T10:00:00Z\"", noon, Some(noon)));
    }

    #[test]
    fn texts_must_be_equal() {
        let filter = Filter::parse("space.name = \"spaces/x\" AND end_time IS NULL", FIELDS).unwrap();
        assert_eq!(filter.text("space.name"), Some("spaces/x"));
        assert!(filter.texts_hold(|field, value| field == "space.name" && value == "spaces/x"));
        assert!(!filter.texts_hold(|_, _| false));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for filter in [
            "nonsense = 1",
            "start_time",
            "start_time >",
            "start_time = yesterday",
            "start_time ~ \"x\"",
            "start_time => \"2026-11-02T12:00:00Z\"",
            "end_time IS NULL OR start_time IS NULL",
            "(end_time IS NULL)",
            "end_time IS NULL AND",
            "AND",
            "space.name > \"x\"",
            "space.name IS NULL",
            "space.name = \"x",
            "end_time is null",
            "= \"x\"",
        ] {
            assert!(Filter::parse(filter, FIELDS).is_err(), "{filter}");
        }
    }
}
