//! Copying and opening. A link learnt more than a day ago is fetched again first: its code may belong to another space by now.

use super::{After, App, Focus, Tab};
use crate::book::RowId;
use crate::effect::{Effect, StoreOp};
use crate::meet::names::MeetingCode;
use crate::meet::resources::Space;
use crate::overlays::Overlay;
use crate::overlays::copy_menu::{CopyMenu, What};
use crate::overlays::link_card::LinkCard;
use crate::panes::details::{self, LINK_IS_FRESH};
use crate::share::browser;
use crate::share::clipboard::Copied;

/// How the page of dial-in numbers begins; the code follows, so that it ages as the link does.
const NUMBERS: &str = "https://meet.google.com/tel/";

impl App {
    /// True when the link is too old to be handed on.
    pub(super) fn link_is_stale(&self, id: RowId) -> bool {
        self.book
            .row(id)
            .and_then(|row| row.learnt)
            .is_none_or(|learnt| learnt > self.clock.now || self.clock.age(learnt) > LINK_IS_FRESH)
    }

    /// The space as it is known; of one whose facts have not come from the store yet, what the row tells.
    pub(super) fn space_of(&self, id: RowId) -> Option<Space> {
        if let Some(facts) = self.book.card(id).and_then(|card| card.facts.as_ref()) {
            return Some(facts.space.clone());
        }
        let row = self.book.row(id)?;
        let code: Option<MeetingCode> = row.code.as_deref().and_then(|code| code.parse().ok());
        Some(Space {
            meeting_uri: code.as_ref().map(MeetingCode::link),
            meeting_code: row.code.as_deref().map(ToOwned::to_owned),
            ..Space::named(row.name.clone()?)
        })
    }

    /// `y`: the link, or in the details the line under the cursor.
    pub(super) fn copy(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        if self.in_settings() {
            return self.copy_setting(id, effects);
        }
        if self.in_cohosts() {
            return self.copy_address(id, effects);
        }
        if self.focus == Focus::Details && self.tab == Tab::Details {
            let lines = details::lines(&self.book, id, &self.clock);
            let line = lines.into_iter().filter(|line| line.copy.is_some()).nth(self.details.cursor());
            match line.map(|line| (line.label, line.copy)) {
                Some(("Link", _)) => self.copy_what(id, What::Link, effects),
                Some(("Code", _)) => self.copy_what(id, What::Code, effects),
                Some((_, Some(clip))) if clip.text.starts_with(NUMBERS) => self.copy_what(id, What::NumbersPage, effects),
                Some((_, Some(mut clip))) => {
                    clip.what = format!("{} of {}", clip.what, self.title(id));
                    clip.text = crate::text::clean_lines(&clip.text).into_owned();
                    effects.push(Effect::Copy(clip));
                    self.used(id, effects);
                }
                _ => self.refuse("There is nothing to copy here", effects),
            }
            return;
        }
        self.copy_what(id, What::Link, effects);
    }

    /// Copies it, after a look at the server when it must be fresh.
    pub(super) fn copy_what(&mut self, id: RowId, what: What, effects: &mut Vec<Effect>) {
        if what.holds_the_link() && self.link_is_stale(id) {
            self.first_fetch(id, After::Copy(what), effects);
        } else {
            self.copy_now(id, what, effects);
        }
    }

    fn first_fetch(&mut self, id: RowId, after: After, effects: &mut Vec<Effect>) {
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        if !self.session.signed_in {
            let trouble = self.trouble_of(
                &format!("The link of {} was not handed on", self.title(id)),
                "It was learnt more than a day ago, and a code can come to belong to another space. Without sign-in it cannot be checked.",
                "Set GREENROOM_ACCESS_TOKEN and start again; ‹show_link› shows the old link.",
            );
            return self.fail(trouble, effects);
        }
        self.after.push((name, after));
        self.read(id, effects);
        self.tell("Fetching the link first: it was learnt more than a day ago", effects);
    }

    pub(super) fn copy_now(&mut self, id: RowId, what: What, effects: &mut Vec<Effect>) {
        let label = self.book.row(id).and_then(|row| row.label.clone());
        match self.space_of(id).and_then(|space| what.clip(&space, label.as_deref())) {
            Some(clip) => {
                effects.push(Effect::Copy(clip));
                self.used(id, effects);
            }
            None => self.refuse("Nothing to copy: it is not known yet; ‹refresh› asks", effects),
        }
    }

    /// The person used it: the list puts what was used last first.
    fn used(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let now = self.clock.now;
        self.book.change(id, |row| row.last_seen = now);
        if let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) {
            effects.push(Effect::Store(StoreOp::Touch(name, now)));
        }
    }

    pub(super) fn copied(&mut self, what: &str, result: Result<Copied, (String, String)>, effects: &mut Vec<Effect>) {
        match result {
            Ok(Copied::Copied) => self.tell(format!("Copied {what}"), effects),
            Ok(Copied::SentToTerminal) => self.tell(format!("Sent {what} to the terminal's clipboard"), effects),
            Err((why, next)) => {
                let trouble = self.trouble_of(&format!("Could not copy {what}"), &why, &next);
                self.fail(trouble, effects);
            }
        }
    }

    pub(super) fn copy_menu(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let label = self.book.row(id).and_then(|row| row.label.clone());
        match self.space_of(id) {
            Some(space) => self.overlays.push(Overlay::CopyMenu(CopyMenu::new(&space, label.as_deref()))),
            None => self.refuse("Nothing is known of it yet; ‹refresh› asks", effects),
        }
    }

    /// `o`: in the browser, as this account.
    pub(super) fn browse(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        if self.link_is_stale(id) {
            self.first_fetch(id, After::Browse, effects);
        } else {
            self.browse_now(id, effects);
        }
    }

    pub(super) fn browse_now(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let uri = self.space_of(id).and_then(|space| space.meeting_uri);
        let Some(uri) = uri else { return self.refuse("There is no link to open yet; ‹refresh› asks", effects) };
        match browser::meet_link(&uri, self.session.account.as_deref()) {
            Ok(link) => {
                effects.push(Effect::Browse(link));
                let who = self.session.account.as_ref().map_or_else(String::new, |account| format!(" as {account}"));
                self.tell(format!("Opening {}{who}", self.title(id)), effects);
                self.used(id, effects);
            }
            Err(error) => {
                let trouble = self.trouble_of(&format!("Did not open {}", self.title(id)), &error.to_string(), error.next_step());
                self.fail(trouble, effects);
            }
        }
    }

    pub(super) fn browsed(&mut self, result: Result<(), (String, String)>, effects: &mut Vec<Effect>) {
        if let Err((why, next)) = result {
            let trouble = self.trouble_of("Could not open the browser", &why, &next);
            self.fail(trouble, effects);
        }
    }

    /// `v`: the card; its link is fetched again when it is old.
    pub(super) fn show_link(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        self.overlays.push(Overlay::LinkCard(LinkCard { of: id }));
        if self.link_is_stale(id) {
            self.read(id, effects);
        }
    }
}
