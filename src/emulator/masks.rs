//! `updateMask`: which fields a PATCH touches, and what they become.

use serde_json::{Map, Value};

use super::schema::{Kind, Message};

/// What a PATCH is to touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    /// No mask: whatever the body carries.
    Present,
    /// `*`: everything; what the body lacks becomes its default.
    All,
    /// Exact paths or whole messages, each as camelCase names.
    Paths(Vec<Vec<&'static str>>),
}

impl Mask {
    /// Reads the parameter. The error is the first part that names nothing.
    pub(super) fn parse(given: Option<&str>, message: &'static Message) -> Result<Self, String> {
        match given {
            None | Some("") => Ok(Self::Present),
            Some("*") => Ok(Self::All),
            Some(list) => {
                let paths: Result<Vec<_>, _> =
                    list.split(',').map(|path| resolve(path, message).ok_or_else(|| path.to_owned())).collect();
                paths.map(Self::Paths)
            }
        }
    }

    /// Whether both name the same, in whatever order and spelling.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Paths(mine), Self::Paths(theirs)) => {
                mine.iter().all(|path| theirs.contains(path)) && theirs.iter().all(|path| mine.contains(path))
            }
            _ => self == other,
        }
    }

    /// Whether the PATCH says anything about the field at the end of that path.
    pub(super) fn touches(&self, path: &[&str], body: &Map<String, Value>) -> bool {
        match self {
            Self::Present => at(body, path).is_some_and(|value| !is_unspecified(value)),
            Self::All => true,
            Self::Paths(paths) => paths.iter().any(|named| path.starts_with(named)),
        }
    }

    /// The fields after the PATCH. `defaults` holds a value for everything, `old` what is set now, `body` what was sent.
    pub(super) fn apply(
        &self,
        old: &Map<String, Value>,
        body: &Map<String, Value>,
        defaults: &Map<String, Value>,
    ) -> Map<String, Value> {
        match self {
            Self::Present => {
                let mut new = Value::Object(old.clone());
                merge(&mut new, &Value::Object(body.clone()));
                into_map(new)
            }
            Self::All => into_map(overlay(&Value::Object(defaults.clone()), Some(&Value::Object(body.clone())))),
            Self::Paths(paths) => {
                let mut new = old.clone();
                for path in paths {
                    let Some(default) = at(defaults, path) else {
                        continue;
                    };
                    put(&mut new, path, overlay(default, at(body, path)));
                }
                new
            }
        }
    }
}

/// Lays what was sent over the defaults: what is absent or unspecified becomes its default.
pub(super) fn overlay(default: &Value, sent: Option<&Value>) -> Value {
    match (default, sent) {
        (default, None) => default.clone(),
        (Value::Object(default), Some(Value::Object(sent))) => {
            Value::Object(default.iter().map(|(key, value)| (key.clone(), overlay(value, sent.get(key)))).collect())
        }
        (default, Some(sent)) if is_unspecified(sent) => default.clone(),
        (_, Some(sent)) => sent.clone(),
    }
}

/// Copies what was sent into what there is. An unspecified enum is the same as none at all.
fn merge(old: &mut Value, sent: &Value) {
    match (old, sent) {
        (Value::Object(old), Value::Object(sent)) => {
            for (key, value) in sent {
                if let Some(old) = old.get_mut(key) {
                    merge(old, value);
                }
            }
        }
        (old, sent) if !is_unspecified(sent) => *old = sent.clone(),
        _ => {}
    }
}

fn is_unspecified(value: &Value) -> bool {
    value.as_str().is_some_and(|name| name.ends_with("_UNSPECIFIED"))
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The camelCase names of a dotted path in either spelling, if it names something.
fn resolve(path: &str, mut message: &'static Message) -> Option<Vec<&'static str>> {
    let mut names = Vec::new();
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let field = message.field(part)?;
        names.push(field.json);
        if parts.peek().is_some() {
            // a mask cannot reach into a list
            let Kind::Message(inner) = field.kind else {
                return None;
            };
            message = inner;
        }
    }
    Some(names)
}

/// The value at the end of a path.
pub(super) fn at<'a>(map: &'a Map<String, Value>, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(map.get(*first)?, |value, name| value.get(name))
}

/// Sets the field at the end of a path whose objects are there.
pub(super) fn put(map: &mut Map<String, Value>, path: &[&str], value: Value) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut place = map;
    for name in parents {
        match place.get_mut(*name) {
            Some(Value::Object(inner)) => place = inner,
            _ => return,
        }
    }
    place.insert((*last).to_owned(), value);
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::super::schema::SPACE;
    use super::Mask;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("not an object: {other}"),
        }
    }

    fn patched(mask: Option<&str>, body: Value) -> Value {
        let old = map(json!({"config": {"accessType": "OPEN", "moderation": "ON",
            "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY", "presentRestriction": "HOSTS_ONLY"}}}));
        let defaults = map(json!({"config": {"accessType": "RESTRICTED", "moderation": "OFF",
            "moderationRestrictions": {"chatRestriction": "NO_RESTRICTION", "presentRestriction": "NO_RESTRICTION"}}}));
        let mask = Mask::parse(mask, &SPACE).unwrap();
        Value::Object(mask.apply(&old, &map(body), &defaults))["config"].take()
    }

    fn config(access: &str, moderation: &str, chat: &str, present: &str) -> Value {
        json!({"accessType": access, "moderation": moderation,
            "moderationRestrictions": {"chatRestriction": chat, "presentRestriction": present}})
    }

    #[test]
    fn it_knows_what_it_touches() {
        let body = map(json!({"config": {"accessType": "OPEN", "moderation": "MODERATION_UNSPECIFIED"}}));
        let touches = |mask: Option<&str>, path: &[&str]| Mask::parse(mask, &SPACE).unwrap().touches(path, &body);
        let (access, moderation) = (["config", "accessType"], ["config", "moderation"]);
        let chat = ["config", "moderationRestrictions", "chatRestriction"];
        for (mask, touched) in [
            (None, [true, false, false]),
            (Some("*"), [true; 3]),
            (Some("config"), [true; 3]),
            (Some("config.moderation"), [false, true, false]),
            (Some("config.moderationRestrictions"), [false, false, true]),
            (Some("config.moderation_restrictions.chat_restriction,config.access_type"), [true, false, true]),
        ] {
            assert_eq!([touches(mask, &access), touches(mask, &moderation), touches(mask, &chat)], touched, "{mask:?}");
        }
    }

    const HOSTS: &str = "HOSTS_ONLY";
    const FREE: &str = "NO_RESTRICTION";

    #[test]
    fn an_exact_path_touches_nothing_else() {
        let body = json!({"config": {"accessType": "TRUSTED", "moderation": "OFF"}});
        for mask in ["config.accessType", "config.access_type"] {
            assert_eq!(patched(Some(mask), body.clone()), config("TRUSTED", "ON", HOSTS, HOSTS));
        }
        assert_eq!(
            patched(
                Some("config.moderationRestrictions.chatRestriction,config.access_type"),
                json!({"config": {
                "accessType": "TRUSTED", "moderationRestrictions": {"chatRestriction": FREE}}})
            ),
            config("TRUSTED", "ON", FREE, HOSTS)
        );
    }

    #[test]
    fn no_mask_touches_what_is_present() {
        for mask in [None, Some("")] {
            assert_eq!(
                patched(
                    mask,
                    json!({"config": {"moderationRestrictions": {"presentRestriction": FREE},
                    "accessType": "ACCESS_TYPE_UNSPECIFIED"}})
                ),
                config("OPEN", "ON", HOSTS, FREE)
            );
        }
    }

    #[test]
    fn what_is_in_the_mask_but_not_in_the_body_becomes_its_default() {
        assert_eq!(patched(Some("config.accessType"), json!({})), config("RESTRICTED", "ON", HOSTS, HOSTS));
        assert_eq!(
            patched(
                Some("config.moderationRestrictions"),
                json!({"config": {"moderationRestrictions": {
                "presentRestriction": HOSTS}}})
            ),
            config("OPEN", "ON", FREE, HOSTS)
        );
        assert_eq!(patched(Some("config"), json!({"config": {"moderation": "ON"}})), config("RESTRICTED", "ON", FREE, FREE));
        assert_eq!(patched(Some("*"), json!({"config": {"accessType": "TRUSTED"}})), config("TRUSTED", "OFF", FREE, FREE));
    }

    #[test]
    fn a_path_that_names_nothing_is_told() {
        for (mask, wrong) in [
            ("config.accessType,config.bogus", "config.bogus"),
            ("accessType", "accessType"),
            ("config.accessType.open", "config.accessType.open"),
            ("phoneAccess.pin", "phoneAccess.pin"),
            ("config.accessType,", ""),
            ("*,config", "*"),
            ("config.*", "config.*"),
        ] {
            assert_eq!(Mask::parse(Some(mask), &SPACE), Err(wrong.to_owned()), "{mask}");
        }
    }

    #[test]
    fn what_only_the_server_sets_is_left_alone() {
        assert_eq!(patched(Some("name,meetingCode"), json!({})), config("OPEN", "ON", HOSTS, HOSTS));
    }
}
