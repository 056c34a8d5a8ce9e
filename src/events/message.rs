//! A message of Pub/Sub read as an event. Whatever else it is comes out as that: nothing in it can stop the reading.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use serde_json::Value;

use super::names::{SubscriptionName, Target};
use super::subscription::SuspensionReason;
use super::types::{EventType, LifecycleType};
use super::values::{either, moment, text};
use crate::meet::names::{ConferenceName, RecordingName, SessionName, SmartNoteName, SpaceName, TranscriptName};

/// Google pads; somebody in between may not.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&ALPHABET, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));
/// Longest data that is read, in bytes as it comes: those of Meet are some hundred.
const LONGEST: usize = 64 * 1024;

/// What happened, by name alone: whoever wants to know more reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// By this one event is told from another; opaque.
    pub id: Box<str>,
    /// What.
    pub kind: EventType,
    /// What it is about.
    pub resource: Resource,
    /// The space, where the event names it.
    pub space: Option<SpaceName>,
    /// When, by Google's clock.
    pub time: Option<Timestamp>,
    /// Which subscription told it.
    pub subscription: Option<SubscriptionName>,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resource {
    /// A conference.
    Conference(ConferenceName),
    /// A device's stay in a conference.
    Session(SessionName),
    /// A recording.
    Recording(RecordingName),
    /// A transcript.
    Transcript(TranscriptName),
    /// Notes.
    Notes(SmartNoteName),
}

impl Resource {
    /// The conference that it belongs to.
    #[must_use]
    pub fn conference(&self) -> ConferenceName {
        match self {
            Self::Conference(name) => name.clone(),
            Self::Session(name) => name.conference(),
            Self::Recording(name) => name.conference(),
            Self::Transcript(name) => name.conference(),
            Self::Notes(name) => name.conference(),
        }
    }

    /// Its whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Conference(name) => name.as_str(),
            Self::Session(name) => name.as_str(),
            Self::Recording(name) => name.as_str(),
            Self::Transcript(name) => name.as_str(),
            Self::Notes(name) => name.as_str(),
        }
    }
}

/// What became of a subscription of Workspace Events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// By this one event is told from another; opaque.
    pub id: Box<str>,
    /// What.
    pub kind: LifecycleType,
    /// Which.
    pub subscription: SubscriptionName,
    /// Why, where it was suspended.
    pub reason: Option<SuspensionReason>,
    /// When it ends, where it says so.
    pub expires: Option<Timestamp>,
}

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Something happened in a meeting.
    Event(Event),
    /// Something became of a subscription.
    Lifecycle(Lifecycle),
    /// An event of a type that this version does not know, or of another product.
    Unknown,
    /// No event; why, without anything of what it holds.
    Unreadable(&'static str),
}

/// The id that Pub/Sub gave a message.
#[must_use]
pub fn message_id(message: &Value) -> Option<&str> {
    either(message, "messageId", "message_id")
}

/// By this a message that comes again is known: its id and when it was published. A server that is started anew, as Google's emulator is,
/// counts its ids from one again.
#[must_use]
pub fn stamp(message: &Value) -> Option<String> {
    let published = either(message, "publishTime", "publish_time").unwrap_or_default();
    message_id(message).map(|id| format!("{id} {published}"))
}

/// Reads a message.
#[must_use]
pub fn read(message: &Value) -> Read {
    match event(message) {
        Ok(read) => read,
        Err(why) => Read::Unreadable(why),
    }
}

fn event(message: &Value) -> Result<Read, &'static str> {
    let attributes = message.get("attributes").filter(|all| all.is_object()).ok_or("it has no attributes")?;
    // The type stands nowhere else.
    let name = text(attributes, "ce-type").ok_or("it has no ce-type")?;
    let id = text(attributes, "ce-id").or_else(|| message_id(message)).ok_or("it has no id")?;
    if let Some(kind) = LifecycleType::named(name) {
        return lifecycle(message, attributes, kind, id.into()).map(Read::Lifecycle);
    }
    let Some(kind) = EventType::named(name) else { return Ok(Read::Unknown) };
    let data = data(message)?;
    let about = data.get(kind.key()).or_else(|| data.get(snake(kind.key()))).ok_or("its data does not say what it is about")?;
    let resource = resource(kind, text(about, "name").unwrap_or_default()).ok_or("the name in its data is none")?;
    let subject = text(attributes, "ce-subject").and_then(|subject| subject.parse().ok());
    Ok(Read::Event(Event {
        id: id.into(),
        kind,
        resource,
        space: match subject {
            Some(Target::Space(space)) => Some(space),
            _ => None,
        },
        time: text(attributes, "ce-time").or_else(|| either(message, "publishTime", "publish_time")).and_then(moment),
        subscription: source(attributes, "ce-source"),
    }))
}

/// The documentation shows lifecycle events in snake case, all others in camel case: both are read in both.
fn lifecycle(message: &Value, attributes: &Value, kind: LifecycleType, id: Box<str>) -> Result<Lifecycle, &'static str> {
    // The attributes alone say which one it is, so that data nobody can read does no harm.
    let data = data(message).unwrap_or_default();
    let about = &data["subscription"];
    let named = text(about, "name").and_then(|name| name.parse().ok());
    let subscription = named.or_else(|| source(attributes, "ce-subject")).or_else(|| source(attributes, "ce-source"));
    Ok(Lifecycle {
        id,
        kind,
        subscription: subscription.ok_or("it names no subscription")?,
        reason: either(about, "suspensionReason", "suspension_reason").map(SuspensionReason::from),
        expires: either(about, "expireTime", "expire_time").and_then(moment),
    })
}

/// The subscription in `//workspaceevents.googleapis.com/subscriptions/ID`.
fn source(attributes: &Value, key: &str) -> Option<SubscriptionName> {
    text(attributes, key)?.strip_prefix("//workspaceevents.googleapis.com/")?.parse().ok()
}

fn data(message: &Value) -> Result<Value, &'static str> {
    let text = message.get("data").and_then(Value::as_str).ok_or("it has no data")?;
    if text.len() > LONGEST {
        return Err("its data is longer than any event");
    }
    let bytes = BASE64.decode(text).map_err(|_| "its data is no base64")?;
    serde_json::from_slice(&bytes).map_err(|_| "its data is no JSON")
}

fn snake(key: &str) -> String {
    key.chars().flat_map(|c| if c.is_ascii_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] }).collect()
}

fn resource(kind: EventType, name: &str) -> Option<Resource> {
    use EventType as E;
    match kind {
        E::ConferenceStarted | E::ConferenceEnded => name.parse().ok().map(Resource::Conference),
        E::ParticipantJoined | E::ParticipantLeft => name.parse().ok().map(Resource::Session),
        E::RecordingStarted | E::RecordingEnded | E::RecordingReady => name.parse().ok().map(Resource::Recording),
        E::TranscriptStarted | E::TranscriptEnded | E::TranscriptReady => name.parse().ok().map(Resource::Transcript),
        E::NotesStarted | E::NotesEnded | E::NotesReady => name.parse().ok().map(Resource::Notes),
    }
}
