//! What the state is made of besides rows and panes: who is here, which tab, how the server was, what the footer says.

use jiff::Timestamp;

use crate::auth::scopes::Granted;
use crate::config::{Polling, Presets};
use crate::effect::Trouble;
use crate::keys::Action;
use crate::store::{Entry, Facts};
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;

/// Which pane the keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    Spaces,
    /// The details.
    Details,
}

/// What the pane at the right shows of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Everything about it, to be walked and copied.
    #[default]
    Details,
    /// Its settings, to be changed.
    Settings,
    /// Its co-hosts and members.
    Cohosts,
    /// What happened in it.
    Conferences,
}

impl Tab {
    /// Every tab, from left to right.
    pub const ALL: [Self; 4] = [Self::Details, Self::Settings, Self::Cohosts, Self::Conferences];

    /// What leads to it.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Details => Action::DetailsTab,
            Self::Settings => Action::SettingsTab,
            Self::Cohosts => Action::CohostsTab,
            Self::Conferences => Action::ConferencesTab,
        }
    }

    /// Its word.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Details => "Details",
            Self::Settings => "Settings",
            Self::Cohosts => "Co-hosts",
            Self::Conferences => "Conferences",
        }
    }
}

/// Who is here and what may be done.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, all combinations occur")]
pub struct Session {
    /// The account, where it is known.
    pub account: Option<String>,
    /// True for the built-in emulator.
    pub demo: bool,
    /// True when there is a way to a token.
    pub signed_in: bool,
    /// How tokens are got, as a sentence, where it is not by a sign-in in the browser.
    pub way: Option<String>,
    /// True when it is not known whether the token is for Meet at all, and nobody chose it.
    pub unproven: bool,
    /// The scopes of the token, where they are known.
    pub granted: Option<Granted>,
    /// When the sign-in will end, where that is known.
    pub ends: Option<Timestamp>,
    /// True when nothing may be written.
    pub read_only: bool,
    /// True when the mouse works.
    pub mouse: bool,
    /// The server, when it is not Google's.
    pub endpoint: Option<String>,
}

/// What the app starts with.
#[derive(Debug)]
pub struct Setup {
    /// Who is here.
    pub session: Session,
    /// Colours and signs.
    pub theme: Theme,
    /// Now and here.
    pub clock: Clock,
    /// The first rows of the list.
    pub entries: Vec<Entry>,
    /// How many there are.
    pub total: usize,
    /// The facts of the first row.
    pub facts: Option<Facts>,
    /// What there is to tell from the start.
    pub troubles: Vec<Trouble>,
    /// Every preset, and what a new space gets by itself.
    pub presets: Presets,
    /// How often it looks by itself.
    pub polling: Polling,
}

/// How the server was when it was last asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Net {
    /// Not asked yet.
    Unknown,
    /// It answered.
    Online(Timestamp),
    /// It could not be reached, since when, and how often in a row.
    Offline(Timestamp, u32),
    /// It refused the token.
    SignedOut(Timestamp),
}

/// A note in the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// Whether it tells of something that did not work.
    pub bad: bool,
}
