//! The methods themselves: one file a service.

mod conferences;
mod spaces;

use serde_json::Value;

use super::errors::Problem;
use super::fields::Selection;
use super::method::Method;
use super::params::Params;
use super::schema::{self, Message};
use super::world::{Grant, World};

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
        Method::EndActiveConference => &schema::EMPTY,
        Method::GetConferenceRecord => &schema::CONFERENCE_RECORD,
        Method::ListConferenceRecords => &schema::LIST_CONFERENCE_RECORDS,
        Method::GetParticipant => &schema::PARTICIPANT,
        Method::ListParticipants => &schema::LIST_PARTICIPANTS,
    }
}

/// Does what was asked.
pub(super) fn perform(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    match ask.method {
        Method::CreateSpace => spaces::create(world, ask),
        Method::GetSpace => spaces::get(world, ask),
        Method::UpdateSpace => spaces::patch(world, ask),
        Method::EndActiveConference => spaces::end(world, ask),
        Method::GetConferenceRecord => conferences::get(world, ask),
        Method::ListConferenceRecords => conferences::list(world, ask),
        Method::GetParticipant => conferences::get_participant(world, ask),
        Method::ListParticipants => conferences::list_participants(world, ask),
    }
}
