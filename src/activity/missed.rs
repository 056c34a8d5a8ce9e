//! [`Missed`]: whether events are missing. What looks see is compared with what events tell: two programs on one subscription of
//! Pub/Sub, on two computers, each get a part of its messages, and nobody says so.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{Happening, Kind};

/// So long an event may take after a look has seen what it tells.
const LATE: SignedDuration = SignedDuration::from_mins(2);
/// So many that no event told of mean that events are missing; fewer may have got lost.
const FEW: usize = 3;
/// Those that are further apart have nothing to do with each other, nor those with so many events between them.
const APART: SignedDuration = SignedDuration::from_hours(1);
const BETWEEN: u32 = 20;
/// Events are trusted again after so long, and so many of them, without one that is missing.
const CALM: SignedDuration = SignedDuration::from_mins(15);
const AGREED: u32 = 10;
/// Of more it is not remembered that they were seen, or told.
const MOST: usize = 2000;

/// What happened, and who or what it is about: looks and events name people, and times, in different ways.
type What = (Kind, Box<str>);

/// What looks have seen and events have not told.
#[derive(Debug, Default)]
pub struct Missed {
    /// Of what happened since then events should tell.
    since: Option<Timestamp>,
    /// Events told this lately.
    told: VecDeque<What>,
    /// Seen a moment ago: the event may still be on its way.
    untold: VecDeque<(Timestamp, What)>,
    /// It did not come. No more than say that events are missing.
    lost: VecDeque<What>,
    /// When the last one of those was found, and how many events came since.
    last: Option<Timestamp>,
    since_then: u32,
    missing: bool,
}

impl Missed {
    /// From now on events should come, of all that has events at this moment: some time after it was asked for.
    pub fn begin(&mut self, now: Timestamp) {
        self.since = now.checked_add(LATE).ok();
        self.untold.clear();
    }

    /// They do not come at all any more.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// True while events are missing: nothing may be left to them alone.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// A look has seen this where events should tell of it.
    pub fn seen(&mut self, happening: &Happening, now: Timestamp) {
        // Whether everybody is told to have left when a conference ends is documented nowhere; and that a recording began is asked
        // for now and then.
        let counts =
            matches!(happening.kind, Kind::ConferenceStarted | Kind::ConferenceEnded | Kind::Joined | Kind::FileGenerated(_));
        let due = self.since.is_some_and(|since| since <= happening.at);
        if counts && due && happening.news && self.untold.len() < MOST {
            let what = what(happening);
            if !self.told.contains(&what) {
                self.untold.push_back((now, what));
            }
        }
    }

    /// An event told this, be it late.
    pub fn told(&mut self, happening: &Happening) {
        let what = what(happening);
        self.since_then = self.since_then.saturating_add(1);
        self.untold.retain(|(_, seen)| *seen != what);
        self.lost.retain(|lost| *lost != what);
        if self.told.len() == MOST {
            self.told.pop_front();
        }
        self.told.push_back(what);
    }

    /// Whether events are missing from now on, or no longer, where that has changed.
    pub fn changed(&mut self, now: Timestamp) -> Option<bool> {
        while let Some((_, what)) = self.untold.pop_front_if(|(at, _)| now.duration_since(*at) > LATE) {
            let apart = self.last.is_some_and(|last| now.duration_since(last) > APART) || self.since_then >= BETWEEN;
            if apart {
                self.lost.clear();
            }
            self.lost.push_back(what);
            self.lost.truncate(FEW);
            (self.last, self.since_then) = (Some(now), 0);
        }
        let calm = self.since_then >= AGREED && self.last.is_none_or(|last| now.duration_since(last) > CALM);
        let missing = if self.missing { !calm } else { self.lost.len() >= FEW };
        if missing == self.missing {
            return None;
        }
        self.missing = missing;
        self.lost.clear();
        Some(missing)
    }
}

fn what(happening: &Happening) -> What {
    let about = happening.participant().map_or_else(|| happening.resource.clone(), |name| name.as_str().into());
    (happening.kind, about)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(START + seconds)
    }

    /// Somebody came at that second, as a look sees it.
    fn came(who: u32, second: i64) -> Happening {
        Happening {
            at: at(second),
            kind: Kind::Joined,
            space: "spaces/s".parse().ok(),
            conference: "conferenceRecords/c".parse().ok(),
            resource: format!("conferenceRecords/c/participants/p{who}").into(),
            who: "Bo".into(),
            joined_as: None,
            again: false,
            news: true,
        }
    }

    /// The same, as an event tells it.
    fn event(who: u32, second: i64) -> Happening {
        let resource = format!("conferenceRecords/c/participants/p{who}/participantSessions/s");
        Happening { resource: resource.into(), who: "".into(), ..came(who, second) }
    }

    fn begun() -> Missed {
        let mut missed = Missed::default();
        missed.begin(at(-600));
        missed
    }

    /// So many that nobody tells of, the first of them at that second.
    fn lose(missed: &mut Missed, count: u32, second: i64) -> Option<bool> {
        (0..count).for_each(|who| missed.seen(&came(100 + who, second), at(second)));
        missed.changed(at(second + 121))
    }

    #[test]
    fn a_few_that_no_event_told_of_are_said_once() {
        let mut missed = begun();
        assert_eq!(lose(&mut missed, 2, 0), None);
        assert_eq!(lose(&mut missed, 1, 300), Some(true));
        assert!(missed.is_missing());
        assert_eq!(lose(&mut missed, 5, 600), None, "it is known");
    }

    #[test]
    fn an_event_may_come_later_than_the_look() {
        let mut missed = begun();
        (0..9).for_each(|who| missed.seen(&came(who, 0), at(1)));
        assert_eq!(missed.changed(at(100)), None);
        (0..9).for_each(|who| missed.told(&event(who, 0)));
        assert_eq!(missed.changed(at(1000)), None);
        // Two were given up already when a batch came again.
        missed.seen(&came(10, 1000), at(1000));
        missed.seen(&came(11, 1000), at(1000));
        assert_eq!(missed.changed(at(1200)), None);
        missed.told(&event(10, 1000));
        missed.told(&event(11, 1000));
        assert_eq!(lose(&mut missed, 2, 1300), None);
        assert!(!missed.is_missing());
    }

    #[test]
    fn one_that_gets_lost_now_and_then_says_nothing() {
        let mut missed = begun();
        for hour in 0..24 {
            assert_eq!(lose(&mut missed, 1, hour * 3700), None, "once an hour");
        }
        let mut missed = begun();
        for round in 0..50 {
            (0..BETWEEN).for_each(|who| missed.told(&event(who, round * 130)));
            assert_eq!(lose(&mut missed, 1, round * 130), None, "one of many");
        }
    }

    #[test]
    fn what_events_need_not_tell_is_not_missed() {
        let mut missed = begun();
        for who in 0..9 {
            let was_so = Happening { news: false, ..came(who, 0) };
            let left = Happening { kind: Kind::Left, ..came(who, 0) };
            for happening in [was_so, left, came(who, -599)] {
                missed.seen(&happening, at(0));
            }
        }
        assert_eq!(missed.changed(at(1000)), None);
        // Where events do not come at all, that is said elsewhere.
        missed.end();
        assert_eq!(lose(&mut missed, 9, 2000), None);
        // What is under way when they begin again is not theirs to tell.
        missed.begin(at(3000));
        assert_eq!(lose(&mut missed, 9, 3060), None);
        assert_eq!(lose(&mut missed, 9, 3200), Some(true));
    }

    #[test]
    fn they_are_trusted_again_after_enough_of_them_and_some_time() {
        let mut missed = begun();
        assert_eq!(lose(&mut missed, 3, 0), Some(true));
        // Nothing happens: that proves nothing.
        assert_eq!(missed.changed(at(7200)), None);
        (0..AGREED - 1).for_each(|who| missed.told(&event(who, 7200)));
        assert_eq!(missed.changed(at(7200)), None);
        missed.told(&event(99, 7200));
        assert_eq!(missed.changed(at(7200)), Some(false));
        assert!(!missed.is_missing());
        // Soon after the last one that was missing it is too early.
        assert_eq!(lose(&mut missed, 3, 8000), Some(true));
        (0..AGREED).for_each(|who| missed.told(&event(who, 8200)));
        assert_eq!(missed.changed(at(8200)), None);
        assert_eq!(missed.changed(at(9100)), Some(false));
    }

    #[test]
    fn memory_has_its_bounds() {
        let mut missed = begun();
        (0..10_000).for_each(|who| missed.told(&event(who, 0)));
        assert_eq!(missed.told.len(), MOST);
        (0..7_000).for_each(|who| missed.seen(&came(who, 0), at(0)));
        assert_eq!(missed.untold.len(), MOST);
        assert_eq!(missed.changed(at(200)), Some(true));
        assert!(missed.untold.is_empty() && missed.lost.is_empty());
    }
}
