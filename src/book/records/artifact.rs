//! [`Artifact`]: a recording, a transcript or notes, as far as a list of them needs to know.

use jiff::Timestamp;

use crate::meet::resources::{ArtifactState, Recording, SmartNote, Transcript};

/// What was kept of a conference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ArtifactKind {
    /// A film in Drive.
    Recording,
    /// What was said, in Docs.
    Transcript,
    /// What Gemini wrote down, in Docs.
    Notes,
}

impl ArtifactKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Recording, Self::Transcript, Self::Notes];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Recording => "recording",
            Self::Transcript => "transcript",
            Self::Notes => "notes",
        }
    }

    /// The same as a label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Recording => "Recording",
            Self::Transcript => "Transcript",
            Self::Notes => "Notes",
        }
    }
}

/// A recording, a transcript or notes.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    /// What it is.
    pub kind: ArtifactKind,
    /// Its resource name.
    pub name: Box<str>,
    /// How far it has come.
    pub state: Option<ArtifactState>,
    /// When it was started.
    pub start: Option<Timestamp>,
    /// When it was stopped.
    pub end: Option<Timestamp>,
    /// The link to the file, as sent.
    pub link: Option<Box<str>>,
}

impl Artifact {
    /// True while its state will change by itself.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        matches!(self.state, Some(ArtifactState::Started | ArtifactState::Ended))
    }

    /// True when the file is there.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.state == Some(ArtifactState::FileGenerated)
    }
}

macro_rules! from {
    ($type:ident, $kind:ident, $destination:ident) => {
        impl From<$type> for Artifact {
            fn from(sent: $type) -> Self {
                Self {
                    kind: ArtifactKind::$kind,
                    name: sent.name.as_str().into(),
                    state: sent.state,
                    start: sent.start_time,
                    end: sent.end_time,
                    link: sent.$destination.and_then(|place| place.export_uri).map(Into::into),
                }
            }
        }
    };
}

from!(Recording, Recording, drive_destination);
from!(Transcript, Transcript, docs_destination);
from!(SmartNote, Notes, docs_destination);
