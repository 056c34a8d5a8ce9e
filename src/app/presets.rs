//! Presets: one is applied after what it changes was on the screen, and the settings of a space are kept as one.

use super::App;
use crate::book::{Draft, RowId, changes};
use crate::bulk::{Bulk, Item};
use crate::config::{self, Preset, SaveError, Wanted};
use crate::effect::{Effect, Request, Trouble};
use crate::meet::email::Email;
use crate::meet::names::MemberName;
use crate::meet::resources::{Member, Role};
use crate::meet::settings::{Setting, Value};
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::prompt::{Prompt, Purpose};
use crate::overlays::{Overlay, presets};

impl App {
    /// `P`: which one?
    pub(super) fn choose_preset(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        // Whom a preset would add is known only once it is known who is there.
        let known = self.members(id).is_some_and(|members| members.learnt.is_some());
        if !known && self.presets.all().iter().any(|preset| !preset.cohosts.is_empty()) {
            self.read_members(id, effects);
        }
        self.overlays.push(Overlay::Presets(presets::Presets::new(vec![id], self.presets.all().to_vec())));
    }

    /// Who of them is not a co-host of this space, as far as is known.
    pub(super) fn missing(&self, id: RowId, cohosts: &[Email]) -> Vec<Email> {
        let is_cohost = |email: &&Email| self.members(id)?.with_email(email).map(Member::is_cohost);
        cohosts.iter().filter(|email| is_cohost(email) != Some(true)).cloned().collect()
    }

    /// `P` with marks: which one, for all of them?
    pub(super) fn choose_preset_for_several(&mut self, marked: Vec<RowId>, effects: &mut Vec<Effect>) {
        match *marked {
            [id] => match self.config_reason(id, true) {
                Some(reason) => self.refuse(reason, effects),
                None => self.choose_preset(id, effects),
            },
            _ if marked.iter().all(|id| self.is_not_owned(*id)) => {
                self.refuse("only the owner sees and changes the settings, and you own none of the marked", effects);
            }
            _ => self.overlays.push(Overlay::Presets(presets::Presets::new(marked, self.presets.all().to_vec()))),
        }
    }

    /// What was chosen from the list: its changes were shown, now they go out.
    pub(super) fn apply_preset(&mut self, rows: Vec<RowId>, preset: Box<Preset>, effects: &mut Vec<Effect>) {
        if let [id] = *rows {
            return self.apply_to_one(id, &preset, effects);
        }
        self.overlays.pop();
        // The second choice shuts the normal link.
        if preset.settings.get(&Setting::EntryPoints) != Some(&1) {
            return self.apply_to_several(&rows, &preset, effects);
        }
        let title = format!("Shut the normal links of {} spaces?", rows.len());
        let lines = vec![
            "With creator-app-only, people cannot join by meet.google.com, phone or SIP any more: only programs of the Cloud project that made the space lead in.".into(),
        ];
        let names = self.titles(&rows);
        let confirm = Confirm::new(Question::ShutLinks(rows, preset), title, lines, "shut them");
        self.overlays.push(Overlay::Confirm(confirm.about(names)));
    }

    /// One change a space, exactly what differs there; then its co-hosts.
    pub(super) fn apply_to_several(&mut self, rows: &[RowId], preset: &Preset, effects: &mut Vec<Effect>) {
        let mut bulk = Bulk { title: format!("Preset {}", preset.name), items: Vec::new(), left_out: Vec::new() };
        for id in rows {
            let patch = self.config(*id).map_or_else(|| preset.patch(), |config| changes(&preset.settings, config).0.patch());
            match self.item(*id, |name| Request::Patch(name, Box::new(patch))) {
                Some(_) if self.is_not_owned(*id) => {
                    bulk.left_out.push((self.title(*id), "Only the owner sees and changes the settings.".into()));
                }
                Some(item) => {
                    bulk.items.push(item);
                    bulk.items.extend(self.missing(*id, &preset.cohosts).iter().filter_map(|email| self.guest(*id, email)));
                }
                None => bulk.left_out.push((self.title(*id), "It is not made yet.".into())),
            }
        }
        self.start_bulk(bulk, effects);
    }

    /// What makes somebody a co-host of a space.
    fn guest(&self, id: RowId, email: &Email) -> Option<Item> {
        let member = self.members(id).and_then(|members| members.with_email(email)).map(|member| member.name.clone());
        let item = self.item(id, |name| match member {
            Some(member) => Request::Roles(name, vec![(member, Role::Cohost)]),
            None => Request::AddMember(name, email.clone(), Role::Cohost),
        })?;
        // Who was not added is told by the address.
        Some(Item { title: format!("{}, {email}", item.title), ..item })
    }

    fn apply_to_one(&mut self, id: RowId, preset: &Preset, effects: &mut Vec<Effect>) {
        if let Some(reason) = self.config_reason(id, true) {
            return self.refuse(reason, effects);
        }
        let Some(config) = self.config(id).cloned() else { return };
        let guests = self.missing(id, &preset.cohosts);
        let draft = &mut self.book.card_mut(id).draft;
        draft.take_over(&preset.settings, &config);
        let changes = !draft.is_empty();
        if !changes && guests.is_empty() {
            let title = self.title(id);
            return self.refuse(format!("Nothing to change: {title} is so already"), effects);
        }
        self.overlays.pop();
        if changes {
            if !guests.is_empty() {
                self.guests.insert(id, guests);
            }
            self.send_draft(id, effects);
        } else {
            self.invite(id, guests, effects);
        }
    }

    /// The space is made or its settings are changed: now its co-hosts.
    pub(super) fn invite_guests(&mut self, id: RowId, effects: &mut Vec<Effect>) {
        if let Some(guests) = self.guests.remove(&id) {
            self.invite(id, guests, effects);
        }
    }

    /// They become co-hosts: members get the role, others are added. Who could not be stays listed in the tab, with the reason.
    fn invite(&mut self, id: RowId, guests: Vec<Email>, effects: &mut Vec<Effect>) {
        let member = |email: &Email| Some((self.members(id)?.with_email(email)?.name.clone(), Role::Cohost));
        let roles: Vec<(MemberName, Role)> = guests.iter().filter_map(member).collect();
        if !roles.is_empty() {
            self.set_roles(id, &roles, effects);
        }
        self.add_people(id, guests, &Role::Cohost, effects);
    }

    /// `S`: under which name?
    pub(super) fn ask_preset_name(&mut self, id: RowId) {
        let count = self.as_preset(id).settings.len();
        let settings = if count == 1 { "1 setting".to_owned() } else { format!("{count} settings") };
        let title = format!("Save the settings of {} as a preset", self.title(id));
        let hint = format!(
            "Its {settings}, as they stand here, under this name in config.toml. ‹apply_preset› and ‹new_form› offer it from then on."
        );
        self.overlays.push(Overlay::Prompt(Prompt::new(Purpose::SavePreset(id), title, hint, "")));
    }

    /// What is known of a space's settings, and what was chosen for them.
    fn as_preset(&self, id: RowId) -> Preset {
        let Some(config) = self.config(id) else { return Preset::default() };
        let empty = Draft::default();
        let draft = self.book.card(id).map_or(&empty, |card| &card.draft);
        let now = |setting: Setting| match (draft.get(setting), setting.value(config)) {
            (Some(choice), _) | (None, Value::Known(choice)) => Some((setting, choice)),
            (None, Value::Unknown(_) | Value::Hidden) => None,
        };
        let mut settings: Wanted = Setting::ALL.into_iter().filter_map(now).collect();
        // Where moderation is off, they say nothing.
        if settings.get(&Setting::Moderation) == Some(&0) {
            settings.retain(|setting, _| !Setting::RESTRICTIONS.contains(setting));
        }
        Preset { settings, ..Preset::default() }
    }

    /// The name was given; one that exists asks.
    pub(super) fn save_preset(&mut self, id: RowId, name: &str, effects: &mut Vec<Effect>) {
        let name = name.trim();
        if let Some(why) = config::no_name(name) {
            let next = "Type a name such as stand-up.".to_owned();
            return self.preset_name_is_wrong(Trouble { what: "That cannot be its name".into(), why, next, at: self.clock.now });
        }
        let preset = Preset { name: name.to_owned(), ..self.as_preset(id) };
        let Ok(old) = self.presets.find(name) else {
            return effects.push(Effect::KeepPreset(Box::new(preset)));
        };
        // Whom it adds and how it names is no setting: it stays.
        let preset = Preset { cohosts: old.cohosts.clone(), pattern: old.pattern.clone(), ..preset };
        let whose = if old.built_in { "built in" } else { "in config.toml" };
        let mut lines = vec![format!("It is {whose} and sets {}.", old.summary())];
        if !old.cohosts.is_empty() || old.pattern.is_some() {
            lines.push("Its co-hosts and its pattern for names stay.".into());
        }
        let title = format!("Replace the preset {}?", crate::ui::drawable(&self.theme, name));
        let question = Question::ReplacePreset(Box::new(preset));
        self.overlays.push(Overlay::Confirm(Confirm::new(question, title, lines, "replace it")));
    }

    fn preset_name_is_wrong(&mut self, trouble: Trouble) {
        let prompt = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Prompt(prompt) if matches!(prompt.purpose, Purpose::SavePreset(_)) => Some(prompt),
            _ => None,
        });
        if let Some(prompt) = prompt {
            prompt.trouble = Some(trouble);
        }
    }

    /// It is in the file, or the input still has its name and says why not.
    pub(super) fn preset_kept(&mut self, name: &str, result: Result<Box<config::Presets>, SaveError>, effects: &mut Vec<Effect>) {
        match result {
            Ok(presets) => {
                self.presets = *presets;
                self.overlays.retain(
                    |overlay| !matches!(overlay, Overlay::Prompt(prompt) if matches!(prompt.purpose, Purpose::SavePreset(_))),
                );
                self.tell(format!("Saved the preset {name} in config.toml"), effects);
            }
            Err(error) => {
                let what = format!("The preset {name} was not saved");
                let trouble = self.trouble_of(&what, &format!("{error}."), error.next_step());
                self.preset_name_is_wrong(trouble.clone());
                self.fail(trouble, effects);
            }
        }
    }
}
