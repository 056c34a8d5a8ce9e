//! The words between the pure and the impure: what the app asks for ([`Effect`]) and what comes back ([`Msg`]).
//!
//! Effects are values; the runner performs them. A request has a [`Key`] (a new one of the same key replaces the old one) and a
//! generation (a late answer of an older one is dropped).

mod call;
mod events;
mod export;
mod records;
mod signing;
mod store;

use std::time::Duration;

use crossterm::event::Event;

use crate::activity::{Happening, Plan, Snapshot};
pub use crate::book::Running;
use crate::config::{Preset, Presets, SaveError};
use crate::meet::client::Waiting;
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
pub use crate::trouble::Trouble;
pub use call::{Call, Key, Reply, Request};
pub use events::{EventsMsg, EventsOp, Stand};
pub use export::{ExportMsg, ExportOp, ExportOrder, ExportPlace, ExportWhat};
pub use records::{Look, RecordsMsg, RecordsOp};
pub use signing::{AccountLine, AuthMsg, AuthOp, Next, SignedInAs, Typed};
pub use store::{StoreOp, StoreReply};

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
