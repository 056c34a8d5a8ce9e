//! A space as programs read it: the API's own resource, and what greenroom keeps of it. One shape for every command, and what
//! `import` takes.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::meet::names::MeetingCode;
use crate::meet::resources::Space;
use crate::overlays::prompt::LONGEST_NAME;
use crate::store::{Entry, Facts, Known};
use crate::text;

/// The fields that are greenroom's own.
const OURS: [&str; 5] = ["label", "pinned", "created", "lastSeen", "learnt"];

/// One space.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape {
    #[serde(flatten)]
    space: Space,
    label: Option<Box<str>>,
    pinned: bool,
    created: Option<Timestamp>,
    last_seen: Option<Timestamp>,
    learnt: Option<Timestamp>,
}

impl Shape {
    /// Of a space that is in the list, with its facts where they are known.
    pub(super) fn listed(known: Known) -> Self {
        let Known { entry, facts } = known;
        let space = facts.map_or_else(|| little(&entry), |facts| facts.space);
        Self {
            space: without_ours(space),
            label: entry.label,
            pinned: entry.pinned,
            created: entry.created,
            last_seen: Some(entry.last_seen),
            learnt: entry.learnt,
        }
    }

    /// Of a space that the server has just sent and that is not in the list.
    pub(super) fn unlisted(facts: Facts) -> Self {
        let Facts { space, learnt } = facts;
        Self { space: without_ours(space), label: None, pinned: false, created: None, last_seen: None, learnt: Some(learnt) }
    }
}

/// A field that Google sends under a name of ours would stand there twice.
fn without_ours(mut space: Space) -> Space {
    space.other.retain(|field, _| !OURS.contains(&field.as_str()));
    space
}

/// A space of which nothing is known but what stands in its row.
pub(super) fn little(entry: &Entry) -> Space {
    let code: Option<MeetingCode> = entry.code.as_deref().and_then(|code| code.parse().ok());
    Space {
        meeting_uri: code.as_ref().map(MeetingCode::link),
        meeting_code: entry.code.as_deref().map(ToOwned::to_owned),
        ..Space::named(entry.name.clone())
    }
}

/// The person's name for a space, as it is kept: one line of plain text; none where nothing is left of it.
///
/// # Errors
///
/// When it is too long: it is not cut behind anybody's back.
pub(super) fn label(given: &str) -> Result<Option<Box<str>>, String> {
    let clean = text::clean(given);
    let name = clean.trim();
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(format!("a name has at most {LONGEST_NAME} letters, this one has {length}"));
    }
    Ok((!name.is_empty()).then(|| name.into()))
}

/// What is wrong, without the place: nobody has seen the text.
fn why(error: &serde_json::Error) -> String {
    let told = error.to_string();
    told.rsplit_once(" at line ").map_or(&*told, |(why, _)| why).to_owned()
}

/// Reads one space in this shape; what is wrong with it otherwise.
pub(super) fn read(mut fields: Map<String, Value>, now: Timestamp) -> Result<Known, String> {
    let own = |fields: &mut Map<String, Value>, name: &str| fields.remove(name).filter(|value| !value.is_null());
    let mut time = |name: &str| {
        let Some(value) = own(&mut fields, name) else { return Ok(None) };
        let parsed = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        parsed.map(Some).ok_or_else(|| format!("{name} is no time such as 2026-11-18T12:00:00Z"))
    };
    let (created, seen, learnt) = (time("created")?, time("lastSeen")?, time("learnt")?);
    let label = match own(&mut fields, "label") {
        None => None,
        Some(Value::String(given)) => self::label(&given)?,
        Some(_) => return Err("label is no text".into()),
    };
    let pinned = match own(&mut fields, "pinned") {
        None => false,
        Some(Value::Bool(pinned)) => pinned,
        Some(_) => return Err("pinned is neither true nor false".into()),
    };
    // By way of a text, as an answer of Google's is read: another way of reading so large a thing is so much more program.
    let space: Space = serde_json::to_vec(&fields).and_then(|text| serde_json::from_slice(&text)).map_err(|error| why(&error))?;
    let mut entry = Entry::named(space.name.clone(), seen.or(learnt).unwrap_or(now));
    (entry.label, entry.pinned, entry.created) = (label, pinned, created);
    entry.code = space.meeting_code.as_deref().map(Into::into);
    Ok(Known { entry, facts: learnt.map(|learnt| Facts { space, learnt }) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let now = "2026-11-18T12:00:00Z".parse().unwrap();
        for mut known in crate::store::sample::spaces(12, now) {
            if let Some(facts) = &known.facts {
                known.entry.code = facts.space.meeting_code.as_deref().map(Into::into);
                known.entry.learnt = Some(facts.learnt);
            }
            let written = serde_json::to_value(Shape::listed(known.clone())).unwrap();
            let read = read(fields(&written), now).unwrap();
            known.entry.learnt = None;
            assert_eq!(read, known);
        }
    }

    #[test]
    fn a_field_of_googles_does_not_stand_in_the_way_of_ours() {
        let space: Space = serde_json::from_value(json!({"name": "spaces/a", "label": "theirs", "new": 1})).unwrap();
        let mut entry = Entry::named(space.name.clone(), Timestamp::UNIX_EPOCH);
        entry.label = Some("mine".into());
        let facts = Facts { space, learnt: Timestamp::UNIX_EPOCH };
        let text = serde_json::to_string(&Shape::listed(Known { entry, facts: Some(facts) })).unwrap();
        assert!(text.matches("label").count() == 1 && text.contains("mine") && text.contains("new"), "{text}");
    }

    #[test]
    fn what_cannot_be_a_space_is_said() {
        let now = Timestamp::UNIX_EPOCH;
        let wrong = [
            (json!({"label": "x"}), "missing field `name`"),
            (json!({"name": "rooms/1"}), "spaces/ID"),
            (json!({"name": "spaces/a", "label": 3}), "label is no text"),
            (json!({"name": "spaces/a", "pinned": "yes"}), "neither true nor false"),
            (json!({"name": "spaces/a", "learnt": "yesterday"}), "learnt is no time"),
            (json!({"name": "spaces/a", "label": "x".repeat(201)}), "at most 200"),
        ];
        for (value, words) in wrong {
            let error = read(fields(&value), now).unwrap_err();
            assert!(error.contains(words) && !error.contains("line"), "{error}");
        }
        let bare = read(fields(&json!({"name": "spaces/a", "label": " x\n"})), now).unwrap();
        assert_eq!((bare.entry.label.as_deref(), bare.entry.last_seen, bare.facts), (Some("x"), now, None));
    }
}
