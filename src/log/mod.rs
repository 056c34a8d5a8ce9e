//! The log file: what greenroom did and what went wrong, for the one who looks into a trouble. Off unless `GREENROOM_LOG` is set.
//!
//! Owns the file `greenroom.log` in the data folder, for this person alone, and which events reach it: greenroom's own and nobody
//! else's, for libraries of sign-in print tokens at their deeper levels. Whoever logs leaves out what opens a door: tokens, codes
//! (of sign-in and of meetings), PINs, links, and answers of a server, which may repeat any of them; e-mail addresses stand at
//! `debug` and below. [`kind_of`] and [`shortened`] help with that.
//!
//! An event costs the loop a line of text and a place in a queue; a thread writes. Where it cannot follow, lines are dropped.

mod file;

use std::fmt::{self, Write as _};
use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing::subscriber::set_global_default;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use self::file::Rotating;

/// The file's name.
pub const FILE: &str = "greenroom.log";
/// At this size, in bytes, the file becomes `greenroom.log.1` and a new one is begun.
const LARGEST: u64 = 5 * 1024 * 1024;
/// Lines that may wait for the disk.
const WAITING: usize = 4096;
/// Whose events are kept.
const OURS: &str = "greenroom";

/// How much is logged: none, or a level with all that is more urgent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// No file, no cost.
    #[default]
    Off,
    /// What failed for good.
    Error,
    /// What failed and was mended or will be tried again.
    Warn,
    /// What the person did and what became of it.
    Info,
    /// Each request and each step.
    Debug,
    /// Everything.
    Trace,
}

/// Not one of the words for a [`Level`]; holds what was given, cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no level is called {0:?}: choose off, error, warn, info, debug or trace")]
pub struct UnknownLevel(String);

impl std::str::FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        match word.trim().to_ascii_lowercase().as_str() {
            "" | "off" => Ok(Self::Off),
            "error" => Ok(Self::Error),
            "warn" => Ok(Self::Warn),
            "info" => Ok(Self::Info),
            "debug" => Ok(Self::Debug),
            "trace" => Ok(Self::Trace),
            _ => Err(UnknownLevel(crate::text::fit(&crate::text::clean(word), 40).into_owned())),
        }
    }
}

impl From<Level> for LevelFilter {
    fn from(level: Level) -> Self {
        match level {
            Level::Off => Self::OFF,
            Level::Error => Self::ERROR,
            Level::Warn => Self::WARN,
            Level::Info => Self::INFO,
            Level::Debug => Self::DEBUG,
            Level::Trace => Self::TRACE,
        }
    }
}

/// Keeps the log going; dropping it writes out what waits.
#[derive(Debug)]
pub struct Logging {
    _worker: Option<WorkerGuard>,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be had.
    #[error("{path} cannot be written: {error}")]
    File {
        /// The log's path.
        path: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// There is one already in this process.
    #[error("a log was begun already")]
    Twice,
}

/// Begins the log in this folder, which is made for this person alone where it is missing. Once in a process.
///
/// # Errors
///
/// [`LogError`]: nothing is logged then.
pub fn start(level: Level, folder: &Path) -> Result<Logging, LogError> {
    if level == Level::Off {
        return Ok(Logging { _worker: None });
    }
    let file = Rotating::open(folder, FILE, LARGEST)
        .map_err(|error| LogError::File { path: folder.join(FILE).display().to_string(), error })?;
    let (writer, worker) =
        NonBlockingBuilder::default().buffered_lines_limit(WAITING).lossy(true).thread_name("log").finish(file);
    set_global_default(subscriber(level, writer)).map_err(|_| LogError::Twice)?;
    Ok(Logging { _worker: Some(worker) })
}

/// What takes the events: the level and the target are asked before anything is put into words.
fn subscriber<W>(level: Level, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let ours = Targets::new().with_target(OURS, LevelFilter::from(level));
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer).log_internal_errors(false);
    tracing_subscriber::registry().with(lines.with_filter(ours))
}

/// The name of an error's kind, as it stands in the code, without anything that the error holds.
pub fn kind_of(error: &impl fmt::Debug) -> String {
    /// Takes the first word, and no more.
    struct Word(String);
    impl fmt::Write for Word {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let end = text.find(|letter: char| !letter.is_ascii_alphanumeric());
            self.0.push_str(&text[..end.unwrap_or(text.len())]);
            // An error ends the formatting.
            if end.is_some() { Err(fmt::Error) } else { Ok(()) }
        }
    }
    let mut word = Word(String::new());
    let _cut = write!(word, "{error:?}");
    word.0
}

/// The path of a request without what it names: of an id its first letters, of a meeting code nothing. No query.
#[must_use]
pub fn shortened(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
    let mut is_id = false;
    for segment in &mut segments {
        if std::mem::take(&mut is_id) {
            let (id, verb) = segment.split_once(':').map_or((segment.as_str(), None), |(id, verb)| (id, Some(verb)));
            // A code has hyphens, an id of a space has none; where in doubt, nothing is shown.
            let shown: String = if id.contains('-') || id.len() < 11 { String::new() } else { id.chars().take(4).collect() };
            *segment = format!("{shown}…{}", verb.map(|verb| format!(":{verb}")).unwrap_or_default());
        } else {
            is_id = matches!(segment.as_str(), "spaces" | "conferenceRecords" | "members" | "participants");
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests;
