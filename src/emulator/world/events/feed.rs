//! What happens in conferences, on its way to those who want to hear of it.

use jiff::Timestamp;
use serde_json::json;

use super::super::World;
use super::super::artifacts::Artifact;
use super::super::spaces::Role;
use super::{FOR_INVITEES, MEET, Subscription, Target};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct News {
    pub(in super::super) time: Timestamp,
    /// The event type, without its beginning.
    kind: &'static str,
    /// The name of what it is about.
    name: String,
}

impl News {
    pub(in super::super) fn started(time: Timestamp, conference: String) -> Self {
        Self { time, kind: "conference.v2.started", name: conference }
    }

    pub(in super::super) fn ended(time: Timestamp, conference: String) -> Self {
        Self { time, kind: "conference.v2.ended", name: conference }
    }

    pub(in super::super) fn joined(time: Timestamp, session: String) -> Self {
        Self { time, kind: "participant.v2.joined", name: session }
    }

    pub(in super::super) fn left(time: Timestamp, session: String) -> Self {
        Self { time, kind: "participant.v2.left", name: session }
    }

    pub(in super::super) fn begun(time: Timestamp, kind: Artifact, name: String) -> Self {
        let kind = match kind {
            Artifact::Recording => "recording.v2.started",
            Artifact::Transcript => "transcript.v2.started",
            Artifact::SmartNotes => "smartNote.v2.started",
        };
        Self { time, kind, name }
    }

    pub(in super::super) fn stopped(time: Timestamp, kind: Artifact, name: String) -> Self {
        let kind = match kind {
            Artifact::Recording => "recording.v2.ended",
            Artifact::Transcript => "transcript.v2.ended",
            Artifact::SmartNotes => "smartNote.v2.ended",
        };
        Self { time, kind, name }
    }

    pub(in super::super) fn ready(time: Timestamp, kind: Artifact, name: String) -> Self {
        let kind = match kind {
            Artifact::Recording => "recording.v2.fileGenerated",
            Artifact::Transcript => "transcript.v2.fileGenerated",
            Artifact::SmartNotes => "smartNote.v2.fileGenerated",
        };
        Self { time, kind, name }
    }

    /// The key in its data under which the name stands.
    fn key(&self) -> &'static str {
        match self.kind.split('.').next() {
            Some("conference") => "conferenceRecord",
            Some("participant") => "participantSession",
            Some("recording") => "recording",
            Some("transcript") => "transcript",
            _ => "smartNote",
        }
    }
}

impl World {
    /// Something has happened in a space, by identifier.
    pub(in super::super) fn tell(&mut self, space: &str, news: &News) {
        if self.events.subscriptions.is_empty() {
            return;
        }
        let Some(known) = self.spaces.get(space) else { return };
        let owner = self.users.get(&known.owner).map(|user| user.id.clone()).unwrap_or_default();
        let event_type = format!("{MEET}{}", news.kind);
        let wants = |subscription: &&Subscription| {
            let meant = match &subscription.target {
                Target::Space(id) => id == space,
                Target::User(id) => *id == owner,
            };
            let owns = known.role(&subscription.user) == Role::Owner;
            meant
                && subscription.suspended.is_none()
                && subscription.types.contains(&event_type)
                && (owns || FOR_INVITEES.contains(&news.kind))
        };
        let subject = Target::Space(space.to_owned()).name();
        let subject = |one: &Subscription| if self.events.subject_is_target { one.target.name() } else { subject.clone() };
        let wanted = self.events.subscriptions.values().filter(wants).map(|one| (one.id.clone(), subject(one)));
        let wanted: Vec<(String, String)> = wanted.collect();
        let data = json!({ news.key(): {"name": news.name} });
        for (id, subject) in wanted {
            self.deliver(&id, &event_type, &subject, &data, news.time);
        }
    }
}
