//! What happens in spaces: conferences start and end, people come and go, files become ready.
//!
//! Owns the words for it ([`Happening`], [`Kind`]), what follows from two looks at a space ([`Watcher`]), whom to look at next
//! ([`Pace`], and because of events [`Wanted`]), what is remembered ([`Activity`]), which of it is worth a notice ([`Notices`]), and whether events tell of all of it ([`Missed`]). All of that is pure: no clock,
//! no I/O. The one read of a space that all of it lives on is [`look()`], made of a few calls of [`meet`](crate::meet).

mod kind;
mod log;
mod look;
mod missed;
mod notice;
mod pace;
mod wanted;
mod watcher;

use jiff::Timestamp;

pub use kind::{Kind, UnknownKind};
pub use log::{Activity, MOST};
pub use look::look;
pub use missed::Missed;
pub use notice::{Notice, Notices, Rules};
pub use pace::{Candidate, Pace, Turn};
pub use wanted::Wanted;
pub use watcher::{Active, Plan, Seen, SeenPerson, Snapshot, Watcher};

use crate::meet::names::{ConferenceName, ParticipantName, SessionName, SpaceName};
use crate::meet::resources::Who;

/// Something that happened in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When, by the server's clock where it says so; never in the future.
    pub at: Timestamp,
    /// What.
    pub kind: Kind,
    /// In which space, where that is known.
    pub space: Option<SpaceName>,
    /// In which conference, where that is known.
    pub conference: Option<ConferenceName>,
    /// The resource that it is about: the conference, the session (or else the participant), the recording and so on.
    pub resource: Box<str>,
    /// Who came or left, clean and on one line; empty where the server does not say.
    pub who: Box<str>,
    /// As whom they joined, for people.
    pub joined_as: Option<Who>,
    /// Somebody came who had been in this conference before, or is in it with another device.
    pub again: bool,
    /// False for what was so already when somebody first looked: it is remembered, but it is no news.
    pub news: bool,
}

impl Happening {
    /// Who it is about, if it is about somebody.
    #[must_use]
    pub fn participant(&self) -> Option<ParticipantName> {
        if !self.kind.is_of_people() {
            return None;
        }
        let mut slashes = self.resource.match_indices('/');
        let end = slashes.nth(3).map_or(self.resource.len(), |(at, _)| at);
        self.resource.get(..end)?.parse().ok()
    }

    /// Which stay it is about, where that is known.
    #[must_use]
    pub fn session(&self) -> Option<SessionName> {
        if self.kind.is_of_people() { self.resource.parse().ok() } else { None }
    }
}
