//! A transcript as subtitles: `WebVTT` (<https://www.w3.org/TR/webvtt1/>) and SRT, which nobody ever wrote down.
//!
//! Both count from the start of the transcript. Both want cues in their order, each of which ends after it begins: what the server
//! sends otherwise, for its clocks are many, is put right here.

use std::cmp::Reverse;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Entry, Transcript, is_language, languages, one_line};

/// How long something is shown of which nobody knows when it ended, in milliseconds.
const SHOWN: u64 = 1000;

/// From when to when a cue is shown, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u64,
    until: u64,
}

/// What is shown, in order, with its time.
fn cues(transcript: &Transcript) -> Vec<(Span, &Entry, String)> {
    let first = transcript.entries.iter().filter_map(|entry| entry.start).min();
    let origin = transcript.start.or(first);
    let after = |time: Timestamp| {
        let passed = origin.map_or(0, |origin| time.as_millisecond() - origin.as_millisecond());
        u64::try_from(passed).unwrap_or(0)
    };
    let mut cues = Vec::with_capacity(transcript.entries.len());
    let mut before = 0;
    for entry in &transcript.entries {
        let Some(said) = entry.said() else { continue };
        // what has no time follows what came before it
        let from = entry.start.map_or(before, after);
        let until = entry.end.map(after).filter(|until| *until > from).unwrap_or(from + SHOWN);
        before = until;
        cues.push((Span { from, until }, entry, said));
    }
    cues.sort_by_key(|(span, ..)| (span.from, Reverse(span.until)));
    cues
}

/// `HH:MM:SS` and the milliseconds; hours grow beyond two digits.
fn clock(ms: u64, point: char) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}{point}{ms:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

pub(super) fn vtt(transcript: &Transcript) -> String {
    let mut out = String::from("WEBVTT\n");
    let title = transcript.title.as_deref().and_then(one_line);
    let note: Vec<String> = title.into_iter().chain(one_line(&transcript.conference)).map(|line| escaped(&line)).collect();
    if !note.is_empty() {
        let _ = write!(out, "\nNOTE\n{}\n", note.join("\n"));
    }
    let tongues = languages(transcript).len() > 1;
    for (Span { from, until }, entry, said) in cues(transcript) {
        let _ = write!(out, "\n{} --> {}\n", clock(from, '.'), clock(until, '.'));
        let who = escaped(&entry.who());
        // no arrow comes of a name that ends like the beginning of one: the space is not part of it
        let _ = write!(out, "<v {who}{}>", if who.ends_with('-') { " " } else { "" });
        match entry.language.as_deref().filter(|language| tongues && is_language(language)) {
            Some(language) => {
                let _ = writeln!(out, "<lang {language}>{}</lang>", escaped(&said));
            }
            None => {
                let _ = writeln!(out, "{}", escaped(&said));
            }
        }
    }
    out
}

/// Text of which `WebVTT` makes nothing else; without `>` there is no arrow either.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn srt(transcript: &Transcript) -> String {
    let mut out = String::new();
    for (number, (Span { from, until }, entry, said)) in cues(transcript).into_iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        let _ = write!(out, "{gap}{}\n{} --> {}\n", number + 1, clock(from, ','), clock(until, ','));
        let _ = writeln!(out, "{}: {}", tamed(&entry.who()), tamed(&said));
    }
    out
}

/// SRT has no way to write a sign as itself. Players take `<i>` and `{\an8}` for formatting and an arrow for a time, so the signs that
/// begin these are written with others that look alike.
fn tamed(text: &str) -> String {
    let text = text.replace("-->", "→").replace("{\\", "{∖");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let tag = c == '<' && rest.peek().is_some_and(|next| next.is_ascii_alphabetic() || *next == '/');
        out.push(if tag { '‹' } else { c });
    }
    out
}
