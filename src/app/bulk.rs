//! What is done to several spaces, one after the other: the next one is sent when the one before was answered. What each answer
//! says is learnt as with a change of one space; what failed is told once, at the end.

mod window;

use std::time::Duration;

use super::App;
use super::settings::{asked_for, differences};
use super::verdict::{concerns_all, no_conference, rate_limited};
use crate::book::{Card, Doing};
use crate::bulk::{Bulk, Item, Pace, Run, Step, Stop, Verdict};
use crate::effect::{Effect, Key, Reply, Request, Timer, Trouble};
use crate::meet::error::MeetError;
use crate::meet::names::SpaceName;
use crate::overlays::Overlay;
use crate::overlays::bulk::Window;

/// After an end was taken: the first look whether it is over.
const LOOK: Duration = Duration::from_millis(300);

impl App {
    /// Starts something that is done to several spaces, and shows how far it is. What it is about was asked before; while another
    /// one runs, or where nothing may be written, it is refused with the reason.
    pub fn start_bulk(&mut self, bulk: Bulk, effects: &mut Vec<Effect>) {
        let writes = bulk.items.iter().any(|item| item.request.changes_a_space());
        if let Some(why) = self.bulk_reason(writes) {
            return self.refuse(why, effects);
        }
        self.bulk = Some(Run::new(bulk));
        self.overlays.push(Overlay::Bulk(Window::default()));
        self.go_on_bulk(effects);
    }

    /// Why nothing can be done to several spaces now, if nothing can.
    pub(super) fn bulk_reason(&self, writes: bool) -> Option<String> {
        if writes && self.session.read_only {
            return Some("read-only: started so that nothing is changed at Google".into());
        }
        if !self.session.signed_in {
            return Some("not signed in: ‹accounts› signs in".into());
        }
        self.bulk_runs().then(|| "several spaces are being worked on already: ‹problems› shows how far that is".into())
    }

    /// True while something is done to several spaces.
    pub(super) fn bulk_runs(&self) -> bool {
        self.bulk.as_ref().is_some_and(Run::is_running)
    }

    /// What is or was done to several spaces.
    #[must_use]
    pub fn bulk(&self) -> Option<&Run> {
        self.bulk.as_ref()
    }

    /// About how long it still takes.
    pub(super) fn bulk_left(&self) -> Option<Duration> {
        let run = self.bulk.as_ref()?;
        run.left(self.clock.now, self.pace_of(run))
    }

    fn pace_of(&self, run: &Run) -> &Pace {
        let item = run.now().or_else(|| run.unsent().front());
        match item {
            Some(item) if !item.request.changes_a_space() => &self.pace_of_reads,
            _ => &self.pace_of_writes,
        }
    }

    /// A change goes out, or goes out again: it counts, whoever sent it.
    pub(super) fn note_start(&mut self, request_writes: bool, after: Duration) {
        let after = jiff::SignedDuration::try_from(after).unwrap_or_default();
        let start = self.clock.now.checked_add(after).unwrap_or(self.clock.now);
        if request_writes {
            self.pace_of_writes.note(start);
        } else {
            self.pace_of_reads.note(start);
        }
    }

    /// After every message: whose turn it is.
    pub(super) fn go_on_bulk(&mut self, effects: &mut Vec<Effect>) {
        let Some(mut run) = self.bulk.take_if(|run| run.is_running()) else { return };
        let now = self.clock.now;
        loop {
            let pace = self.pace_of(&run).clone();
            let busy = |space: &SpaceName| self.book.find(space).and_then(|id| self.book.card(id)).is_some_and(Card::is_changing);
            match run.next(now, &pace, busy) {
                Step::Send(item) => {
                    if let Some(verdict) = self.need_not_be_sent(&item) {
                        run.skip(*item, verdict, now, &pace);
                        continue;
                    }
                    let generation = self.send_item(&item, effects);
                    run.sent(*item, generation, now);
                    break self.bulk = Some(run);
                }
                Step::Wait(after) => {
                    effects.push(Effect::Wake { after, timer: Timer::Bulk });
                    break self.bulk = Some(run);
                }
                Step::Idle => break self.bulk = Some(run),
                Step::Over => break self.bulk_is_over(run, effects),
            }
        }
    }

    /// What is so already, and what is gone.
    fn need_not_be_sent(&self, item: &Item) -> Option<Verdict> {
        let Some(id) = self.book.find(&item.space) else {
            let why = "It was taken off the list meanwhile.".into();
            return Some(Verdict::Failed { why, next: "Look it up to change it.".into(), trouble: false });
        };
        let ending = self.book.card(id).is_some_and(|card| matches!(card.doing, Some(Doing::Ending { .. })));
        let so_already = match &item.request {
            Request::Patch(_, patch) => patch.is_empty(),
            Request::End(_) => ending,
            _ => false,
        };
        so_already.then_some(Verdict::Done)
    }

    /// Sends one of them; its generation.
    fn send_item(&mut self, item: &Item, effects: &mut Vec<Effect>) -> u64 {
        let call = self.call(Key::OneOfMany(item.space.clone()), item.request.clone());
        effects.push(call);
        let (generation, since) = (self.generation, self.clock.now);
        if let Some(id) = self.book.find(&item.space) {
            let card = self.book.card_mut(id);
            if item.request.changes_a_space() {
                // A read that was asked for before this would show the old values again.
                (card.sent, card.floor, card.trouble) = (true, generation, None);
            }
            if matches!(item.request, Request::End(_)) {
                card.doing = Some(Doing::Ending { since });
            }
        }
        generation
    }

    /// One of them was answered.
    pub(super) fn one_of_many(&mut self, name: &SpaceName, generation: u64, reply: Reply, effects: &mut Vec<Effect>) {
        let Some(item) = self.bulk.as_ref().and_then(|run| run.asked(name, generation)).cloned() else { return };
        if let Some(id) = self.book.find(name) {
            self.book.card_mut(id).sent = false;
        }
        if matches!(reply, Reply::Member(_) | Reply::Members(_))
            && let Some(id) = self.book.find(name)
        {
            // Who is in it is asked anew when somebody looks.
            self.book.card_mut(id).members.learnt = None;
        }
        let verdict = match reply {
            Reply::Space(Ok(space)) => {
                if let Some(id) = self.book.find(name) {
                    self.changed(id, generation, &space, effects);
                }
                match &item.request {
                    Request::Patch(_, patch) => {
                        let refused = differences(&asked_for(patch), space.config.as_ref());
                        self.as_asked(&item, &refused)
                    }
                    _ => Verdict::Done,
                }
            }
            Reply::Ended(result) => self.one_ended(name, &item, result, effects),
            // Who is a member already needs not be added.
            Reply::Member(Err(MeetError::AlreadyExists { .. }) | Ok(_))
            | Reply::Conference(Ok(_))
            | Reply::SomeMembers(_)
            | Reply::Members(Ok(_))
            | Reply::Removed(Ok(())) => Verdict::Done,
            Reply::Space(Err(error))
            | Reply::Conference(Err(error))
            | Reply::Members(Err(error))
            | Reply::Member(Err(error))
            | Reply::Removed(Err(error)) => self.one_failed(&item, &error),
        };
        let now = self.clock.now;
        if let Some(mut run) = self.bulk.take() {
            let pace = self.pace_of(&run).clone();
            run.answered(verdict, now, &pace);
            self.bulk = Some(run);
        }
    }

    /// Google took the change: but all of it?
    fn as_asked(&mut self, item: &Item, refused: &[String]) -> Verdict {
        if refused.is_empty() {
            return Verdict::Done;
        }
        let why = format!("Google took the change, but says {}: your administrator may forbid it.", refused.join(", "));
        let next = "What you see is what Google has; an administrator can change what is allowed.".to_owned();
        let what = format!("Not all of it took in {}", item.title);
        self.blame(&item.space, Trouble { what, why: why.clone(), next: next.clone(), at: self.clock.now });
        Verdict::Failed { why, next, trouble: false }
    }

    fn one_ended(&mut self, name: &SpaceName, item: &Item, result: Result<(), MeetError>, effects: &mut Vec<Effect>) -> Verdict {
        let Some(id) = self.book.find(name) else {
            return result.map_or_else(|error| self.one_failed(item, &error), |()| Verdict::Done);
        };
        let generation = self.generation;
        self.book.card_mut(id).floor = generation;
        match result {
            Ok(()) => {
                effects.push(Effect::Wake { after: LOOK, timer: Timer::Ending(name.clone()) });
                Verdict::Done
            }
            Err(error) => {
                self.book.card_mut(id).doing = None;
                if no_conference(&error) {
                    self.book.change(id, |row| row.live = false);
                    self.read(id, effects);
                    return Verdict::Done;
                }
                self.one_failed(item, &error)
            }
        }
    }

    fn one_failed(&mut self, item: &Item, error: &MeetError) -> Verdict {
        let what = match &item.request {
            Request::End(_) => format!("The call in {} was not ended", item.title),
            Request::Get(_) => format!("Could not ask about {}", item.title),
            _ => format!("{} was not changed", item.title),
        };
        let trouble = self.trouble(what, error);
        if rate_limited(error) {
            return Verdict::TooMuch { until: error.retry_at(), trouble };
        }
        // What concerns the server and not this space is said once.
        if concerns_all(error) {
            return Verdict::Hopeless(trouble);
        }
        self.blame(&item.space, trouble.clone());
        let cause = match error {
            MeetError::OutcomeUnknown { cause } => cause,
            other => other,
        };
        let bad_server = cause.is_transient();
        Verdict::Failed { why: trouble.why, next: trouble.next, trouble: bad_server }
    }

    /// The space says what went wrong with it.
    fn blame(&mut self, name: &SpaceName, trouble: Trouble) {
        if let Some(id) = self.book.find(name) {
            self.book.card_mut(id).trouble = Some(trouble);
        }
    }

    fn bulk_is_over(&mut self, run: Run, effects: &mut Vec<Effect>) {
        let (done, total, unsent) = (run.done(), run.total(), run.unsent().len());
        let failed = run.failed().len();
        let title = run.title.clone();
        let dot = self.theme.signs.dot;
        if failed == 0 && unsent == 0 {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Bulk(_)));
            self.tell(format!("{title}: {}", if total == 1 { "done".into() } else { format!("all {total} done") }), effects);
        } else {
            for overlay in &mut self.overlays {
                if let Overlay::Bulk(window) = overlay {
                    window.over = true;
                }
            }
            if failed == 0 {
                self.refuse(format!("{title}: stopped, {done} of {total} done{dot}! shows the rest"), effects);
            } else {
                let mut trouble = told(&run, self.clock.now);
                trouble.next = self.in_words(trouble.next);
                self.fail(trouble, effects);
            }
            self.bulk = Some(run);
        }
        if let Some((rows, what)) = self.copy_after.take() {
            self.copy_several_now(&rows, what, effects);
        }
        if std::mem::take(&mut self.quit_after) {
            effects.push(Effect::Quit);
        }
    }
}

/// What failed, in three parts: the list of problems says it once.
fn told(run: &Run, at: jiff::Timestamp) -> Trouble {
    let (failed, unsent, total) = (run.failed().len(), run.unsent().len(), run.total());
    let rest = if unsent > 0 { format!(", {unsent} not sent") } else { String::new() };
    let what = format!("{}: {failed} of {total} failed{rest}", run.title);
    let first = run.failed().first().map(|failure| failure.why.clone()).unwrap_or_default();
    let others = run.failed().iter().any(|failure| failure.why != first);
    let why = match run.stopped() {
        Some(Stop::Because(trouble)) => trouble.why.clone(),
        _ if others => format!("{first} Others failed for other reasons."),
        _ => first,
    };
    Trouble { what, why, next: "‹problems› shows each of them, and r there tries them again.".into(), at }
}
