//! The `fields` parameter: a partial response.
//!
//! `a,b(c,d),e/f`, with `*` for everything; a name may be spelt in camelCase or `snake_case`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::{Kind, Message};

/// What of an answer is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selection {
    /// Everything from here down.
    Whole,
    /// These fields, by camelCase name.
    Parts(BTreeMap<&'static str, Selection>),
}

impl Selection {
    /// Reads the parameter for an answer of that type. The error is the path that names nothing, or the whole
    /// selection if it is malformed.
    pub(super) fn parse(text: &str, message: &'static Message) -> Result<Self, String> {
        // Google's own guide writes a space after the comma
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut parser = Parser { text, rest: &bare };
        let selection = parser.list(Some(message), "")?;
        if parser.rest.is_empty() { Ok(selection) } else { Err(text.to_owned()) }
    }

    /// Whether the field at the top is asked for.
    pub(super) fn asks_for(&self, name: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Parts(parts) => parts.contains_key(name),
        }
    }

    /// Takes out what was not asked for.
    pub(super) fn apply(&self, value: &mut Value) {
        let Self::Parts(parts) = self else { return };
        match value {
            Value::Object(map) => {
                map.retain(|key, _| parts.contains_key(key.as_str()));
                for (key, value) in map.iter_mut() {
                    if let Some(part) = parts.get(key.as_str()) {
                        part.apply(value);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.apply(item);
                }
            }
            _ => {}
        }
    }

    fn add(self, other: Self) -> Self {
        match (self, other) {
            (Self::Parts(mut mine), Self::Parts(theirs)) => {
                for (name, part) in theirs {
                    let joined = match mine.remove(name) {
                        Some(old) => old.add(part),
                        None => part,
                    };
                    mine.insert(name, joined);
                }
                Self::Parts(mine)
            }
            _ => Self::Whole,
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Parser<'_> {
    /// `message` is `None` below a plain value, where nothing can be named.
    fn list(&mut self, message: Option<&'static Message>, path: &str) -> Result<Selection, String> {
        let mut selection = Selection::Parts(BTreeMap::new());
        loop {
            let item = self.item(message, path)?;
            selection = selection.add(item);
            if !self.take(',') {
                return Ok(selection);
            }
        }
    }

    fn item(&mut self, message: Option<&'static Message>, path: &str) -> Result<Selection, String> {
        if self.take('*') {
            return Ok(Selection::Whole);
        }
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            return Err(self.text.to_owned());
        }
        self.rest = rest;
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let field = message.and_then(|message| message.field(name)).ok_or_else(|| path.clone())?;
        let inner = match &field.kind {
            Kind::Message(inner) | Kind::List(inner) => Some(*inner),
            _ => None,
        };
        let part = if self.take('/') || self.take('.') {
            self.item(inner, &path)?
        } else if self.take('(') {
            let part = self.list(inner, &path)?;
            if !self.take(')') {
                return Err(self.text.to_owned());
            }
            part
        } else {
            Selection::Whole
        };
        Ok(Selection::Parts(BTreeMap::from([(field.json, part)])))
    }

    fn take(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::schema::{LIST_PARTICIPANTS, SPACE};
    use super::Selection;

    fn cut(fields: &str, mut value: Value) -> Value {
        Selection::parse(fields, &SPACE).unwrap().apply(&mut value);
        value
    }

    #[test]
    fn only_what_was_asked_for_is_left() {
        let space = json!({"name": "spaces/x", "meetingCode": "a-b-c",
            "config": {"accessType": "OPEN", "moderation": "ON", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}},
            "phoneAccess": [{"pin": "1", "regionCode": "SE"}, {"pin": "2", "regionCode": "US"}]});
        assert_eq!(cut("name,meeting_code", space.clone()), json!({"name": "spaces/x", "meetingCode": "a-b-c"}));
        assert_eq!(
            cut("config(accessType,moderationRestrictions/chatRestriction),phoneAccess/pin", space.clone()),
            json!({"config": {"accessType": "OPEN", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}},
                "phoneAccess": [{"pin": "1"}, {"pin": "2"}]})
        );
        assert_eq!(
            cut("config/accessType,config.moderation", space.clone()),
            json!({"config": {"accessType": "OPEN", "moderation": "ON"}})
        );
        assert_eq!(cut("config/*,name", space.clone())["config"], space["config"]);
        assert_eq!(cut("*", space.clone()), space);
        assert_eq!(cut("config/*, name, meetingCode, phone_access", space.clone()), space);
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for (fields, wrong) in [
            ("nonsense", "nonsense"),
            ("config(accessType,nonsense)", "config.nonsense"),
            ("name/x", "name.x"),
            ("config(accessType", "config(accessType"),
            ("name)", "name)"),
            ("", ""),
            ("name,", "name,"),
            ("members", "members"),
        ] {
            assert_eq!(Selection::parse(fields, &SPACE), Err(wrong.to_owned()), "{fields}");
        }
    }

    #[test]
    fn the_total_is_asked_for_by_name_or_with_everything() {
        let asks = |fields| Selection::parse(fields, &LIST_PARTICIPANTS).unwrap().asks_for("totalSize");
        assert!(asks("participants/name,totalSize"));
        assert!(asks("total_size"));
        assert!(asks("*"));
        assert!(!asks("participants,nextPageToken"));
    }
}
