//! The filter of a Pub/Sub subscription, which looks at attributes alone.
//!
//! `attributes:key`, `attributes.key = "v"`, `attributes.key != "v"`, `hasPrefix(attributes.key, "v")`, with `AND`, `OR`, `NOT` (or
//! `-`) and parentheses. `AND` and `OR` do not stand side by side without parentheses.

use std::collections::BTreeMap;

/// A filter longer than this many bytes is refused.
const LONGEST: usize = 256;

/// A filter that was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::emulator) enum Filter {
    /// Everything.
    #[default]
    All,
    Has(String),
    Is(String, String),
    Begins(String, String),
    Not(Box<Filter>),
    And(Vec<Filter>),
    Or(Vec<Filter>),
}

impl Filter {
    /// Reads a filter; nothing if it is none.
    pub(in crate::emulator) fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::All);
        }
        let tokens = tokens(text).filter(|_| text.len() <= LONGEST)?;
        let mut reader = Reader { tokens: &tokens };
        let filter = reader.whole()?;
        reader.tokens.is_empty().then_some(filter)
    }

    /// Whether a message with these attributes is let through.
    pub(super) fn lets(&self, attributes: &BTreeMap<String, String>) -> bool {
        match self {
            Self::All => true,
            Self::Has(key) => attributes.contains_key(key),
            Self::Is(key, value) => attributes.get(key) == Some(value),
            Self::Begins(key, prefix) => attributes.get(key).is_some_and(|value| value.starts_with(prefix)),
            Self::Not(inner) => !inner.lets(attributes),
            Self::And(all) => all.iter().all(|one| one.lets(attributes)),
            Self::Or(any) => any.iter().any(|one| one.lets(attributes)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let mut value = String::new();
            let mut letters = rest[1..].char_indices();
            let end = loop {
                match letters.next()? {
                    (at, '"') => break at,
                    (_, '\\') => value.push(letters.next()?.1),
                    (_, letter) => value.push(letter),
                }
            };
            tokens.push(Token::Quoted(value));
            rest = &rest[end + 2..];
        } else if first.is_alphanumeric() || first == '_' {
            // a hyphen within a word is part of it, as in ce-type
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-".contains(c))).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        } else if "():.,=!-".contains(first) {
            tokens.push(Token::Sign(first));
            rest = &rest[1..];
        } else {
            return None;
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn whole(&mut self) -> Option<Filter> {
        let first = self.one()?;
        let word = match self.tokens.first() {
            Some(Token::Word(word)) if word == "AND" || word == "OR" => word.clone(),
            _ => return Some(first),
        };
        let mut terms = vec![first];
        while self.takes(&Token::Word(word.clone())) {
            terms.push(self.one()?);
        }
        Some(if word == "AND" { Filter::And(terms) } else { Filter::Or(terms) })
    }

    fn one(&mut self) -> Option<Filter> {
        if self.takes(&Token::Word("NOT".into())) || self.takes(&Token::Sign('-')) {
            return Some(Filter::Not(Box::new(self.one()?)));
        }
        if self.takes(&Token::Sign('(')) {
            let inner = self.whole()?;
            return self.takes(&Token::Sign(')')).then_some(inner);
        }
        if self.takes(&Token::Word("hasPrefix".into())) {
            self.takes(&Token::Sign('(')).then_some(())?;
            let key = self.takes(&Token::Word("attributes".into())).then(|| self.key('.'))??;
            let prefix = self.takes(&Token::Sign(',')).then(|| self.text())??;
            return self.takes(&Token::Sign(')')).then_some(Filter::Begins(key, prefix));
        }
        self.takes(&Token::Word("attributes".into())).then_some(())?;
        if let Some(key) = self.key(':') {
            return Some(Filter::Has(key));
        }
        let key = self.key('.')?;
        let differs = self.takes(&Token::Sign('!'));
        self.takes(&Token::Sign('=')).then_some(())?;
        let is = Filter::Is(key, self.text()?);
        Some(if differs { Filter::Not(Box::new(is)) } else { is })
    }

    /// The key after that sign.
    fn key(&mut self, sign: char) -> Option<String> {
        match self.tokens {
            [Token::Sign(found), Token::Word(key) | Token::Quoted(key), rest @ ..] if *found == sign => {
                self.tokens = rest;
                Some(key.clone())
            }
            _ => None,
        }
    }

    fn text(&mut self) -> Option<String> {
        match self.tokens {
            [Token::Quoted(text), rest @ ..] => {
                self.tokens = rest;
                Some(text.clone())
            }
            _ => None,
        }
    }

    fn takes(&mut self, wanted: &Token) -> bool {
        match self.tokens {
            [first, rest @ ..] if first == wanted => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Filter;

    fn lets(filter: &str, kind: &str) -> Option<bool> {
        let attributes = BTreeMap::from([("ce-type".to_owned(), kind.to_owned()), ("a b".to_owned(), "x".to_owned())]);
        Filter::parse(filter).map(|filter| filter.lets(&attributes))
    }

    #[test]
    fn it_looks_at_attributes() {
        for (filter, wanted) in [
            ("", true),
            (r#"hasPrefix(attributes.ce-type, "google.workspace.meet.")"#, true),
            (r#"hasPrefix(attributes.ce-type, "google.workspace.events.")"#, false),
            (r#"attributes.ce-type="google.workspace.meet.x""#, true),
            (r#"attributes."ce-type" = "other""#, false),
            (r#"attributes.ce-type != "other""#, true),
            ("attributes:ce-type", true),
            ("NOT attributes:ce-type", false),
            ("-attributes:other AND attributes:\"a b\"", true),
            (r#"(attributes:other OR attributes:ce-type) AND attributes."a b" = "x""#, true),
        ] {
            assert_eq!(lets(filter, "google.workspace.meet.x"), Some(wanted), "{filter}");
        }
    }

    #[test]
    fn what_is_no_filter_is_told() {
        let long = format!("attributes.a = \"{}\"", "x".repeat(300));
        for filter in [
            "data = \"x\"",
            "attributes.a = x",
            "attributes.a",
            "attributes:a OR attributes:b AND attributes:c",
            "(attributes:a",
            "attributes.a = \"x",
            "attributes:a attributes:b",
            &long,
        ] {
            assert_eq!(Filter::parse(filter), None, "{filter}");
        }
    }
}
