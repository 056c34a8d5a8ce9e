//! One request to Meet and its answer.

use super::Running;
use crate::book::RowId;
use crate::meet::email::Email;
use crate::meet::error::MeetError;
use crate::meet::names::{ConferenceName, MemberName, SpaceName, SpaceRef};
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{Member, Role, Space, SpaceConfig};

/// One request to Meet.
#[derive(Debug)]
pub struct Call {
    /// What it is about.
    pub key: Key,
    /// Its place in time.
    pub generation: u64,
    /// What to ask.
    pub request: Request,
}

/// What a request is about: one at a time for each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A space that is being made.
    Create(RowId),
    /// The facts of a space.
    Space(SpaceName),
    /// Who may join a space.
    Access(SpaceName),
    /// The settings of a space.
    Settings(SpaceName),
    /// The end of a space's conference.
    End(SpaceName),
    /// A space's part in what is done to several.
    OneOfMany(SpaceName),
    /// Since when and with how many people a space is live.
    Conference(SpaceName),
    /// Who the members of a space are.
    Members(SpaceName),
    /// Somebody who becomes a member of a space.
    AddMember(SpaceName, Email),
    /// The roles of a space's members.
    Roles(SpaceName),
    /// A member who is taken away.
    RemoveMember(MemberName),
    /// What the person looks up.
    LookUp,
}

/// What to ask Meet.
#[derive(Debug, Clone)]
pub enum Request {
    /// `spaces.create` with these settings, the rest by the account's defaults.
    Create(Option<Box<SpaceConfig>>),
    /// `spaces.get`.
    Get(SpaceRef),
    /// `spaces.patch`.
    Patch(SpaceName, Box<SpacePatch>),
    /// `spaces.endActiveConference`.
    End(SpaceName),
    /// `conferenceRecords.get` and the number of people present.
    Conference(ConferenceName),
    /// `spaces.members.list`, all pages. Each page but the last comes on its own as well, as soon as it is there.
    Members(SpaceName),
    /// `spaces.members.create` of one address. After [`MeetError::OutcomeUnknown`] the members are to be listed before it is sent
    /// again.
    AddMember(SpaceName, Email, Role),
    /// `spaces.members.batchUpdate` of roles, of at most [`MOST_IN_BATCH`](crate::meet::members::MOST_IN_BATCH) members.
    Roles(SpaceName, Vec<(MemberName, Role)>),
    /// `spaces.members.delete`.
    RemoveMember(MemberName),
}

impl Request {
    /// True when it changes something of a space, which Google counts apart from reads and from new spaces.
    #[must_use]
    pub fn changes_a_space(&self) -> bool {
        matches!(self, Self::Patch(..) | Self::End(_) | Self::AddMember(..) | Self::Roles(..) | Self::RemoveMember(_))
    }

    /// True when it changes anything at Google.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.changes_a_space() || matches!(self, Self::Create(_))
    }
}

/// What Meet answered.
#[derive(Debug)]
pub enum Reply {
    /// To create, get and patch.
    Space(Result<Box<Space>, MeetError>),
    /// To end.
    Ended(Result<(), MeetError>),
    /// To a conference.
    Conference(Result<Running, MeetError>),
    /// A page of members, and there are more to come: the same request is answered again.
    SomeMembers(Vec<Member>),
    /// To a list of members, with all of them; to a change of roles, with those that were changed.
    Members(Result<Vec<Member>, MeetError>),
    /// To adding a member.
    Member(Result<Box<Member>, MeetError>),
    /// To taking a member away.
    Removed(Result<(), MeetError>),
}

impl Reply {
    /// What went wrong, if anything did.
    #[must_use]
    pub fn error(&self) -> Option<&MeetError> {
        match self {
            Self::Space(result) => result.as_ref().err(),
            Self::Ended(result) | Self::Removed(result) => result.as_ref().err(),
            Self::Conference(result) => result.as_ref().err(),
            Self::Members(result) => result.as_ref().err(),
            Self::Member(result) => result.as_ref().err(),
            Self::SomeMembers(_) => None,
        }
    }
}
