//! The methods themselves: one file a service.

mod artifacts;
mod conferences;
mod events;
mod members;
mod pubsub;
mod sessions;
mod spaces;

use serde_json::{Value, json};

use super::errors::Problem;
use super::faults::Paging;
use super::fields::Selection;
use super::masks::Mask;
use super::method::{EventsMethod, Method, PubsubMethod};
use super::params::Params;
use super::schema::{self, Message, Violation};
use super::world::{Artifact, Grant, World};
pub(super) use pubsub::waits;

/// A call that has passed routing, sign-in and quota.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    /// The identifiers in the path.
    pub(super) ids: &'a [String],
    pub(super) grant: &'a Grant,
    pub(super) params: &'a Params,
    /// What of the answer is wanted, if the call says so.
    pub(super) selection: Option<&'a Selection>,
    pub(super) body: &'a [u8],
    /// What is to be odd about the page, if the call asks for one.
    pub(super) oddity: Option<Paging>,
}

impl Ask<'_> {
    /// The identifier at that place in the path.
    fn id(&self, index: usize) -> &str {
        self.ids.get(index).map_or("", String::as_str)
    }
}

/// The type of a method's answer.
pub(super) fn answer_type(method: Method) -> &'static Message {
    match method {
        Method::CreateSpace | Method::GetSpace | Method::UpdateSpace => &schema::SPACE,
        Method::EndActiveConference | Method::DeleteMember => &schema::EMPTY,
        Method::GetMember | Method::CreateMember | Method::UpdateMember => &schema::MEMBER,
        Method::ListMembers => &schema::LIST_MEMBERS,
        Method::BatchUpdateMembers => &schema::BATCH_UPDATED_MEMBERS,
        Method::GetConferenceRecord => &schema::CONFERENCE_RECORD,
        Method::ListConferenceRecords => &schema::LIST_CONFERENCE_RECORDS,
        Method::GetParticipant => &schema::PARTICIPANT,
        Method::ListParticipants => &schema::LIST_PARTICIPANTS,
        Method::GetParticipantSession => &schema::PARTICIPANT_SESSION,
        Method::ListParticipantSessions => &schema::LIST_PARTICIPANT_SESSIONS,
        Method::GetRecording => &schema::RECORDING,
        Method::ListRecordings => &schema::LIST_RECORDINGS,
        Method::GetTranscript => &schema::TRANSCRIPT,
        Method::ListTranscripts => &schema::LIST_TRANSCRIPTS,
        Method::GetTranscriptEntry => &schema::TRANSCRIPT_ENTRY,
        Method::ListTranscriptEntries => &schema::LIST_TRANSCRIPT_ENTRIES,
        Method::GetSmartNote => &schema::SMART_NOTE,
        Method::ListSmartNotes => &schema::LIST_SMART_NOTES,
        Method::Events(method) => match method {
            EventsMethod::Get => &schema::EVENTS_SUBSCRIPTION,
            EventsMethod::List => &schema::LIST_EVENTS_SUBSCRIPTIONS,
            _ => &schema::OPERATION,
        },
        Method::Pubsub(method) => match method {
            PubsubMethod::CreateTopic | PubsubMethod::GetTopic => &schema::TOPIC,
            PubsubMethod::ListTopics => &schema::LIST_TOPICS,
            PubsubMethod::ListTopicSubscriptions => &schema::LIST_TOPIC_QUEUES,
            PubsubMethod::Publish => &schema::PUBLISHED,
            PubsubMethod::CreateSubscription | PubsubMethod::GetSubscription | PubsubMethod::UpdateSubscription => &schema::QUEUE,
            PubsubMethod::ListSubscriptions => &schema::LIST_QUEUES,
            PubsubMethod::Pull => &schema::PULLED,
            PubsubMethod::GetIamPolicy | PubsubMethod::SetIamPolicy => &schema::POLICY,
            PubsubMethod::TestIamPermissions => &schema::PERMISSIONS,
            PubsubMethod::DeleteTopic
            | PubsubMethod::DeleteSubscription
            | PubsubMethod::Acknowledge
            | PubsubMethod::ModifyAckDeadline => &schema::EMPTY,
        },
    }
}

/// Does what was asked.
pub(super) fn perform(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    match ask.method {
        Method::CreateSpace => spaces::create(world, ask),
        Method::GetSpace => spaces::get(world, ask),
        Method::UpdateSpace => spaces::patch(world, ask),
        Method::EndActiveConference => spaces::end(world, ask),
        Method::GetMember => members::get(world, ask),
        Method::ListMembers => members::list(world, ask),
        Method::CreateMember => members::create(world, ask),
        Method::DeleteMember => members::delete(world, ask),
        Method::UpdateMember => members::patch(world, ask),
        Method::BatchUpdateMembers => members::batch_update(world, ask),
        Method::GetConferenceRecord => conferences::get(world, ask),
        Method::ListConferenceRecords => conferences::list(world, ask),
        Method::GetParticipant => conferences::get_participant(world, ask),
        Method::ListParticipants => conferences::list_participants(world, ask),
        Method::GetParticipantSession => sessions::get(world, ask),
        Method::ListParticipantSessions => sessions::list(world, ask),
        Method::GetRecording => artifacts::get(world, ask, Artifact::Recording),
        Method::ListRecordings => artifacts::list(world, ask, Artifact::Recording),
        Method::GetTranscript => artifacts::get(world, ask, Artifact::Transcript),
        Method::ListTranscripts => artifacts::list(world, ask, Artifact::Transcript),
        Method::GetTranscriptEntry => artifacts::get_entry(world, ask),
        Method::ListTranscriptEntries => artifacts::list_entries(world, ask),
        Method::GetSmartNote => artifacts::get(world, ask, Artifact::SmartNotes),
        Method::ListSmartNotes => artifacts::list(world, ask, Artifact::SmartNotes),
        Method::Events(method) => events::perform(world, ask, method),
        Method::Pubsub(method) => pubsub::perform(world, ask, method),
    }
}

/// Reads a mask; `field` is where it stands in the request.
fn mask(given: Option<&str>, message: &'static Message, field: &str) -> Result<Mask, Problem> {
    Mask::parse(given, message).map_err(|path| {
        let description = format!("Invalid value at '{field}' (type.googleapis.com/google.protobuf.FieldMask), \"{path}\"");
        Problem::invalid(&[Violation { field: field.into(), description }])
    })
}

/// A switch among the parameters, off unless it is given.
fn flag(ask: &Ask, camel: &str, snake: &str) -> Result<bool, Problem> {
    match ask.params.own(camel, snake) {
        None | Some("" | "false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(other) => {
            let description = format!("Invalid value at '{snake}' (TYPE_BOOL), \"{other}\"");
            Err(Problem::invalid(&[Violation { field: snake.into(), description }]))
        }
    }
}

/// The answer of a list. An empty list is left out, as is an empty token.
fn answer(key: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let mut answer = json!({});
    if !items.is_empty() {
        answer[key] = items.into();
    }
    if let Some(next) = next {
        answer["nextPageToken"] = next.into();
    }
    answer
}
