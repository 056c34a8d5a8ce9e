//! The filter of `subscriptions.list`: event types, of which there must be one, and a target.
//!
//! `event_types:"a" OR event_types:"b"`, in parentheses or not, and `AND target_resource="…"`. `OR` binds closer than `AND`.

use super::super::super::world::Subscription;

/// A filter that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// Of each of these lists one type must be there.
    types: Vec<Vec<String>>,
    target: Option<String>,
}

impl Filter {
    /// Reads a filter. The error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut filter = Self { types: Vec::new(), target: None };
        let mut rest = text.trim();
        loop {
            rest = filter.factor(rest)?.trim_start();
            match word(rest) {
                ("AND", after) => rest = after,
                ("", "") => break,
                _ => return Err(format!("The filter cannot be read from here on: {rest}")),
            }
        }
        if filter.types.is_empty() { Err("The filter must name at least one event type.".into()) } else { Ok(filter) }
    }

    pub(super) fn lets(&self, subscription: &Subscription) -> bool {
        let has = |one: &String| subscription.types.contains(one);
        self.types.iter().all(|any| any.iter().any(has))
            && self.target.as_ref().is_none_or(|target| *target == subscription.target.name())
    }

    /// Reads terms between which stands `OR`; what comes after them.
    fn factor<'t>(&mut self, text: &'t str) -> Result<&'t str, String> {
        let wrong = |rest: &str| format!("The filter cannot be read from here on: {rest}");
        let inner = text.trim_start().strip_prefix('(');
        let mut rest = inner.unwrap_or(text).trim_start();
        let mut types = Vec::new();
        loop {
            let (field, after) = word(rest);
            let (sign, after) = after.trim_start().split_at_checked(1).ok_or_else(|| wrong(rest))?;
            let quoted = after.trim_start().strip_prefix('"').and_then(|value| value.split_once('"'));
            let (value, after) = quoted.ok_or_else(|| wrong(rest))?;
            match (field, sign) {
                ("event_types" | "eventTypes", ":") => types.push(value.to_owned()),
                ("target_resource" | "targetResource", "=") if types.is_empty() && self.target.is_none() => {
                    self.target = Some(value.to_owned());
                }
                _ => return Err(wrong(rest)),
            }
            rest = after.trim_start();
            match word(rest) {
                ("OR", after) if !types.is_empty() => rest = after.trim_start(),
                _ => break,
            }
        }
        if !types.is_empty() {
            self.types.push(types);
        }
        if inner.is_some() { rest.strip_prefix(')').ok_or_else(|| wrong(rest)) } else { Ok(rest) }
    }
}

/// The letters that a text begins with, and the rest.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn types_and_a_target_are_read() {
        let parse = |text: &str| Filter::parse(text).unwrap();
        let filter = |types: &[&[&str]], target: Option<&str>| Filter {
            types: types.iter().map(|any| any.iter().map(|one| (*one).to_owned()).collect()).collect(),
            target: target.map(str::to_owned),
        };
        assert_eq!(parse(r#"event_types:"a""#), filter(&[&["a"]], None));
        assert_eq!(parse(r#"event_types:"a" OR event_types:"b""#), filter(&[&["a", "b"]], None));
        assert_eq!(parse(r#"event_types : "a" AND target_resource = "//x""#), filter(&[&["a"]], Some("//x")));
        assert_eq!(
            parse(r#"target_resource="//x" AND ( event_types:"a" OR event_types:"b" )"#),
            filter(&[&["a", "b"]], Some("//x"))
        );
        assert_eq!(parse(r#"event_types:"a" AND event_types:"b""#), filter(&[&["a"], &["b"]], None));
    }

    #[test]
    fn all_else_is_refused() {
        for text in [
            "",
            r#"target_resource="//x""#,
            r#"event_types="a""#,
            "event_types:a",
            r#"event_types:"a" AND"#,
            r#"event_types:"a" OR target_resource="//x""#,
            r#"(event_types:"a""#,
            r#"event_types:"a" state="ACTIVE""#,
            r#"event_types:"a" AND state="ACTIVE""#,
            r#"event_types:"a"#,
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }
}
