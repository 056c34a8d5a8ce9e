//! The settings tab: choices are gathered, sent as one change, and what the server says in the end is what is shown.

use super::{App, Focus, Tab};
use crate::book::{Also, Choices, RowId};
use crate::effect::{Effect, Key, Request, Trouble};
use crate::keys::Context;
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{Space, SpaceConfig};
use crate::meet::settings::{Setting, Value};
use crate::overlays::Overlay;
use crate::overlays::confirm::{Confirm, Question};

impl App {
    /// True while the keys go to the settings.
    pub(super) fn in_settings(&self) -> bool {
        self.focus == Focus::Details && self.tab == Tab::Settings
    }

    /// Where the keys go, if that has keys of its own.
    pub(super) fn place(&self) -> Option<Context> {
        if self.in_activity() {
            return Some(Context::Activity);
        }
        if self.in_cohosts() {
            return Some(Context::Cohosts);
        }
        if self.focus == Focus::Details && self.tab == Tab::Conferences {
            return Some(self.conferences_place());
        }
        self.in_settings().then_some(Context::Settings)
    }

    /// Another tab, and the keys go there.
    pub(super) fn go_to_tab(&mut self, tab: Tab, effects: &mut Vec<Effect>) {
        self.tab = tab;
        if self.current().is_some() {
            self.focus = Focus::Details;
        }
        self.look_at_members(effects);
    }

    pub(super) fn next_tab(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let at = Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let count = Tab::ALL.len();
        let next = if by > 0 { (at + 1) % count } else { (at + count - 1) % count };
        self.go_to_tab(Tab::ALL[next], effects);
    }

    pub(super) fn config(&self, id: RowId) -> Option<&SpaceConfig> {
        self.book.card(id)?.facts.as_ref()?.space.config.as_ref()
    }

    /// Why the settings cannot be changed here, if they cannot.
    pub(super) fn settings_reason(&self) -> Option<String> {
        let no = |reason: &str| Some(reason.to_owned());
        let Some(id) = self.current() else { return no("no space is under the cursor") };
        if !self.in_settings() {
            return no("‹settings_tab› shows the settings first");
        }
        self.config_reason(id, true)
    }

    /// Why the settings of this space cannot be read, or changed, if they cannot.
    pub(super) fn config_reason(&self, id: RowId, change: bool) -> Option<String> {
        let no = |reason: &str| Some(reason.to_owned());
        if self.config(id).is_none() {
            let known = self.book.card(id).is_some_and(|card| card.facts.is_some());
            return no(if known {
                "only the owner sees and changes the settings"
            } else {
                "its settings are not known yet; ‹refresh› asks"
            });
        }
        if change && let Some(why) = self.changing_reason(id) {
            return Some(why);
        }
        let card = self.book.card(id).filter(|_| change)?;
        if card.access.is_some() {
            return no("who may join is being changed: wait until it is answered");
        }
        card.draft.sent.is_some().then(|| "these settings are being changed: wait until it is answered".to_owned())
    }

    /// Space, arrows: another value for the setting under the cursor.
    pub(super) fn walk_setting(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        let Some(config) = self.config(id).cloned() else { return };
        let setting = self.settings.current();
        match self.book.card_mut(id).draft.walk(setting, &config, by) {
            Also::Nothing => {}
            Also::ModerationOn => self.tell("Moderation is turned on with it: without it this has no effect", effects),
            Also::Resets(count) => {
                let what = if count == 1 { "1 restriction".to_owned() } else { format!("{count} restrictions") };
                self.refuse(format!("Turning it off resets {what}; turning it on again brings them back"), effects);
            }
            Also::Restores(_) => self.tell("The restrictions are chosen again as they were", effects),
        }
    }

    /// Enter: one change of everything that was chosen.
    pub(super) fn send_settings(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.current() else { return };
        if self.book.card(id).is_none_or(|card| card.draft.is_empty()) {
            return self.refuse("Nothing is changed: ‹next_value› chooses another value", effects);
        }
        self.send_draft(id, effects);
    }

    /// What was chosen for this space, as one change; asks where that shuts the link.
    pub(super) fn send_draft(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let Some(card) = self.book.card(id) else { return };
        // The second choice shuts the normal link.
        if card.draft.chosen().get(&Setting::EntryPoints) == Some(&1) {
            let title = format!("Shut the normal link of {}?", self.title(id));
            let lines = vec![
                "With creator-app-only, people cannot join by meet.google.com, phone or SIP any more: only programs of the Cloud project that made the space lead in.".into(),
            ];
            return self.overlays.push(Overlay::Confirm(Confirm::new(Question::ShutLink(id), title, lines, "shut it")));
        }
        self.patch_settings(id, effects);
    }

    pub(super) fn patch_settings(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        // A question may have stood while another change went out: there are never two.
        if self.book.card(id).is_some_and(crate::book::Card::is_changing) {
            return self.refuse("it is being changed: wait until it is answered, then send it", effects);
        }
        let Some(name) = self.book.row(id).and_then(|row| row.name.clone()) else { return };
        let patch = self.book.card_mut(id).draft.patch();
        effects.push(self.call(Key::Settings(name.clone()), Request::Patch(name, Box::new(patch))));
        let floor = self.generation;
        let card = self.book.card_mut(id);
        // A read that was asked for before this would show the old values again.
        card.floor = floor;
        card.trouble = None;
        card.draft.send();
    }

    /// `y`: the value of the setting under the cursor, in the API's word.
    pub(super) fn copy_setting(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        let setting = self.settings.current();
        let text = self.config(id).and_then(|config| match setting.value(config) {
            Value::Known(at) => setting.choices().get(at).map(|choice| choice.sent.to_owned()),
            Value::Unknown(sent) => Some(crate::text::clean(sent).into_owned()),
            Value::Hidden => None,
        });
        match text {
            Some(text) => {
                let what = format!("{} of {}", setting.label().to_lowercase(), self.title(id));
                effects.push(Effect::Copy(crate::effect::Clip { text, what, secret: false }));
            }
            None => self.refuse("There is nothing to copy here", effects),
        }
    }

    /// Esc: drops what was chosen; false when there was nothing.
    pub(super) fn drop_draft(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(id) = self.current().filter(|_| self.in_settings()) else { return false };
        let draft = &mut self.book.card_mut(id).draft;
        if draft.is_empty() {
            return false;
        }
        draft.drop_chosen();
        self.guests.remove(&id);
        self.tell("Dropped: nothing was sent", effects);
        true
    }

    pub(super) fn settings_answered(
        &mut self,
        name: &SpaceName,
        generation: u64,
        result: Result<Box<Space>, MeetError>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(id) = self.book.find(name) else { return };
        let title = self.title(id);
        match result {
            Ok(space) => {
                let sent = self.book.card_mut(id).draft.sent.take().unwrap_or_default();
                self.changed(id, generation, &space, effects);
                self.invite_guests(id, effects);
                let Some(trouble) = self.overruled(&title, &sent, &space) else {
                    let what = match sent.len() {
                        1 => sent.iter().next().map(|(setting, choice)| words(*setting, *choice)).unwrap_or_default(),
                        count => format!("{count} settings"),
                    };
                    return self.tell(format!("Changed {title}: {what}"), effects);
                };
                self.book.card_mut(id).trouble = Some(trouble.clone());
                self.fail(trouble, effects);
            }
            Err(error) => {
                let mut trouble = self.trouble(format!("The settings of {title} were not changed"), &error);
                if self.guests.contains_key(&id) {
                    trouble.next.push_str(" The co-hosts of the preset are added once the settings took.");
                }
                let card = self.book.card_mut(id);
                // What was chosen is not lost: Enter sends it again, Esc drops it.
                card.draft.take_back();
                card.trouble = Some(trouble.clone());
                self.fail(trouble, effects);
            }
        }
    }
}

/// What a change asks for.
pub(super) fn asked_for(patch: &SpacePatch) -> Choices {
    let known = |setting: &Setting| match setting.value(patch.config()) {
        Value::Known(at) => Some((*setting, at)),
        Value::Unknown(_) | Value::Hidden => None,
    };
    Setting::ALL.iter().filter_map(known).collect()
}

impl App {
    /// What the server has otherwise than it was asked for, if anything.
    pub(super) fn overruled(&self, title: &str, asked: &Choices, space: &Space) -> Option<Trouble> {
        let refused = differences(asked, space.config.as_ref());
        (!refused.is_empty()).then(|| Trouble {
            what: format!("Not all of it took in {title}"),
            why: format!("Google took the change, but says {}: your administrator may forbid it.", refused.join(", ")),
            next: "What you see is what Google has; an administrator can change what is allowed.".into(),
            at: self.clock.now,
        })
    }
}

/// A setting with a value, as in "recording on".
fn words(setting: Setting, choice: usize) -> String {
    let word = setting.choices().get(choice).map_or("?", |choice| choice.word);
    format!("{} {word}", setting.label().to_lowercase())
}

/// What the server has now and was asked otherwise, in words.
pub(super) fn differences(sent: &Choices, config: Option<&SpaceConfig>) -> Vec<String> {
    let empty = SpaceConfig::default();
    let config = config.unwrap_or(&empty);
    let differs = sent.iter().filter(|(setting, choice)| setting.value(config) != Value::Known(**choice));
    differs
        .map(|(setting, _)| match setting.value(config) {
            Value::Known(at) => words(*setting, at),
            Value::Unknown(sent) => format!("{} {sent}", setting.label().to_lowercase()),
            Value::Hidden => format!("nothing about {}", setting.label().to_lowercase()),
        })
        .collect()
}
