//! The words for files to keep: what is to be written of a conference ([`ExportOrder`]), what is to be done ([`ExportOp`]) and what
//! came of it ([`ExportMsg`]).

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::book::Words;
use crate::export::{Existing, Format, SaveError};
use crate::meet::error::MeetError;
use crate::meet::names::{ConferenceName, TranscriptName};

/// Something of a conference that can be a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportWhat {
    /// What was said.
    Transcript(Format),
    /// Who was there when, as a table.
    PeopleCsv,
    /// The same as data.
    PeopleJson,
    /// Its recordings, transcripts and notes.
    Artifacts,
}

impl ExportWhat {
    /// Everything, in the order in which it is offered.
    pub const ALL: [Self; 8] = [
        Self::Transcript(Format::Markdown),
        Self::Transcript(Format::Text),
        Self::Transcript(Format::WebVtt),
        Self::Transcript(Format::Srt),
        Self::Transcript(Format::Json),
        Self::PeopleCsv,
        Self::PeopleJson,
        Self::Artifacts,
    ];

    /// Its word, as file names have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Transcript(_) => "transcript",
            Self::PeopleCsv | Self::PeopleJson => "people",
            Self::Artifacts => "artifacts",
        }
    }

    /// How its file ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Transcript(format) => format.extension(),
            Self::PeopleCsv => "csv",
            Self::PeopleJson | Self::Artifacts => "json",
        }
    }
}

/// What is to be written, and of what.
#[derive(Debug, Clone)]
pub struct ExportOrder {
    /// What.
    pub what: ExportWhat,
    /// Of which conference.
    pub conference: ConferenceName,
    /// What the person calls its space.
    pub title: Option<String>,
    /// Of which transcript alone; none for all of the conference.
    pub part: Option<TranscriptName>,
    /// Transcripts that are known to their last word: they need not be read again.
    pub known: Vec<(TranscriptName, Arc<Words>)>,
    /// Where times of day are from.
    pub zone: TimeZone,
}

/// Where a file is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPlace {
    /// As the person typed it: a file, or a folder.
    pub typed: String,
    /// What the file is called in a folder.
    pub name: String,
    /// What happens to a file that is there already.
    pub existing: Existing,
}

/// What is to be done for a file.
#[derive(Debug)]
pub enum ExportOp {
    /// Everything for the file is read, unless nothing could be written in that place; the answer is its text.
    Make {
        /// What is wanted.
        order: Box<ExportOrder>,
        /// Where it will be.
        place: ExportPlace,
        /// Its place in time.
        generation: u64,
    },
    /// A text is written.
    Save {
        /// The text.
        text: Arc<str>,
        /// Where to.
        place: ExportPlace,
        /// Its place in time.
        generation: u64,
    },
    /// Nothing is read any more.
    Cancel,
}

/// What came of it.
#[derive(Debug)]
pub enum ExportMsg {
    /// So much was read.
    Reading {
        /// The generation of the wish.
        generation: u64,
        /// In words, as in `3 pages`.
        words: String,
    },
    /// The text.
    Made {
        /// The generation of the wish.
        generation: u64,
        /// The text.
        result: Result<Arc<str>, MeetError>,
    },
    /// It is written, and where; or why not.
    Saved {
        /// The generation of the wish.
        generation: u64,
        /// The file.
        result: Result<PathBuf, SaveError>,
    },
}
