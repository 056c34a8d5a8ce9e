//! What is left of a conference as files to keep: its transcript to read ([`Format::Markdown`], [`Format::Text`]), as subtitles
//! ([`Format::WebVtt`], [`Format::Srt`]) and as data ([`Format::Json`]); its people with their sessions as a table or as data; its
//! artifacts as data.
//!
//! Pure but for [`save()`]: everything is a text made of what is given, and asks neither server nor clock. It must not know the app
//! nor the client; of the API it knows the resources.
//!
//! What people said and what they call themselves is text, in every format: it can end no cue, start no heading, run no formula and
//! steer no terminal. Formats for reading get it cleaned ([`crate::text::clean`]); in JSON nothing is lost, and what cannot be seen is
//! written as `\uXXXX`.

mod json;
mod markdown;
mod name;
mod people;
mod plain;
mod read;
mod save;
mod subtitles;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use json::{artifacts_json, people_json};
pub use name::file_name;
pub use people::{Kind, Person, Stay, people_csv};
pub use save::{Existing, SaveError, may_save, save};

/// How a transcript can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// To read, with the speakers in bold.
    Markdown,
    /// To read and to search, a line an entry.
    Text,
    /// Subtitles for browsers and players, with speakers and languages.
    WebVtt,
    /// Subtitles for every player.
    Srt,
    /// Data, with the API's names.
    Json,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Markdown, Self::Text, Self::WebVtt, Self::Srt, Self::Json];

    /// How files of it end, which is also its name on the command line.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::WebVtt => "vtt",
            Self::Srt => "srt",
            Self::Json => "json",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == name)
    }
}

/// A transcript and what it is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// What the person calls the space, or its code; none if neither is known.
    pub title: Option<String>,
    /// The resource name of the conference, `conferenceRecords/…`.
    pub conference: String,
    /// The resource name of the transcript, `conferenceRecords/…/transcripts/…`.
    pub name: String,
    /// When it was started; subtitles count from here, else from the first entry.
    pub start: Option<Timestamp>,
    /// When it was stopped; none while it grows.
    pub end: Option<Timestamp>,
    /// In the order of the server.
    pub entries: Vec<Entry>,
}

/// What one person said at a stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The resource name, `conferenceRecords/…/transcripts/…/entries/…`.
    pub name: String,
    /// The resource name of who spoke, as sent.
    pub participant: Option<String>,
    /// What that person is called, as sent.
    pub speaker: Option<String>,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// As BCP 47 has it, such as `en-US`, as sent.
    pub language: Option<String>,
    /// What was said, as sent.
    pub text: String,
}

/// Who spoke, where nobody knows.
const SOMEBODY: &str = "Somebody";

impl Entry {
    /// What the speaker is called, on one line, never empty.
    fn who(&self) -> String {
        one_line(self.speaker.as_deref().unwrap_or_default()).unwrap_or_else(|| SOMEBODY.into())
    }

    /// What was said, on one line; none if it is nothing.
    fn said(&self) -> Option<String> {
        one_line(&self.text)
    }
}

/// A foreign text as one clean line; none if nothing is left of it.
fn one_line(text: &str) -> Option<String> {
    let clean = crate::text::clean(text);
    let trimmed = clean.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// A transcript in that format. Times of day are those of `zone`; in JSON all are UTC.
#[must_use]
pub fn transcript(transcript: &Transcript, format: Format, zone: &TimeZone) -> String {
    match format {
        Format::Markdown => markdown::write(transcript, zone),
        Format::Text => plain::write(transcript, zone),
        Format::WebVtt => subtitles::vtt(transcript),
        Format::Srt => subtitles::srt(transcript),
        Format::Json => json::transcript(transcript),
    }
}

/// Every language that is spoken, in the order in which it is first heard.
fn languages(transcript: &Transcript) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for language in transcript.entries.iter().filter_map(|entry| entry.language.as_deref()) {
        if is_language(language) && !found.contains(&language) {
            found.push(language);
        }
    }
    found
}

/// Whether that may be a language of BCP 47: letters and digits in parts of at most eight.
fn is_language(tag: &str) -> bool {
    tag.len() <= 64
        && tag.split('-').all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// From when to when, with the day, such as `2026-11-14 10:03–10:25 CET`; none if nobody knows.
fn when(transcript: &Transcript, zone: &TimeZone) -> Option<String> {
    let first = transcript.entries.iter().filter_map(|entry| entry.start).min();
    let start = transcript.start.or(first)?.to_zoned(zone.clone());
    let until = match transcript.end.map(|end| end.to_zoned(zone.clone())) {
        Some(end) if end.date() == start.date() => format!("–{}", end.strftime("%H:%M")),
        Some(end) => format!(" – {}", end.strftime("%Y-%m-%d %H:%M")),
        None => String::new(),
    };
    let open = if transcript.end.is_none() { ", not over yet" } else { "" };
    Some(format!("{}{until} {}{open}", start.strftime("%Y-%m-%d %H:%M"), start.strftime("%Z")))
}

#[cfg(test)]
mod tests;
