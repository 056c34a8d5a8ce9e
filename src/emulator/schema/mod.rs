//! What a request may say and how an answer is shaped, as tables.
//!
//! Written from Google's discovery documents of the Meet, Workspace Events and Pub/Sub APIs. The emulator keeps resources as JSON and checks them
//! against these tables; it has no resource types, so none can be shared with the client by accident.

mod conferences;
mod events;
mod pubsub;
mod read;
mod tables;

use serde_json::Value;

pub(super) use conferences::{
    CONFERENCE_RECORD, LIST_CONFERENCE_RECORDS, LIST_PARTICIPANT_SESSIONS, LIST_PARTICIPANTS, LIST_RECORDINGS, LIST_SMART_NOTES,
    LIST_TRANSCRIPT_ENTRIES, LIST_TRANSCRIPTS, PARTICIPANT, PARTICIPANT_SESSION, RECORDING, SMART_NOTE, TRANSCRIPT,
    TRANSCRIPT_ENTRY,
};
pub(super) use events::{EVENTS_SUBSCRIPTION, LIST_EVENTS_SUBSCRIPTIONS, OPERATION, REACTIVATE};
pub(super) use pubsub::{
    ACKNOWLEDGE, LIST_QUEUES, LIST_TOPIC_QUEUES, LIST_TOPICS, MODIFY_ACK_DEADLINE, PERMISSIONS, POLICY, PUBLISH, PUBLISHED, PULL,
    PULLED, QUEUE, SET_POLICY, TOPIC, UPDATE_QUEUE,
};
pub(super) use read::{Violation, parse_object, read, seconds};
pub(super) use tables::{
    BATCH_UPDATE_MEMBERS, BATCH_UPDATED_MEMBERS, EMPTY, END_REQUEST, LIST_MEMBERS, MEMBER, SPACE, SPACE_CONFIG,
};

/// A message type.
#[derive(Debug)]
pub(super) struct Message {
    /// As error messages name it.
    pub(super) full_name: &'static str,
    pub(super) fields: &'static [Field],
}

/// A field of a message.
#[derive(Debug)]
pub(super) struct Field {
    /// Its camelCase name.
    pub(super) json: &'static str,
    /// Its `snake_case` name, which JSON may use as well.
    pub(super) proto: &'static str,
    pub(super) kind: Kind,
    /// Set by the server: ignored in a request.
    pub(super) output_only: bool,
}

/// What a field holds.
#[derive(Debug)]
pub(super) enum Kind {
    Text,
    Int32,
    Bool,
    Time,
    /// Seconds with an `s`, such as `3.5s`.
    Duration,
    /// base64 in either alphabet; read into the standard one.
    Bytes,
    Enum(&'static Enum),
    Message(&'static Message),
    List(&'static Message),
    /// A list of texts.
    Texts,
    /// Texts by name.
    Labels,
    /// An object of which no more is known here.
    Object,
}

/// An enum type. A value's place in `values` is its number.
#[derive(Debug)]
pub(super) struct Enum {
    pub(super) full_name: &'static str,
    pub(super) values: &'static [&'static str],
}

impl Message {
    /// The field of that name, in either spelling.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.json == name || field.proto == name)
    }
}

/// Turns enum names into numbers, for `$alt=json;enum-encoding=int`.
pub(super) fn enums_to_numbers(value: &mut Value, message: &Message) {
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        let Some(field) = message.field(key) else {
            continue;
        };
        match (&field.kind, value) {
            (Kind::Enum(kind), value) => {
                let number = value.as_str().and_then(|name| kind.values.iter().position(|known| *known == name));
                if let Some(number) = number {
                    *value = number.into();
                }
            }
            (Kind::Message(inner), value) => enums_to_numbers(value, inner),
            (Kind::List(inner), Value::Array(items)) => {
                for item in items {
                    enums_to_numbers(item, inner);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
