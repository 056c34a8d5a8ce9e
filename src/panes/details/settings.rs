//! The settings of a space in plain words. What the server did not send is "not visible to you", never a default.

use super::lines::{DetailLine, NOT_VISIBLE, Tone};
use crate::meet::resources::{AttendanceReport, EntryPointAccess, Restriction, SpaceConfig, Switch};

/// A setting in plain words; an unknown value is shown as sent.
fn words<T>(value: Option<&T>, plain: impl Fn(&T) -> Option<&'static str>, sent: impl Fn(&T) -> &str) -> (String, Tone) {
    match value {
        None => (NOT_VISIBLE.into(), Tone::Dim),
        Some(value) => match plain(value) {
            Some(words) => (words.into(), Tone::Plain),
            None => (format!("{} (unknown to this version)", sent(value)), Tone::Waiting),
        },
    }
}

fn switch(value: Option<&Switch>) -> (String, Tone) {
    let plain = |value: &Switch| match value {
        Switch::On => Some("on"),
        Switch::Off => Some("off"),
        Switch::Other(_) => None,
    };
    words(value, plain, Switch::as_str)
}

fn restriction(value: Option<&Restriction>) -> (String, Tone) {
    let plain = |value: &Restriction| match value {
        Restriction::HostsOnly => Some("hosts only"),
        Restriction::NoRestriction => Some("everyone"),
        Restriction::Other(_) => None,
    };
    words(value, plain, Restriction::as_str)
}

fn entry_points(value: Option<&EntryPointAccess>) -> (String, Tone) {
    let plain = |value: &EntryPointAccess| match value {
        EntryPointAccess::All => Some("all"),
        EntryPointAccess::CreatorAppOnly => Some("only the app that made it: the normal link is shut"),
        EntryPointAccess::Other(_) => None,
    };
    words(value, plain, EntryPointAccess::as_str)
}

fn attendance(value: Option<&AttendanceReport>) -> (String, Tone) {
    let plain = |value: &AttendanceReport| match value {
        AttendanceReport::Generate => Some("on"),
        AttendanceReport::DoNotGenerate => Some("off"),
        AttendanceReport::Other(_) => None,
    };
    words(value, plain, AttendanceReport::as_str)
}

/// Adds the settings to the details.
pub fn lines(config: Option<&SpaceConfig>, lines: &mut Vec<DetailLine>) {
    let Some(config) = config else {
        lines.push(DetailLine::new("Settings", NOT_VISIBLE, Tone::Dim).and(" · the owner sees them", Tone::Dim).after_gap());
        return;
    };
    let restrictions = config.moderation_restrictions.as_ref();
    let artifacts = config.artifact_config.as_ref();
    let recording = artifacts.and_then(|all| all.recording_config.as_ref()?.auto_recording_generation.as_ref());
    let transcript = artifacts.and_then(|all| all.transcription_config.as_ref()?.auto_transcription_generation.as_ref());
    let notes = artifacts.and_then(|all| all.smart_notes_config.as_ref()?.auto_smart_notes_generation.as_ref());
    let rows = [
        ("Entry points", entry_points(config.entry_point_access.as_ref())),
        ("Moderation", switch(config.moderation.as_ref())),
        ("Chat", restriction(restrictions.and_then(|all| all.chat_restriction.as_ref()))),
        ("Reactions", restriction(restrictions.and_then(|all| all.reaction_restriction.as_ref()))),
        ("Presenting", restriction(restrictions.and_then(|all| all.present_restriction.as_ref()))),
        ("As viewer", switch(restrictions.and_then(|all| all.default_join_as_viewer_type.as_ref()))),
        ("Attendance", attendance(config.attendance_report_generation_type.as_ref())),
        ("Recording", switch(recording)),
        ("Transcript", switch(transcript)),
        ("Smart notes", switch(notes)),
    ];
    for (at, (label, (value, tone))) in rows.into_iter().enumerate() {
        let mut line = DetailLine::new(label, value.clone(), tone);
        line.gap = at == 0;
        lines.push(match tone {
            Tone::Dim => line,
            _ => line.copies(value, "the setting", false),
        });
    }
    for (field, value) in &config.other {
        lines.push(DetailLine::new("Also sent", format!("{field}: {value}"), Tone::Dim));
    }
}
