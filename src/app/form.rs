//! `N`: the form is filled in, the space is made once, and then its co-hosts are added.

use super::{App, Tab};
use crate::book::RowId;
use crate::config::Preset;
use crate::effect::{Effect, Trouble};
use crate::overlays::Overlay;
use crate::overlays::form::{Form, Offer, Wish};
use crate::overlays::prompt::LONGEST_NAME;
use crate::text;

impl App {
    pub(super) fn open_form(&mut self) {
        let now = self.clock.here();
        let offer = |preset: &Preset| Offer { name: preset.name_for(&now).unwrap_or_default(), preset: preset.clone() };
        let offers = self.presets.all().iter().map(offer).collect();
        let form = Form::new(offers, &offer(self.presets.new_space()));
        self.overlays.push(Overlay::Form(Box::new(form)));
    }

    fn form(&mut self) -> Option<&mut Form> {
        self.overlays.iter_mut().find_map(|overlay| if let Overlay::Form(form) = overlay { Some(&mut **form) } else { None })
    }

    /// All of it was checked: one request makes the space.
    pub(super) fn make_from_form(&mut self, wish: Wish, effects: &mut Vec<Effect>) {
        if let Some(left) = self.too_many() {
            return self.refuse(Self::too_many_words(left), effects);
        }
        let name: String = text::clean(&wish.name).trim().chars().take(LONGEST_NAME).collect();
        let label = (!name.is_empty()).then(|| name.into());
        let id = self.make(wish.settings, label, wish.cohosts, effects);
        if let Some(form) = self.form() {
            form.row = Some(id);
        }
    }

    /// The form closed before its space was made, or with something in it.
    pub(super) fn form_closed(&mut self, form: &Form, effects: &mut Vec<Effect>) {
        if form.row.is_some() {
            self.tell("It is being made; its link is copied when it comes", effects);
        } else if form.is_filled() {
            self.refuse("Nothing was made; what was filled in is gone", effects);
        }
    }

    /// The space of the form is made: who is added to it is seen in the tab.
    pub(super) fn form_done(&mut self, id: RowId, guests: bool, effects: &mut Vec<Effect>) {
        let before = self.overlays.len();
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Form(form) if form.row == Some(id)));
        if self.overlays.len() < before && guests {
            self.go_to_tab(Tab::Cohosts, effects);
        }
    }

    /// It was surely not made: the form has the reason and everything that was filled in, and the list has no row for it. True
    /// when there is such a form.
    pub(super) fn form_failed(&mut self, id: RowId, trouble: &Trouble) -> bool {
        let Some(form) = self.form().filter(|form| form.row == Some(id)) else { return false };
        form.failed(trouble.clone());
        self.book.remove(id);
        self.fresh_rows.remove(&id);
        true
    }
}
