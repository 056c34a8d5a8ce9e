//! What Google can tell: the types of events, by the names that it gives them.

/// The type of an event about a meeting.
///
/// Source: <https://developers.google.com/workspace/events/guides/events-meet>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventType {
    /// A conference began.
    ConferenceStarted,
    /// A conference ended.
    ConferenceEnded,
    /// A device joined.
    ParticipantJoined,
    /// A device left.
    ParticipantLeft,
    /// A recording began.
    RecordingStarted,
    /// A recording ended.
    RecordingEnded,
    /// A recording's file is there.
    RecordingReady,
    /// A transcript began.
    TranscriptStarted,
    /// A transcript ended.
    TranscriptEnded,
    /// A transcript's document is there.
    TranscriptReady,
    /// Notes began.
    NotesStarted,
    /// Notes ended.
    NotesEnded,
    /// The document of the notes is there.
    NotesReady,
}

impl EventType {
    /// Every one: what a subscription asks for.
    pub const ALL: [Self; 13] = [
        Self::ConferenceStarted,
        Self::ConferenceEnded,
        Self::ParticipantJoined,
        Self::ParticipantLeft,
        Self::RecordingStarted,
        Self::RecordingEnded,
        Self::RecordingReady,
        Self::TranscriptStarted,
        Self::TranscriptEnded,
        Self::TranscriptReady,
        Self::NotesStarted,
        Self::NotesEnded,
        Self::NotesReady,
    ];

    /// Google's name for it, as in `ce-type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConferenceStarted => "google.workspace.meet.conference.v2.started",
            Self::ConferenceEnded => "google.workspace.meet.conference.v2.ended",
            Self::ParticipantJoined => "google.workspace.meet.participant.v2.joined",
            Self::ParticipantLeft => "google.workspace.meet.participant.v2.left",
            Self::RecordingStarted => "google.workspace.meet.recording.v2.started",
            Self::RecordingEnded => "google.workspace.meet.recording.v2.ended",
            Self::RecordingReady => "google.workspace.meet.recording.v2.fileGenerated",
            Self::TranscriptStarted => "google.workspace.meet.transcript.v2.started",
            Self::TranscriptEnded => "google.workspace.meet.transcript.v2.ended",
            Self::TranscriptReady => "google.workspace.meet.transcript.v2.fileGenerated",
            Self::NotesStarted => "google.workspace.meet.smartNote.v2.started",
            Self::NotesEnded => "google.workspace.meet.smartNote.v2.ended",
            Self::NotesReady => "google.workspace.meet.smartNote.v2.fileGenerated",
        }
    }

    /// The type of this name, if it is known.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Where its data names what it is about: an object of this key with a `name`.
    #[must_use]
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::ConferenceStarted | Self::ConferenceEnded => "conferenceRecord",
            Self::ParticipantJoined | Self::ParticipantLeft => "participantSession",
            Self::RecordingStarted | Self::RecordingEnded | Self::RecordingReady => "recording",
            Self::TranscriptStarted | Self::TranscriptEnded | Self::TranscriptReady => "transcript",
            Self::NotesStarted | Self::NotesEnded | Self::NotesReady => "smartNote",
        }
    }
}

/// What Google tells of a subscription itself; always, asked or not.
///
/// Source: <https://developers.google.com/workspace/events/guides/events-lifecycle>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LifecycleType {
    /// It sends nothing any more until its cause is mended and it is reactivated.
    Suspended,
    /// It ends soon: told twelve hours and one hour before.
    ExpirationReminder,
    /// It has ended and is deleted.
    Expired,
}

impl LifecycleType {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Suspended, Self::ExpirationReminder, Self::Expired];

    /// Google's name for it, as in `ce-type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspended => "google.workspace.events.subscription.v1.suspended",
            Self::ExpirationReminder => "google.workspace.events.subscription.v1.expirationReminder",
            Self::Expired => "google.workspace.events.subscription.v1.expired",
        }
    }

    /// The type of this name, if it is known.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
