//! Made-up happenings, as looks and events tell them.

use greenroom::activity::{Happening, Kind};
use greenroom::book::ArtifactKind;
use greenroom::effect::{Msg, StoreReply};
use greenroom::meet::resources::Who;

use super::stage::{Stage, ago, name};

/// The second and the third space are watched.
pub fn watched(mut stage: Stage) -> Stage {
    stage.hears(Msg::Store(StoreReply::Watched(vec![name("design"), name("standup"), name("stale")])));
    stage
}

fn one(kind: Kind, minutes: i64, space: &str, who: &str, joined_as: Option<Who>) -> Happening {
    let conference = format!("conferenceRecords/{space}");
    let resource = match kind {
        Kind::Joined | Kind::Left => format!("{conference}/participants/{}/participantSessions/s{minutes}", who.len()),
        Kind::ConferenceStarted | Kind::ConferenceEnded => conference.clone(),
        _ => format!("{conference}/recordings/r"),
    };
    Happening {
        at: ago(minutes),
        kind,
        space: Some(name(space)),
        conference: conference.parse().ok(),
        resource: resource.into(),
        who: who.into(),
        joined_as,
        again: minutes == 40,
        news: true,
    }
}

/// A morning.
pub fn happened(mut stage: Stage) -> Stage {
    use ArtifactKind::{Notes, Recording, Transcript};
    let (user, guest, phone) = (Some(Who::SignedIn), Some(Who::Guest), Some(Who::Phone));
    let told = vec![
        one(Kind::FileGenerated(Recording), 1, "stale", "", None),
        one(Kind::Joined, 3, "standup", "Bo Lindqvist", user),
        one(Kind::ConferenceStarted, 3, "standup", "", None),
        one(Kind::Left, 12, "design", "Chi Nakamura", user),
        one(Kind::Joined, 40, "design", "Chi Nakamura", user),
        one(Kind::Joined, 44, "design", "+46 8 465 •• ••", phone),
        one(Kind::Joined, 47, "design", "A guest with a name that is longer than any name has to be, and goes on", guest),
        one(Kind::Started(Transcript), 50, "design", "", None),
        one(Kind::Joined, 55, "design", "نور الهدى", user),
        one(Kind::ConferenceStarted, 56, "design", "", None),
        one(Kind::Ended(Notes), 60 * 26, "stale", "", None),
        one(Kind::ConferenceEnded, 60 * 26, "stale", "", None),
        one(Kind::Joined, 60 * 27, "elsewhere", "", None),
    ];
    stage.hears(Msg::Happened(told));
    stage
}

/// After some letters of a filter.
pub fn filtered(stage: Stage) -> Stage {
    let mut stage = happened(watched(stage));
    stage.press("E /");
    stage.type_text("chi left");
    stage
}
