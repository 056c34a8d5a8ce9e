//! What an artifact's state is in a word, and what there is to know about it in a sentence.

use super::KeptLine;
use crate::book::{Artifact, ArtifactKind, Meeting};
use crate::meet::resources::ArtifactState;
use crate::text;

/// How a state is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Ready,
    Moving,
    Nothing,
    Trouble,
}

/// The state in a few words.
pub(super) fn state(meeting: &Meeting, line: KeptLine) -> (String, Tone) {
    let kept = meeting.kept(line.kind);
    let Some(artifact) = line.artifact else {
        return match (&kept.trouble, &kept.artifacts, meeting.is_live()) {
            (Some(_), ..) => ("could not be read".into(), Tone::Trouble),
            (None, None, _) => ("asking".into(), Tone::Moving),
            (None, Some(_), true) => ("none so far".into(), Tone::Nothing),
            (None, Some(_), false) => ("none was made".into(), Tone::Nothing),
        };
    };
    match &artifact.state {
        Some(ArtifactState::FileGenerated) if artifact.link.is_some() => ("ready".into(), Tone::Ready),
        Some(ArtifactState::FileGenerated) => ("ready, but no link".into(), Tone::Trouble),
        Some(ArtifactState::Started) => ("running".into(), Tone::Moving),
        Some(ArtifactState::Ended) => ("being written".into(), Tone::Moving),
        Some(ArtifactState::Other(word)) => (text::fit(&text::clean(word), 30).into_owned(), Tone::Moving),
        Some(ArtifactState::Unspecified) | None => ("state not told".into(), Tone::Nothing),
    }
}

/// The link of a file that is there, clean.
pub(super) fn link(line: KeptLine) -> Option<String> {
    let artifact = line.artifact.filter(|artifact| why_not(artifact).is_none())?;
    artifact.link.as_deref().map(|uri| text::clean(uri).into_owned())
}

/// What there is to know about it, and what to do.
pub(super) fn sentence(meeting: &Meeting, line: KeptLine) -> String {
    let kept = meeting.kept(line.kind);
    match line.artifact {
        Some(artifact) => why_not(artifact).map_or_else(
            || {
                "‹open_file› opens it, ‹copy_file› copies the link. It lies with the organiser: you may have to ask for access."
                    .into()
            },
            ToOwned::to_owned,
        ),
        None => match (&kept.trouble, &kept.artifacts, meeting.is_live()) {
            (Some(trouble), ..) => format!("{}: {} {}", trouble.what, trouble.why, trouble.next),
            (None, None, _) => "Google is being asked.".into(),
            (None, Some(_), true) => format!("Nobody has started {} in this call yet; ‹refresh› asks again.", a(line.kind)),
            (None, Some(_), false) => {
                format!(
                    "Nobody started {} in this call, or it is not for you to see. ‹settings_tab› Settings has what starts by itself.",
                    a(line.kind)
                )
            }
        },
    }
}

/// Why a file cannot be opened, if it cannot.
#[must_use]
pub fn why_not(artifact: &Artifact) -> Option<&'static str> {
    match &artifact.state {
        Some(ArtifactState::Started) => Some("It is still running: the file comes after it is stopped."),
        Some(ArtifactState::Ended) => {
            Some("It is over, and Google is writing the file: that takes minutes, after long calls hours.")
        }
        _ if artifact.link.is_none() => Some("Google names no file: it may have been deleted, or is not for you to see."),
        _ => None,
    }
}

fn a(kind: ArtifactKind) -> &'static str {
    match kind {
        ArtifactKind::Recording => "a recording",
        ArtifactKind::Transcript => "a transcript",
        ArtifactKind::Notes => "notes",
    }
}
