//! The app, pure: [`App`] is all state, [`App::update`] the one place that changes it, [`draw::draw`] shows it.
//!
//! No I/O, no tokio, no clock of its own: the time comes with each message, and what is to be done outside goes back as
//! [`Effect`]s. `update` and `draw` only route; what a pane or an overlay knows lives there.

mod access;
mod answers;
mod availability;
mod bulk;
mod cohosts;
mod copying;
mod creation;
pub mod draw;
mod ending;
mod exporting;
mod facts;
mod form;
mod happening;
mod input;
mod listing;
mod live;
mod organising;
mod perform;
mod presets;
mod reading;
mod records;
mod settings;
mod several;
mod signing;
mod telling;
mod typing;
mod verdict;

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use crate::activity::{Activity, Rules};
use crate::book::{Book, RowId};
use crate::bulk::{Pace, Run};
use crate::config::{Polling, Presets, Watched};
use crate::effect::{Call, Effect, Key, Msg, Request, StoreOp, Timer, Trouble};
use crate::keys::Keymap;
use crate::meet::email::Email;
use crate::meet::names::{SpaceName, SpaceRef};
use crate::overlays::Overlay;
use crate::overlays::copy_menu::Several;
use crate::panes::activity::Happened;
use crate::panes::cohosts::Cohosts;
use crate::panes::conference::Conference;
use crate::panes::conferences::Conferences;
use crate::panes::details::Details;
use crate::panes::settings::Settings;
use crate::panes::spaces::Spaces;
use crate::panes::transcript::Transcript;
use crate::share::notice::Notices;
use crate::store::Known;
use crate::ui::Areas;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;

pub use availability::Reason;
pub use facts::{Focus, Net, Note, Session, Setup, Tab};
pub use happening::{Feed, Source};

/// Something that can be undone.
#[derive(Debug)]
enum Undo {
    Forget(Vec<Known>),
    /// These were pinned, or no longer.
    Pins(Vec<SpaceName>, bool),
    Rename(SpaceName, Option<Box<str>>),
}

/// What is to be done as soon as fresh facts of a space are there.
#[derive(Debug, Clone, PartialEq, Eq)]
enum After {
    Copy(crate::overlays::copy_menu::What),
    Browse,
}

/// All state.
#[derive(Debug)]
pub struct App {
    /// Who is here.
    pub session: Session,
    /// Colours and signs.
    pub theme: Theme,
    /// The time of the last message.
    pub clock: Clock,
    /// Every preset, and what a new space gets by itself.
    pub presets: Presets,
    /// How often it looks by itself.
    pub polling: Polling,
    /// What is known of the spaces.
    pub book: Book,
    /// The list.
    pub spaces: Spaces,
    /// The details.
    pub details: Details,
    /// The settings.
    pub settings: Settings,
    /// The co-hosts.
    pub cohosts: Cohosts,
    /// The conferences of the space under the cursor.
    pub conferences: Conferences,
    /// The conferences of all spaces.
    pub history: Conferences,
    /// Whether those are shown, in the place of the list.
    pub everything: bool,
    /// What happened when, in the place of the list.
    pub activity: Happened,
    /// What happened, as far as it is remembered.
    pub happenings: Activity,
    /// The conference that is open, if one is.
    pub conference: Conference,
    /// The transcript that is read, if one is.
    pub transcript: Transcript,
    /// What the pane at the right shows.
    pub tab: Tab,
    /// Which pane the keys go to.
    pub focus: Focus,
    /// What lies on top, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What was drawn where.
    pub areas: Areas,
    /// How the server was when last asked.
    pub net: Net,
    note: Option<Note>,
    notes: u64,
    problems: VecDeque<Trouble>,
    keymap: Keymap,
    /// The generation of the newest request.
    generation: u64,
    /// Reads of the running sweep that have not been answered.
    sweeping: usize,
    /// The generation of that sweep.
    sweep: u64,
    /// A call that waits before it is tried again, and what it waits for.
    waiting: Option<String>,
    /// The space that is being read for its details.
    preview: Option<SpaceName>,
    /// The space whose members are being asked for by the app itself.
    listing: Option<SpaceName>,
    /// The row that the last preview was asked for.
    previewed: Option<RowId>,
    undo: Vec<Undo>,
    after: Vec<(SpaceName, After)>,
    /// Co-hosts to be added as soon as the space is made, or its settings are changed.
    guests: HashMap<RowId, Vec<Email>>,
    /// When spaces were made lately: Google allows ten a minute.
    made: VecDeque<Timestamp>,
    /// Whether the terminal has the focus, as far as it tells.
    looked_at: bool,
    /// Rows that the store has sent of a list that is read again.
    read_rows: HashSet<RowId>,
    /// What was refused because nobody was signed in any more: repeated after the next sign-in.
    refused: Vec<signing::Refused>,
    /// What is being looked up.
    looking_up: Option<SpaceRef>,
    /// Why the sign-in is over, once it is.
    over: Option<Trouble>,
    /// How many changes may start in a minute; what runs for several spaces keeps to it.
    pub pace_of_writes: Pace,
    /// The same of the reads that it makes.
    pub pace_of_reads: Pace,
    /// What is, or was last, done to several spaces.
    bulk: Option<Run>,
    /// What is copied of these once their links are fetched.
    copy_after: Option<(Vec<RowId>, Several)>,
    /// Whether the program ends once what was sent is answered.
    quit_after: bool,
    /// Rows that came to the list in this run: a list that was read before they were stored does not have them.
    fresh_rows: HashSet<RowId>,
    /// A file that is to be written.
    exporting: Option<exporting::Exporting>,
    /// What is read of conferences.
    following: records::Following,
    /// When it looked, and looks next.
    rhythm: live::Rhythm,
    /// Who is looked at, and what was seen there.
    watching: happening::Watching,
    /// What is watched through events, where they are set up.
    pub events_of: Option<Watched>,
    /// Of what there are notices.
    pub rules: Rules,
    /// How they are given on this terminal.
    pub notices_by: Notices,
}

impl App {
    /// The app before its first message, and what it asks for.
    #[must_use]
    pub fn new(setup: Setup) -> (Self, Vec<Effect>) {
        let mut app = Self {
            session: setup.session,
            keymap: setup.theme.keys.clone(),
            theme: setup.theme,
            clock: setup.clock,
            presets: setup.presets,
            polling: setup.polling,
            book: Book::default(),
            spaces: Spaces::default(),
            details: Details::default(),
            settings: Settings::default(),
            cohosts: Cohosts::default(),
            conferences: Conferences::default(),
            history: Conferences::default(),
            everything: false,
            conference: Conference::default(),
            transcript: Transcript::default(),
            tab: Tab::default(),
            focus: Focus::Spaces,
            overlays: Vec::new(),
            areas: Areas::default(),
            net: Net::Unknown,
            note: None,
            notes: 0,
            problems: VecDeque::new(),
            generation: 0,
            sweeping: 0,
            sweep: 0,
            waiting: None,
            preview: None,
            listing: None,
            previewed: None,
            undo: Vec::new(),
            after: Vec::new(),
            guests: HashMap::new(),
            made: VecDeque::new(),
            looked_at: true,
            read_rows: HashSet::new(),
            refused: Vec::new(),
            looking_up: None,
            over: None,
            pace_of_writes: Pace::writes(),
            pace_of_reads: Pace::reads(),
            bulk: None,
            copy_after: None,
            quit_after: false,
            fresh_rows: HashSet::new(),
            exporting: None,
            following: records::Following::default(),
            rhythm: live::Rhythm::default(),
            activity: Happened::default(),
            happenings: Activity::default(),
            watching: happening::Watching::default(),
            events_of: None,
            rules: Rules::default(),
            notices_by: Notices::default(),
        };
        app.spaces.total = setup.total;
        for entry in setup.entries {
            app.book.put(entry.into());
        }
        if let Some(facts) = setup.facts
            && let Some(id) = app.book.find(&facts.space.name)
        {
            app.book.card_mut(id).facts = Some(facts);
        }
        let mut effects = vec![Effect::Store(StoreOp::List)];
        for trouble in setup.troubles {
            app.fail(trouble, &mut effects);
        }
        app.greet(&mut effects);
        app.settle(&mut effects);
        (app, effects)
    }

    /// Takes one message; what is to be done outside comes back.
    pub fn update(&mut self, msg: Msg, now: Timestamp) -> Vec<Effect> {
        self.clock.set(now);
        let mut effects = Vec::new();
        match msg {
            Msg::Input(event) => self.input(event, &mut effects),
            Msg::Answer { key, generation, reply } => self.answer(key, generation, reply, &mut effects),
            Msg::Waiting(key, waiting) => self.waits(&key, &waiting),
            Msg::Store(reply) => self.stored(reply, &mut effects),
            Msg::Copied { what, result } => self.copied(&what, result, &mut effects),
            Msg::Browsed(result) => self.browsed(result, &mut effects),
            Msg::Records(msg) => self.records_answered(msg, &mut effects),
            Msg::Looked { space, generation, result } => self.looked(&space, generation, result, &mut effects),
            Msg::Happened(told) => self.happened(told, Source::Events, &mut effects),
            Msg::Export(msg) => self.exported(msg, &mut effects),
            Msg::Events(msg) => self.events_told(msg, &mut effects),
            Msg::Auth(msg) => self.signing(msg, &mut effects),
            Msg::PresetKept { name, result } => self.preset_kept(&name, result, &mut effects),
            Msg::Woke(timer) => self.woke(timer, &mut effects),
            Msg::Drawn(areas) => self.drawn(areas, &mut effects),
            Msg::Notice(trouble) => self.fail(trouble, &mut effects),
            Msg::Resumed => self.ask_events_again(&mut effects),
        }
        self.settle(&mut effects);
        effects
    }

    /// The row that the keys are about.
    #[must_use]
    pub fn current(&self) -> Option<RowId> {
        self.spaces.cursor()
    }

    /// What went wrong lately, the newest first.
    pub fn problems(&self) -> impl Iterator<Item = &Trouble> {
        self.problems.iter().rev()
    }

    /// The note in the footer.
    #[must_use]
    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// Rows of the list on the screen.
    fn height(&self) -> usize {
        self.areas.spaces.as_ref().map_or(20, |listing| usize::from(listing.area.height))
    }

    /// After every message: panes follow the book and the cursor.
    fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.go_on_bulk(effects);
        let height = self.height();
        self.spaces.sync(&self.book, height);
        let current = self.current();
        self.details.show(current);
        self.settings.show(current);
        let height = self.areas.details.as_ref().map_or(10, |listing| usize::from(listing.area.height));
        let members = current.and_then(|id| self.book.card(id)).map(|card| &card.members);
        self.cohosts.show(current, members, height);
        self.follow_records(current, effects);
        self.sync_activity();
        self.want_events(effects);
        if current != self.previewed {
            self.previewed = current;
            self.cursor_moved(effects);
        }
        self.mind_missing_events(effects);
        self.look_where_it_happened(effects);
        self.follow_live(effects);
    }

    /// A request with the next generation.
    fn call(&mut self, key: Key, request: Request) -> Effect {
        self.generation += 1;
        if request.changes_a_space() {
            self.note_start(true, Duration::ZERO);
        } else if Self::is_one_of_many(&key) {
            self.note_start(false, Duration::ZERO);
        }
        Effect::Call(Box::new(Call { key, generation: self.generation, request }))
    }

    fn woke(&mut self, timer: Timer, effects: &mut Vec<Effect>) {
        match timer {
            Timer::Access(name) => self.access_rests(&name, effects),
            Timer::Preview => self.read_preview(effects),
            Timer::Visible => {
                self.sweep_visible(effects);
                self.look_at_members(effects);
            }
            Timer::Ending(name) => self.look_whether_over(&name, effects),
            Timer::Note(number) if number == self.notes => self.note = None,
            // What goes on with several spaces is looked at after every message.
            Timer::Note(_) | Timer::Age | Timer::Bulk => {}
            Timer::Reconnect => self.reconnect(effects),
            Timer::Live => self.look_at_live(effects),
            Timer::Watch => self.look_at_watched(effects),
            Timer::Wanted => self.may_look_again(),
            Timer::Records => self.records_rest(effects),
            Timer::Files => self.look_at_files(effects),
            Timer::Transcript => self.look_at_transcript(effects),
            Timer::SignInEnds => self.sign_in_ends(effects),
            Timer::Members => self.look_at_members(effects),
            Timer::MemberChange(name) => self.next_change_of(&name, effects),
        }
    }

    fn drawn(&mut self, areas: Areas, effects: &mut Vec<Effect>) {
        let first = self.areas.screen.area() == 0;
        let moved = areas.spaces != self.areas.spaces;
        self.areas = areas;
        if first {
            self.sweep_visible(effects);
        } else if moved {
            self.visible_moved(effects);
        }
    }
}

#[cfg(test)]
mod tests;
