//! [`Kind`]: what can happen, named as Google's event types.

use std::fmt;
use std::str::FromStr;

use crate::book::ArtifactKind;

/// What all of Meet's event types begin with.
const PREFIX: &str = "google.workspace.meet.";

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A conference began: the first person came.
    ConferenceStarted,
    /// Somebody came.
    Joined,
    /// A recording, a transcript or notes began.
    Started(ArtifactKind),
    /// One of them was stopped; its file is not there yet.
    Ended(ArtifactKind),
    /// Somebody left.
    Left,
    /// A conference is over.
    ConferenceEnded,
    /// A file is there.
    FileGenerated(ArtifactKind),
}

/// Not one of Meet's event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an event type of Google Meet")]
pub struct UnknownKind;

impl Kind {
    /// Every kind, in the order in which things of the same moment happen.
    pub const ALL: [Self; 13] = {
        use ArtifactKind::{Notes, Recording, Transcript};
        [
            Self::ConferenceStarted,
            Self::Joined,
            Self::Started(Recording),
            Self::Started(Transcript),
            Self::Started(Notes),
            Self::Ended(Recording),
            Self::Ended(Transcript),
            Self::Ended(Notes),
            Self::Left,
            Self::ConferenceEnded,
            Self::FileGenerated(Recording),
            Self::FileGenerated(Transcript),
            Self::FileGenerated(Notes),
        ]
    };

    /// Google's event type, as `google.workspace.meet.participant.v2.joined`.
    #[must_use]
    pub fn as_type(self) -> &'static str {
        use ArtifactKind::{Notes, Recording, Transcript};
        match self {
            Self::ConferenceStarted => "google.workspace.meet.conference.v2.started",
            Self::ConferenceEnded => "google.workspace.meet.conference.v2.ended",
            Self::Joined => "google.workspace.meet.participant.v2.joined",
            Self::Left => "google.workspace.meet.participant.v2.left",
            Self::Started(Recording) => "google.workspace.meet.recording.v2.started",
            Self::Ended(Recording) => "google.workspace.meet.recording.v2.ended",
            Self::FileGenerated(Recording) => "google.workspace.meet.recording.v2.fileGenerated",
            Self::Started(Transcript) => "google.workspace.meet.transcript.v2.started",
            Self::Ended(Transcript) => "google.workspace.meet.transcript.v2.ended",
            Self::FileGenerated(Transcript) => "google.workspace.meet.transcript.v2.fileGenerated",
            Self::Started(Notes) => "google.workspace.meet.smartNote.v2.started",
            Self::Ended(Notes) => "google.workspace.meet.smartNote.v2.ended",
            Self::FileGenerated(Notes) => "google.workspace.meet.smartNote.v2.fileGenerated",
        }
    }

    /// The same without what all of them begin with, as `participant.v2.joined`.
    #[must_use]
    pub fn short(self) -> &'static str {
        self.as_type().strip_prefix(PREFIX).unwrap_or_default()
    }

    /// In a person's words.
    #[must_use]
    pub fn word(self) -> &'static str {
        use ArtifactKind::{Notes, Recording, Transcript};
        match self {
            Self::ConferenceStarted => "call started",
            Self::ConferenceEnded => "call ended",
            Self::Joined => "came",
            Self::Left => "left",
            Self::Started(Recording) => "recording started",
            Self::Ended(Recording) => "recording stopped",
            Self::FileGenerated(Recording) => "recording ready",
            Self::Started(Transcript) => "transcript started",
            Self::Ended(Transcript) => "transcript stopped",
            Self::FileGenerated(Transcript) => "transcript ready",
            Self::Started(Notes) => "notes started",
            Self::Ended(Notes) => "notes stopped",
            Self::FileGenerated(Notes) => "notes ready",
        }
    }

    /// True for what somebody did.
    #[must_use]
    pub fn is_of_people(self) -> bool {
        matches!(self, Self::Joined | Self::Left)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_type())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads an event type, with or without what all of them begin with.
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let short = text.strip_prefix(PREFIX).unwrap_or(text);
        Self::ALL.into_iter().find(|kind| kind.short() == short).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_thirteen_is_read_back() {
        let mut types: Vec<&str> = Kind::ALL.into_iter().map(Kind::as_type).collect();
        for kind in Kind::ALL {
            assert_eq!(kind.as_type().parse(), Ok(kind));
            assert_eq!(kind.short().parse(), Ok(kind));
            assert!(kind.as_type().starts_with(PREFIX) && !kind.word().is_empty());
        }
        types.sort_unstable();
        types.dedup();
        assert_eq!(types.len(), 13);
        assert_eq!(Kind::Joined.as_type(), "google.workspace.meet.participant.v2.joined");
        assert_eq!("google.workspace.meet.smartNote.v2.fileGenerated".parse(), Ok(Kind::FileGenerated(ArtifactKind::Notes)));
    }

    #[test]
    fn anything_else_is_unknown() {
        for text in ["", "google.workspace.meet.", "participant.v2.waved", "google.workspace.events.subscription.v1.expired"] {
            assert_eq!(text.parse::<Kind>(), Err(UnknownKind), "{text}");
        }
    }
}
