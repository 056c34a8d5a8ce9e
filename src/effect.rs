//! The words between the pure and the impure: what the app asks for ([`Effect`]) and what comes back ([`Msg`]).
//!
//! Effects are values; the runner performs them. A request has a [`Key`] (a new one of the same key replaces the old one) and a
//! generation (a late answer of an older one is dropped).

mod events;
mod export;
mod records;
mod signing;

use std::time::Duration;

use crossterm::event::Event;
use jiff::Timestamp;

use crate::activity::{Happening, Plan, Snapshot};
use crate::book::RowId;
pub use crate::book::Running;
use crate::config::{Preset, Presets, SaveError};
use crate::meet::client::Waiting;
use crate::meet::email::Email;
use crate::meet::error::MeetError;
use crate::meet::names::{ConferenceName, MemberName, SpaceName, SpaceRef};
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{Member, Role, Space, SpaceConfig};
use crate::store::{Entry, Facts, Known, StoreError};
pub use crate::trouble::Trouble;
pub use events::{EventsMsg, EventsOp, Stand};
pub use export::{ExportMsg, ExportOp, ExportOrder, ExportPlace, ExportWhat};
pub use records::{Look, RecordsMsg, RecordsOp};
pub use signing::{AccountLine, AuthMsg, AuthOp, Next, SignedInAs, Typed};

/// Something to be done outside.
#[derive(Debug)]
pub enum Effect {
    /// One request to Meet.
    Call(Box<Call>),
    /// Reads of many spaces, in this order, a few at a time and far below the quota; replaces what still waits.
    Sweep {
        /// Which spaces, the most wanted first.
        names: Vec<SpaceName>,
        /// Their generation.
        generation: u64,
    },
    /// Something for the store.
    Store(StoreOp),
    /// Text for the clipboard.
    Copy(Clip),
    /// A Meet link for the browser.
    Browse(String),
    /// A page of Google's console for the browser.
    BrowseConsole(&'static str),
    /// A read of what is left of conferences.
    Records(RecordsOp),
    /// A look at what goes on in a space.
    Look {
        /// What to ask.
        plan: Box<Plan>,
        /// Its place in time.
        generation: u64,
    },
    /// Bytes for the terminal, to be written between two frames.
    Terminal(Vec<u8>),
    /// A file to keep.
    Export(Box<ExportOp>),
    /// Something about news that come as events.
    Events(EventsOp),
    /// Something of signing in.
    Auth(AuthOp),
    /// A preset for `config.toml`.
    KeepPreset(Box<Preset>),
    /// End this run of the app and go on with that.
    GoOn(Next),
    /// Come back after a while.
    Wake {
        /// After how long.
        after: Duration,
        /// What for.
        timer: Timer,
    },
    /// Suspend the program.
    Suspend,
    /// End the program.
    Quit,
}

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

/// Something for the store.
#[derive(Debug)]
pub enum StoreOp {
    /// The whole list, in pieces.
    List,
    /// The last known facts of one space.
    Facts(SpaceName),
    /// A space for the list.
    Add(Box<Known>),
    /// Fresh facts.
    Learn(Box<Facts>),
    /// The person's name for it.
    Rename(SpaceName, Option<Box<str>>),
    /// Pinned or not, all of these.
    Pin(Vec<SpaceName>, bool),
    /// Watched or not, all of these.
    Watch(Vec<SpaceName>, bool),
    /// The person used it now.
    Touch(SpaceName, Timestamp),
    /// Off the list, all of these.
    Forget(Vec<SpaceName>),
    /// Back on the list, all of these.
    Restore(Vec<Known>),
    /// Has another program written? If so, the whole list again.
    Look,
}

/// What the store says.
#[derive(Debug)]
pub enum StoreReply {
    /// A piece of the list, in list order.
    Entries {
        /// The rows.
        entries: Vec<Entry>,
        /// Whether it was the last piece.
        last: bool,
    },
    /// All that are watched; comes after the list.
    Watched(Vec<SpaceName>),
    /// Last known facts.
    Facts(SpaceName, Option<Box<Facts>>),
    /// Off the list, and what they were.
    Forgot(Vec<Known>),
    /// It could not be done.
    Failed {
        /// What was wanted, as in "keep the name".
        what: &'static str,
        /// Why not.
        error: StoreError,
    },
}

/// Text for the clipboard.
#[derive(Clone, PartialEq, Eq)]
pub struct Clip {
    /// The text.
    pub text: String,
    /// What it is, as in "the link of Stand-up".
    pub what: String,
    /// Whether it holds a PIN: it is kept out of clipboard histories.
    pub secret: bool,
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clip").field("what", &self.what).finish_non_exhaustive()
    }
}

/// What a wake-up is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Timer {
    /// The keys rest: the chosen access may be sent.
    Access(SpaceName),
    /// The cursor rests: the space under it may be read.
    Preview,
    /// The list moved: what has become visible may be read.
    Visible,
    /// Look whether the conference is over.
    Ending(SpaceName),
    /// What is done to several spaces may go on.
    Bulk,
    /// The note in the footer has been seen.
    Note(u64),
    /// "Just now" is no longer true.
    Age,
    /// Try the server again.
    Reconnect,
    /// Look who is in what is live and in sight.
    Live,
    /// Look at what is watched.
    Watch,
    /// There may be reads again where something happened.
    Wanted,
    /// The keys rest: what is on the screen of conferences may be read.
    Records,
    /// A file that was being written may be there.
    Files,
    /// More may have been said in the transcript that is open.
    Transcript,
    /// A day before the sign-in ends: say so.
    SignInEnds,
    /// The cursor rests: the members of the space under it may be asked for.
    Members,
    /// A minute is over: the next change to the members of a space may go out.
    MemberChange(SpaceName),
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

impl Timer {
    /// Whether work waits on it (then the app is not idle).
    #[must_use]
    pub fn is_work(&self) -> bool {
        !matches!(
            self,
            Self::Note(_)
                | Self::Age
                | Self::Reconnect
                | Self::Live
                | Self::Watch
                | Self::Wanted
                | Self::Files
                | Self::Transcript
                | Self::SignInEnds
        )
    }
}

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// From the terminal.
    Input(Event),
    /// From Meet.
    Answer {
        /// What it is about.
        key: Key,
        /// The generation of the request.
        generation: u64,
        /// What was said.
        reply: Reply,
    },
    /// A request waits before it is tried again.
    Waiting(Key, Waiting),
    /// From the store.
    Store(StoreReply),
    /// The clipboard has it, or has not.
    Copied {
        /// What it was.
        what: String,
        /// How it went: confirmed or merely sent; or why not and what next.
        result: Result<crate::share::clipboard::Copied, (String, String)>,
    },
    /// The browser was asked, or could not be.
    Browsed(Result<(), (String, String)>),
    /// About conferences.
    Records(RecordsMsg),
    /// A look at what goes on in a space.
    Looked {
        /// Where.
        space: SpaceName,
        /// Its place in time.
        generation: u64,
        /// What was seen.
        result: Result<Box<Snapshot>, MeetError>,
    },
    /// Happenings that somebody else has heard of.
    Happened(Vec<Happening>),
    /// About a file to keep.
    Export(ExportMsg),
    /// Of news that come as events.
    Events(EventsMsg),
    /// Of signing in.
    Auth(AuthMsg),
    /// A preset is in `config.toml`, or is not.
    PresetKept {
        /// Which.
        name: String,
        /// Every preset that the file then has; or why it could not be written.
        result: Result<Box<Presets>, SaveError>,
    },
    /// A wake-up.
    Woke(Timer),
    /// What was drawn, where it differs from before.
    Drawn(crate::ui::Areas),
    /// Something that the program itself has to tell.
    Notice(Trouble),
    /// The program was suspended and is back.
    Resumed,
}
