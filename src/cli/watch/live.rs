//! [`Live`]: news that Google tells by itself. They say where to look; what is told to the person is what a look then sees, so that
//! duplicates and a wrong order do no harm.

use std::collections::BTreeSet;
use std::fmt;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::config::Watched as Scope;
use crate::effect::{EventsMsg, EventsOp, Msg, Stand};
use crate::meet::client::Settings;
use crate::meet::names::SpaceName;
use crate::meet::token::TokenSource;
use crate::runtime::runner::{Events, EventsSource, Network, Pending, Sender};
use crate::runtime::session::Incoming;

/// What Google told.
#[derive(Debug)]
pub(super) enum Heard {
    /// Something happened in these; in one that it did not name, where there is none.
    In(Vec<Option<SpaceName>>),
    /// How news come from now on, in words for the person.
    How(String),
}

/// Events of the spaces that are watched.
pub(super) struct Live {
    events: Events,
    incoming: UnboundedReceiver<Incoming>,
    stand: Stand,
    /// What was said last of how news come.
    said: Option<String>,
    /// Taken in, and not yet looked at.
    batches: Vec<u64>,
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("stand", &self.stand).finish_non_exhaustive()
    }
}

impl Live {
    /// Asks for events of these, or of all that the person owns.
    pub(super) fn start(
        source: EventsSource,
        of: Scope,
        spaces: BTreeSet<SpaceName>,
        (settings, tokens): (Settings, std::sync::Arc<dyn TokenSource>),
        runtime: &Handle,
    ) -> Self {
        let (sender, incoming) = Sender::channel();
        let network = std::sync::Arc::new(Network::new(settings, tokens, sender.clone()));
        let events = Events::start(source, network, sender, Pending::default(), runtime);
        events.perform(EventsOp::Watch { mine: of == Scope::Mine, marked: spaces });
        Self { events, incoming, stand: Stand::default(), said: None, batches: Vec::new() }
    }

    /// True where what happens in this space is told; `own` is whether the person owns it.
    pub(super) fn covers(&self, space: &SpaceName, own: bool) -> bool {
        self.stand.tells_all_of(space, own)
    }

    /// Waits until Google tells something. Nothing is lost where the wait is broken off.
    pub(super) async fn heard(&mut self) -> Heard {
        loop {
            let Some(incoming) = self.incoming.recv().await else { return std::future::pending().await };
            let Incoming::Msg(msg) = incoming else { continue };
            match *msg {
                Msg::Events(EventsMsg::Happened { batch, told }) => {
                    self.batches.push(batch);
                    let spaces: Vec<_> = told.into_iter().filter(|told| told.news).map(|told| told.space).collect();
                    if !spaces.is_empty() {
                        return Heard::In(spaces);
                    }
                    self.taken_in();
                }
                Msg::Events(EventsMsg::Stand(stand)) => {
                    self.stand = stand;
                    let words = self.words();
                    if words.is_some() && words != self.said {
                        self.said.clone_from(&words);
                        return Heard::How(words.unwrap_or_default());
                    }
                }
                _ => {}
            }
        }
    }

    /// What was told has been looked at.
    pub(super) fn taken_in(&mut self) {
        for batch in self.batches.drain(..) {
            self.events.perform(EventsOp::Handled(batch));
        }
    }

    /// How news come; nothing while that is not known.
    fn words(&self) -> Option<String> {
        let trouble = self.stand.trouble.as_ref();
        match (self.stand.is_live(), trouble) {
            (true, None) => Some("News come as they happen.".into()),
            (true, Some(trouble)) => Some(format!("Some news do not come as they happen. {} {}", trouble.why, trouble.next)),
            (false, Some(trouble)) => {
                Some(format!("News do not come as they happen; looking now and then instead. {} {}", trouble.why, trouble.next))
            }
            (false, None) => self.said.is_some().then(|| "News do not come by themselves any more; looking now and then.".into()),
        }
    }

    /// The command ends: what was made is taken away, where the person chose so.
    pub(super) async fn leave(&self) {
        self.events.leave().await;
    }
}
