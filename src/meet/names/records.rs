//! Names of what lies under a conference record: people, their sessions, and what was kept of it.
//!
//! Their ids are the server's own: nobody has documented what they look like, so whatever a path takes literally is taken.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ConferenceName, LONGEST, NameError};

/// What conference names begin with.
const RECORDS: &str = "conferenceRecords";

/// True for an id that can stand in a path as it is. A colon would begin a verb.
fn is_id(text: &str) -> bool {
    let literal = |c: char| c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=@".contains(c);
    !text.is_empty() && text.len() <= LONGEST && text.chars().all(literal) && text != "." && text != ".."
}

/// True when the text is a conference's name with these collections under it, an id in each.
fn is_under(text: &str, collections: &[&str]) -> bool {
    let mut parts = text.split('/');
    let mut pair = |collection: &str| parts.next() == Some(collection) && parts.next().is_some_and(is_id);
    let whole = pair(RECORDS) && collections.iter().all(|collection| pair(collection));
    whole && parts.next().is_none()
}

macro_rules! under_conference {
    ($(#[$doc:meta])* $type:ident, [$($collection:literal),+]) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(std::sync::Arc<str>);

        impl $type {
            /// The whole name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The last part.
            #[must_use]
            pub fn id(&self) -> &str {
                self.0.rsplit('/').next().unwrap_or_default()
            }

            /// The conference that it belongs to.
            #[must_use]
            pub fn conference(&self) -> ConferenceName {
                let end = self.0.match_indices('/').nth(1).map_or(self.0.len(), |(at, _)| at);
                ConferenceName(self.0[..end].into())
            }
        }

        impl FromStr for $type {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                if is_under(text, &[$($collection),+]) { Ok(Self(text.into())) } else { Err(NameError::NotAName) }
            }
        }

        name_traits!($type);
    };
}

under_conference!(
    /// `conferenceRecords/{id}/participants/{id}`: one person in one conference.
    ParticipantName,
    ["participants"]
);
under_conference!(
    /// `conferenceRecords/{id}/participants/{id}/participantSessions/{id}`: one stay of one person on one device.
    SessionName,
    ["participants", "participantSessions"]
);
under_conference!(
    /// `conferenceRecords/{id}/recordings/{id}`: one recording.
    RecordingName,
    ["recordings"]
);
under_conference!(
    /// `conferenceRecords/{id}/transcripts/{id}`: one transcript.
    TranscriptName,
    ["transcripts"]
);
under_conference!(
    /// `conferenceRecords/{id}/transcripts/{id}/entries/{id}`: what one person said at a stretch.
    EntryName,
    ["transcripts", "entries"]
);
under_conference!(
    /// `conferenceRecords/{id}/smartNotes/{id}`: notes that were taken by Gemini.
    SmartNoteName,
    ["smartNotes"]
);

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn each_knows_its_conference_and_its_id() {
        let session = "conferenceRecords/c-1/participants/10815/participantSessions/s_2";
        let name: SessionName = session.parse().unwrap();
        assert_eq!((name.as_str(), name.id(), name.conference().as_str()), (session, "s_2", "conferenceRecords/c-1"));
        assert_eq!(serde_json::from_value::<SessionName>(serde_json::json!(session)).unwrap(), name);
        let entry: EntryName = "conferenceRecords/c/transcripts/t/entries/a=b".parse().unwrap();
        assert_eq!(entry.id(), "a=b");
    }

    #[rstest]
    #[case("")]
    #[case("conferenceRecords/c")]
    #[case("conferenceRecords/c/participants")]
    #[case("conferenceRecords/c/participants/")]
    #[case("conferenceRecords/c/participants/..")]
    #[case("conferenceRecords//participants/p")]
    #[case("conferenceRecords/c/recordings/p")]
    #[case("conferenceRecords/c/participants/p/")]
    #[case("conferenceRecords/c/participants/p/participantSessions/s")]
    #[case("conferenceRecords/c/participants/p?x")]
    #[case("conferenceRecords/c/participants/p:end")]
    #[case("conferenceRecords/c/participants/p%2Fq")]
    #[case("spaces/c/participants/p")]
    fn what_is_no_participant(#[case] text: &str) {
        assert_eq!(text.parse::<ParticipantName>(), Err(NameError::NotAName));
    }
}
