//! The window that tells of what is done to several spaces, and quitting while that runs.

use super::super::App;
use crate::bulk::Bulk;
use crate::effect::Effect;
use crate::overlays::Overlay;
use crate::overlays::bulk::{Window, Wish};
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::problems::Problems;

impl App {
    /// What the window wants.
    pub(in super::super) fn with_bulk(&mut self, wish: Wish, effects: &mut Vec<Effect>) {
        match wish {
            Wish::Stop => self.stop_bulk(),
            Wish::Again => {
                let Some(run) = self.bulk.as_ref().filter(|run| !run.is_running()) else { return };
                let items = run.again();
                if items.is_empty() {
                    return self.refuse("there is nothing that could be tried again", effects);
                }
                let writes = items.iter().any(|item| item.request.changes_a_space());
                let bulk = Bulk { title: run.title.clone(), items, left_out: Vec::new() };
                if let Some(why) = self.bulk_reason(writes) {
                    return self.refuse(why, effects);
                }
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Bulk(_)));
                self.start_bulk(bulk, effects);
            }
            Wish::Turn => {
                let was = self.overlays.pop();
                if matches!(was, Some(Overlay::Bulk(_))) {
                    self.overlays.push(Overlay::Problems(Problems::default()));
                } else if self.bulk.is_some() {
                    self.show_bulk();
                }
            }
        }
    }

    /// No further one is sent; the second time the window goes.
    fn stop_bulk(&mut self) {
        let Some(run) = self.bulk.as_mut() else { return };
        if run.stopped().is_some() {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Bulk(_)));
        }
        run.stop();
        self.copy_after = None;
    }

    fn show_bulk(&mut self) {
        let over = !self.bulk_runs();
        self.overlays.push(Overlay::Bulk(Window::new(over)));
    }

    /// `!`: what went wrong lately, the newest first; that may be what was done to several spaces.
    pub(in super::super) fn show_problems(&mut self) {
        let newest = self.problems.back().map(|trouble| trouble.at);
        let first = self.bulk.as_ref().is_some_and(|run| run.over().is_none_or(|over| newest.is_none_or(|at| at <= over)));
        if first {
            self.show_bulk();
        } else {
            self.overlays.push(Overlay::Problems(Problems::default()));
        }
    }

    /// `q` at the root: asks as long as several spaces are worked on.
    pub(in super::super) fn quit(&mut self, effects: &mut Vec<Effect>) {
        let Some(run) = self.bulk.as_ref().filter(|run| run.is_running()) else { return effects.push(Effect::Quit) };
        let left = run.unsent().len();
        let title = format!("{}: stop it and quit?", run.title);
        let lines = vec![format!(
            "{} of {} are done, {left} are not sent yet. The one that was sent is awaited; ctrl-c does not wait.",
            run.done(),
            run.total(),
        )];
        self.overlays.push(Overlay::Confirm(Confirm::new(Question::QuitBulk, title, lines, "stop and quit")));
    }

    /// Yes: quits as soon as what was sent is answered.
    pub(in super::super) fn quit_when_answered(&mut self, effects: &mut Vec<Effect>) {
        match self.bulk.as_mut().filter(|run| run.is_running()) {
            Some(run) => {
                run.stop();
                self.quit_after = true;
                self.copy_after = None;
                self.tell("Quits when what was sent is answered; ctrl-c does not wait", effects);
            }
            None => effects.push(Effect::Quit),
        }
    }
}
