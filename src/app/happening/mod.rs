//! What happens in spaces: who is looked at and when, what follows from it, and the notices.
//!
//! News come from looks (polling) or from elsewhere (events); both end in [`App::happened`], and whatever it is, the state that it
//! concerns is read again: nothing is counted.

mod events;
mod view;
mod wanted;
mod watch;

use std::collections::HashMap;

use jiff::Timestamp;

use super::App;
use crate::activity::{Happening, Kind, Missed, Notice, Pace, Wanted, Watcher};
use crate::effect::{Effect, EventsOp, Stand};
use crate::meet::names::SpaceName;

/// Where happenings were heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A look at the space: what is shown of it is fresh.
    Polling,
    /// Google told: what is shown is read again.
    Events,
}

/// How news come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Feed {
    /// By looking now and then.
    #[default]
    Polling,
    /// By events, within a second.
    Live,
    /// They should come and do not: what is shown is old.
    Stale,
}

/// Who is looked at, and what was seen there.
#[derive(Debug, Default)]
pub(super) struct Watching {
    watcher: Watcher,
    /// Looks that are under way, since when, and whether because something happened.
    under_way: HashMap<SpaceName, (u64, Timestamp, bool)>,
    /// What the person chose to watch or no longer, a moment ago.
    chosen: Vec<(SpaceName, bool, Timestamp)>,
    /// When each space was looked at last.
    looked: HashMap<SpaceName, Timestamp>,
    /// Something happened there: it is looked at in its turn.
    wanted: Wanted,
    /// When there may be a look again.
    next: Option<Timestamp>,
    /// So many came or left in the conference that is open since it was read who is there.
    moved: usize,
    notices: crate::activity::Notices,
    /// Whether events tell of what looks see.
    missed: Missed,
    feed: Feed,
    /// Since when the feed is so, and when something came by it last.
    heard: Option<Timestamp>,
    /// How it stands with events, and for what they were asked.
    stand: Stand,
    asked: Option<EventsOp>,
    /// Whether it was said already that they do not come.
    said: bool,
}

impl App {
    /// How news come, and when something came that way last.
    #[must_use]
    pub fn feed(&self) -> (Feed, Option<Timestamp>) {
        let heard = self.watching.heard;
        let late = heard.is_some_and(|heard| self.clock.age(heard) > self.patience_of_looks());
        let feed = if self.watching.missed.is_missing() { Feed::Polling } else { self.watching.feed };
        match feed {
            Feed::Polling if late && self.is_polling() => (Feed::Stale, heard),
            feed => (feed, heard),
        }
    }

    /// News come in another way from now on. Whoever switches back to polling is looked for at once.
    pub fn set_feed(&mut self, feed: Feed, effects: &mut Vec<Effect>) {
        if std::mem::replace(&mut self.watching.feed, feed) != feed {
            self.watching.heard = Some(self.clock.now);
            self.look_at_watched(effects);
            self.follow_live(effects);
        }
    }

    /// Something came by events, be it no news: the feed is alive.
    pub fn heard(&mut self) {
        self.watching.heard = Some(self.clock.now);
    }

    /// How often spaces are looked at of which no events come.
    pub(super) fn pace_of_looks(&self) -> Pace {
        Pace { watched: self.polling.watched, live: self.polling.live }
    }

    /// Takes in what happened, and reads again what it concerns.
    pub fn happened(&mut self, told: Vec<Happening>, source: Source, effects: &mut Vec<Effect>) {
        let mut spaces: Vec<SpaceName> = Vec::new();
        let mut fresh: Vec<Happening> = Vec::new();
        for happening in told {
            if let Some(space) = happening.space.as_ref().filter(|space| !spaces.contains(space)) {
                spaces.push(space.clone());
            }
            if source == Source::Events {
                self.watching.missed.told(&happening);
            }
            if self.happenings.add(happening.clone()) {
                fresh.push(happening);
            }
        }
        if source == Source::Polling {
            self.compare_with_events(&fresh);
        }
        self.give_notice(&fresh, effects);
        self.reread_open_conference(&fresh, source, effects);
        if source == Source::Events {
            self.heard();
            // A look tells what is shown of the space, and who it was.
            for space in spaces.iter().filter(|space| self.book.find(space).is_some()) {
                self.watching.wanted.add(space);
            }
        }
    }

    /// Something happened in the conference that is open. By looks people are read with the space, now and then; files are not.
    fn reread_open_conference(&mut self, fresh: &[Happening], source: Source, effects: &mut Vec<Effect>) {
        let Some(open) = self.conference.open().cloned() else { return };
        let of_files = |kind| matches!(kind, Kind::Started(_) | Kind::Ended(_) | Kind::FileGenerated(_));
        let its: Vec<Kind> =
            fresh.iter().filter(|one| one.news && one.conference.as_ref() == Some(&open)).map(|one| one.kind).collect();
        if its.iter().any(|kind| of_files(*kind)) {
            self.look_at_files_now(&open, effects);
        }
        if source == Source::Events && its.contains(&Kind::ConferenceEnded) {
            self.read_open_conference(effects);
        } else if source == Source::Events {
            self.watching.moved += its.iter().filter(|kind| kind.is_of_people()).count();
        }
    }

    fn give_notice(&mut self, fresh: &[Happening], effects: &mut Vec<Effect>) {
        let watched = &self.book.watched;
        let notices = self.watching.notices.of(fresh, self.rules, |space| watched.contains(space));
        for notice in notices {
            let (title, body) = self.words_of(&notice);
            let bytes = self.notices_by.bytes(&title, &body);
            if !bytes.is_empty() {
                effects.push(Effect::Terminal(bytes));
            }
            let dot = self.theme.signs.dot;
            self.tell(format!("{title}{dot}{body}"), effects);
        }
    }

    fn words_of(&self, notice: &Notice) -> (String, String) {
        let title = |space: &SpaceName| match self.book.find(space) {
            Some(id) => self.title(id),
            None => space.to_string(),
        };
        match notice {
            Notice::FirstIn { space, since, who } => {
                let who = if who.is_empty() { "somebody".into() } else { crate::ui::drawable(&self.theme, who) };
                // After a sleep of the computer it may be a while ago.
                let late = self.clock.age(*since).as_secs() >= 120;
                let since = if late { format!(", since {}", self.clock.at(*since)) } else { String::new() };
                (title(space), format!("{who} came in{since}"))
            }
            Notice::FileReady { space, kind } => {
                let are = if kind.word().ends_with('s') { "are" } else { "is" };
                (title(space), format!("the {} {are} ready", kind.word()))
            }
        }
    }
}
