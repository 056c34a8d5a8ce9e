//! The filter of conferences: what was read is narrowed as one types; Google is asked for a span of time where that saves pages.

use super::super::{App, Focus, Tab};
use super::REST;
use crate::book::{Listed, Whose};
use crate::effect::{Effect, Timer};
use crate::panes::conferences::Conferences;

impl App {
    /// True while the keys go to a list of conferences.
    pub(in super::super) fn in_conferences(&self) -> bool {
        self.focus == Focus::Details && self.tab == Tab::Conferences && self.conference.open().is_none()
    }

    /// The pane that has the conferences which are shown.
    pub(in super::super) fn conferences_pane(&self) -> &Conferences {
        if self.everything { &self.history } else { &self.conferences }
    }

    /// The same, to be changed.
    pub(in super::super) fn conferences_pane_mut(&mut self) -> &mut Conferences {
        if self.everything { &mut self.history } else { &mut self.conferences }
    }

    /// Whose conferences the tab shows, and of which time where that is asked for on its own.
    pub(in super::super) fn whose(&self) -> Option<Whose> {
        let space = if self.everything { None } else { Some(self.current_name()?) };
        let whole = space.clone().map_or(Whose::All, Whose::Of);
        let span = self.conferences_pane().query().span();
        let Some(until) = span.until else { return Some(whole) };
        // The latest come first: where those that are known reach far enough back, the next page is the right one.
        let reaches = |listed: &Listed| listed.learnt.is_none() || listed.next.is_none() || self.oldest(listed) <= Some(until);
        Some(if self.book.records.of(&whole).is_none_or(reaches) { whole } else { Whose::Within(space, span) })
    }

    /// When the oldest known conference of a list started.
    fn oldest(&self, listed: &Listed) -> Option<jiff::Timestamp> {
        listed.names.last().and_then(|name| self.book.records.meeting(name)?.record.start_time)
    }

    /// Whether older conferences than those that are known may be what is looked for.
    pub(super) fn older_may_fit(&self, listed: &Listed) -> bool {
        let since = self.conferences_pane().query().span().since;
        since.is_none_or(|since| self.oldest(listed).is_none_or(|oldest| oldest >= since))
    }

    /// After every message: what is known may have changed.
    pub(super) fn filter_records(&mut self) {
        if self.tab != Tab::Conferences {
            return;
        }
        let whose = self.whose();
        let names = whose.and_then(|whose| self.book.records.of(&whose)).map_or(&[][..], |listed| &listed.names);
        let pane = if self.everything { &mut self.history } else { &mut self.conferences };
        pane.find(&self.book, names, &self.clock);
    }

    /// Something else is looked for: nothing is read before the keys rest.
    pub(in super::super) fn conferences_filter_changed(&mut self, effects: &mut Vec<Effect>) {
        let pane = if self.everything { &mut self.history } else { &mut self.conferences };
        pane.filter_changed(&self.clock);
        self.following.waits.get_or_insert(false);
        effects.push(Effect::Wake { after: REST, timer: Timer::Records });
    }
}
