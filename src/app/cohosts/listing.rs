//! Reading the members of a space: when they are asked for, and which answer counts.

use std::time::Duration;

use crate::app::{App, Tab};
use crate::auth::scopes::Scope;
use crate::book::{Members, RowId};
use crate::effect::{Effect, Key, Request, Timer};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::resources::Member;

/// Members younger than this need no second look.
const FRESH: Duration = Duration::from_mins(1);
/// For how long the cursor rests before the members of the space under it are asked for.
const REST: Duration = Duration::from_millis(200);

impl App {
    /// The cursor came to another space while the tab is open: its members are asked for when the cursor rests.
    pub(in crate::app) fn members_wanted(&self, effects: &mut Vec<Effect>) {
        if self.tab == Tab::Cohosts && self.can_read() {
            effects.push(Effect::Wake { after: REST, timer: Timer::Members });
        }
    }

    /// The tab is open: its members, unless they were asked for just now. One such list is under way, however quickly the cursor
    /// moves; the newest place of the cursor is next.
    pub(in crate::app) fn look_at_members(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current().filter(|_| self.tab == Tab::Cohosts && self.can_read()) else { return };
        let asked = self.members(id).and_then(|members| members.learnt.max(members.trouble.as_ref().map(|trouble| trouble.at)));
        let fresh = asked.is_some_and(|at| at <= self.clock.now && self.clock.age(at) < FRESH);
        if !fresh && self.listing.is_none() && self.members_not_granted().is_none() {
            self.listing = self.current_name();
            self.read_members(id, effects);
        }
    }

    /// Asks for the members of a space; a list that is under way is good enough unless something was changed since.
    pub(in crate::app) fn read_members(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        let under_way = |members: &Members| members.reading.is_some_and(|generation| generation >= members.floor);
        if !self.session.signed_in || self.members(id).is_some_and(under_way) {
            return;
        }
        effects.push(self.call(Key::Members(name.clone()), Request::Members(name)));
        self.book.card_mut(id).members.reading = Some(self.generation);
    }

    /// `r` in the tab: the members as well, whatever their age.
    pub(in crate::app) fn refresh_members(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        if let Some(why) = self.members_not_granted() {
            return self.refuse(why, effects);
        }
        self.book.card_mut(id).members.reading = None;
        self.read_members(id, effects);
    }

    /// Why the members may not even be read, if they may not.
    pub(in crate::app) fn members_not_granted(&self) -> Option<String> {
        let granted = self.session.granted.as_ref()?;
        let may = granted.has(Scope::Created) || granted.has(Scope::Readonly);
        let scope = Scope::Readonly;
        (!may).then(|| {
            format!("not granted: to {} ({}); ‹accounts›, then g asks Google for the rest", scope.purpose(), scope.name())
        })
    }

    /// A page of members, and more will come.
    pub(in crate::app) fn some_members(&mut self, name: &SpaceName, generation: u64, page: Vec<Member>) {
        if let Some(id) = self.book.find(name) {
            let members = &mut self.book.card_mut(id).members;
            if generation >= members.floor {
                members.some(page);
            }
        }
    }

    pub(in crate::app) fn members_answered(
        &mut self,
        name: &SpaceName,
        generation: u64,
        result: Result<Vec<Member>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        self.take_list(name, generation, result, effects);
        if self.listing.as_ref() == Some(name) {
            self.listing = None;
            if self.current_name().as_ref() != Some(name) {
                self.look_at_members(effects);
            }
        }
    }

    fn take_list(
        &mut self,
        name: &SpaceName,
        generation: u64,
        result: Result<Vec<Member>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(name) else { return };
        let now = self.clock.now;
        let members = &mut self.book.card_mut(id).members;
        if members.reading.is_some_and(|reading| reading <= generation) {
            members.reading = None;
        }
        if generation < members.floor {
            // Something was changed since it was asked for: it may be old by now.
            members.stale = true;
            return self.next_change(id, effects);
        }
        match result {
            Ok(list) => {
                members.learn(list, now);
                self.settle_doubts(id, effects);
                self.tell_window(id);
                self.next_change(id, effects);
            }
            Err(error) => self.members_refused(id, &error, effects),
        }
    }

    /// The members could not be had. What is known stays; what waits for them does not go out.
    fn members_refused(&mut self, id: RowId, error: &MeetError, effects: &mut Vec<Effect>) {
        let title = self.title(id);
        let mut trouble = self.trouble(format!("Could not list the members of {title}"), error);
        let hidden = matches!(error, MeetError::Hidden { .. });
        if hidden {
            trouble.why = format!("{} {}", trouble.why, self.whose_words(id));
        }
        let members = &mut self.book.card_mut(id).members;
        members.refused = hidden;
        if hidden {
            members.doubt = None;
        }
        // What went wrong with a change says more, and the list was only asked for because of it.
        if members.doubt.is_none() || members.trouble.is_none() {
            members.trouble = Some(trouble.clone());
        }
        members.stop("not sent", &trouble);
        if self.current() == Some(id) && self.tab == Tab::Cohosts {
            self.fail(trouble, effects);
        } else {
            self.remember(trouble);
        }
        self.line_ends(id, effects);
    }
}
