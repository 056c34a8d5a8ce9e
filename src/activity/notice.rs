//! [`Notices`]: which happenings are worth a notice, each conference and each file once.

use std::collections::{HashSet, VecDeque};

use jiff::Timestamp;

use super::{Happening, Kind};
use crate::book::ArtifactKind;
use crate::meet::names::{ConferenceName, SpaceName};

/// Conferences and files that are remembered, so that none is told twice.
const REMEMBERED: usize = 1000;

/// Of what there are notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The first person enters a space that is watched.
    pub first_in: bool,
    /// A recording, a transcript or notes of a space that is watched are ready.
    pub file_ready: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { first_in: true, file_ready: true }
    }
}

/// Something to be told even to somebody who looks elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The first person is in.
    FirstIn {
        /// Where.
        space: SpaceName,
        /// Since when.
        since: Timestamp,
        /// Who, clean; empty where that is not known.
        who: Box<str>,
    },
    /// A file is there.
    FileReady {
        /// Of a conference in which space.
        space: SpaceName,
        /// What it is.
        kind: ArtifactKind,
    },
}

/// What was told.
#[derive(Debug, Default)]
pub struct Notices {
    told: HashSet<Box<str>>,
    order: VecDeque<Box<str>>,
}

impl Notices {
    /// What of this is worth a notice. What is no news only counts as told.
    pub fn of(&mut self, happenings: &[Happening], rules: Rules, watched: impl Fn(&SpaceName) -> bool) -> Vec<Notice> {
        let mut notices = Vec::new();
        for happening in happenings {
            let Some(space) = &happening.space else { continue };
            let about = match happening.kind {
                // Without the start, whoever comes into a conference that nobody knew of is the first one.
                Kind::ConferenceStarted | Kind::Joined => happening.conference.as_ref().map(ConferenceName::as_str),
                Kind::FileGenerated(_) => Some(&*happening.resource),
                _ => None,
            };
            let Some(about) = about else { continue };
            if !self.remember(about) || !happening.news || !watched(space) {
                continue;
            }
            match happening.kind {
                Kind::FileGenerated(kind) if rules.file_ready => notices.push(Notice::FileReady { space: space.clone(), kind }),
                Kind::ConferenceStarted | Kind::Joined if rules.first_in => {
                    let came = |other: &&Happening| other.kind == Kind::Joined && other.conference == happening.conference;
                    let first = happenings.iter().filter(came).min_by_key(|other| other.at);
                    let who = first.map(|other| other.who.clone()).unwrap_or_default();
                    let since = first.map_or(happening.at, |first| first.at.min(happening.at));
                    notices.push(Notice::FirstIn { space: space.clone(), since, who });
                }
                _ => {}
            }
        }
        notices
    }

    /// False when it is remembered already.
    fn remember(&mut self, about: &str) -> bool {
        if self.told.contains(about) {
            return false;
        }
        if self.order.len() >= REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.told.remove(&oldest);
        }
        self.told.insert(about.into());
        self.order.push_back(about.into());
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn happening(kind: Kind, resource: &str, who: &str, news: bool) -> Happening {
        Happening {
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(9),
            kind,
            space: "spaces/s".parse().ok(),
            conference: "conferenceRecords/c".parse().ok(),
            resource: resource.into(),
            who: who.into(),
            joined_as: None,
            again: false,
            news,
        }
    }

    const ALL: Rules = Rules { first_in: true, file_ready: true };

    #[test]
    fn the_first_one_in_is_told_once_with_the_name() {
        let mut notices = Notices::default();
        let both = [
            happening(Kind::ConferenceStarted, "conferenceRecords/c", "", true),
            happening(Kind::Joined, "conferenceRecords/c/participants/p", "Ana", true),
        ];
        let told = notices.of(&both, ALL, |_| true);
        let since = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(9);
        assert_eq!(told, [Notice::FirstIn { space: "spaces/s".parse().unwrap(), since, who: "Ana".into() }]);
        let second = [happening(Kind::Joined, "conferenceRecords/c/participants/q", "Bo", true)];
        assert_eq!(notices.of(&second, ALL, |_| true), []);
    }

    #[test]
    fn what_ran_before_anybody_looked_is_no_news() {
        let mut notices = Notices::default();
        assert_eq!(notices.of(&[happening(Kind::ConferenceStarted, "conferenceRecords/c", "", false)], ALL, |_| true), []);
        assert_eq!(notices.of(&[happening(Kind::Joined, "conferenceRecords/c/participants/q", "Bo", true)], ALL, |_| true), []);
    }

    #[test]
    fn only_where_it_is_watched_and_the_rule_holds() {
        let file = [happening(Kind::FileGenerated(ArtifactKind::Notes), "conferenceRecords/c/smartNotes/n", "", true)];
        assert_eq!(Notices::default().of(&file, ALL, |_| false), []);
        assert_eq!(Notices::default().of(&file, Rules { file_ready: false, ..ALL }, |_| true), []);
        let told = Notices::default().of(&file, ALL, |_| true);
        assert_eq!(told, [Notice::FileReady { space: "spaces/s".parse().unwrap(), kind: ArtifactKind::Notes }]);
    }

    #[test]
    fn memory_has_its_bounds() {
        let mut notices = Notices::default();
        for n in 0..REMEMBERED + 10 {
            notices.remember(&n.to_string());
        }
        assert_eq!((notices.told.len(), notices.order.len()), (REMEMBERED, REMEMBERED));
    }
}
