//! The one table of bindings. Dispatch, footer, help, palette, `greenroom keys` and the README read it.

use super::Action;

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere but in a text input.
    Everywhere,
    /// Where a space is under the cursor: the list and its details.
    Space,
    /// In the settings of a space; there it comes before what the key does elsewhere.
    Settings,
    /// In the list of a space's co-hosts, likewise.
    Cohosts,
    /// In the conferences of a space; the same.
    Conferences,
    /// In one conference; the same.
    Conference,
    /// In a transcript; the same.
    Transcript,
    /// In what happened when; the same.
    Activity,
}

impl Context {
    /// True for a place with keys of its own, which come before what a key does elsewhere.
    #[must_use]
    pub fn is_place(self) -> bool {
        matches!(self, Self::Settings | Self::Cohosts | Self::Conferences | Self::Conference | Self::Transcript | Self::Activity)
    }
}

/// Under which heading help lists a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// The space under the cursor.
    Space,
    /// The settings of a space.
    Settings,
    /// The co-hosts of a space.
    Cohosts,
    /// The conferences of a space.
    Conferences,
    /// One conference.
    Conference,
    /// A transcript.
    Transcript,
    /// What happened when.
    Activity,
    /// The list.
    List,
    /// The program.
    Program,
}

impl Group {
    /// Every group, in help's order.
    pub const ALL: [Self; 10] = [
        Self::Space,
        Self::List,
        Self::Move,
        Self::Settings,
        Self::Cohosts,
        Self::Conferences,
        Self::Conference,
        Self::Transcript,
        Self::Activity,
        Self::Program,
    ];

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Space => "This space",
            Self::Settings => "Its settings",
            Self::Cohosts => "Its co-hosts",
            Self::Conferences => "Its conferences",
            Self::Conference => "One conference",
            Self::Transcript => "A transcript",
            Self::Activity => "What happened",
            Self::List => "The list",
            Self::Program => "greenroom",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its name in the settings and in `greenroom keys`.
    pub name: &'static str,
    /// Keys, as [`Chord`](super::Chord) reads them; the first one is shown.
    pub keys: &'static [&'static str],
    /// Where it holds.
    pub context: Context,
    /// One or two words for the footer.
    pub label: &'static str,
    /// A sentence for help and the README.
    pub doc: &'static str,
    /// Under which heading.
    pub group: Group,
    /// Place in the footer, 1 first; 0 is never shown there.
    pub rank: u8,
    /// Asks before it acts.
    pub danger: bool,
}

/// A row with what most rows have.
const fn row(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    label: &'static str,
    doc: &'static str,
    group: Group,
    rank: u8,
) -> Binding {
    let context = match group {
        Group::Space => Context::Space,
        Group::Settings => Context::Settings,
        Group::Cohosts => Context::Cohosts,
        Group::Conferences => Context::Conferences,
        Group::Conference => Context::Conference,
        Group::Transcript => Context::Transcript,
        Group::Activity => Context::Activity,
        _ => Context::Everywhere,
    };
    let danger = matches!(action, Action::End | Action::Forget | Action::RemoveMember);
    Binding { action, name, keys, context, label, doc, group, rank, danger }
}

/// Every binding.
pub const BINDINGS: &[Binding] = {
    use Action as A;
    use Group as G;
    &[
        row(A::New, "new", &["n"], "new", "new space, now, with the defaults; its link is copied", G::List, 1),
        row(A::NewForm, "new_form", &["N"], "new…", "new space, with a form: name, preset, settings, co-hosts", G::List, 15),
        row(A::Copy, "copy", &["y"], "copy link", "copy the join link (in a detail row: that value)", G::Space, 2),
        row(A::NextAccess, "next_access", &["t"], "access", "next access type: open, trusted, restricted", G::Space, 3),
        row(A::End, "end", &["e"], "end", "end the running conference for everybody (asks)", G::Space, 4),
        row(A::Browse, "open_in_browser", &["o"], "join", "open the link in the browser, as this account", G::Space, 5),
        row(
            A::CopyMenu,
            "copy_menu",
            &["Y"],
            "copy…",
            "copy link, code, invitation, dial-in, SIP, space name or JSON",
            G::Space,
            9,
        ),
        row(A::ShowLink, "show_link", &["v"], "QR", "the link in full, and as a QR code for a phone", G::Space, 10),
        row(A::Rename, "rename", &["R"], "rename", "your name for it (Google has none)", G::Space, 11),
        row(A::Pin, "pin", &["p"], "pin", "keep it at the top of the list, or no longer", G::Space, 12),
        row(
            A::Watch,
            "watch",
            &["w"],
            "watch",
            "watch it, or no longer: a bell and a notice when somebody comes in, or a file is ready",
            G::Space,
            12,
        ),
        row(A::Refresh, "refresh", &["r"], "refresh", "ask Google about this space", G::Space, 13),
        row(
            A::ApplyPreset,
            "apply_preset",
            &["P"],
            "preset",
            "apply a preset: choose one, see what it changes, send it as one change",
            G::Space,
            13,
        ),
        row(A::SavePreset, "save_preset", &["S"], "save preset", "save these settings as a preset, in config.toml", G::Space, 0),
        row(A::Forget, "forget", &["d"], "forget", "take it off the list (asks; the space lives on)", G::Space, 14),
        row(A::NextValue, "next_value", &["space", "right"], "change", "the next value of this setting", G::Settings, 1),
        row(A::PreviousValue, "previous_value", &["left"], "back", "the previous value of this setting", G::Settings, 0),
        row(
            A::Send,
            "send",
            &["enter", "ctrl-s"],
            "send",
            "send what was chosen, as one change (asks where it shuts the link); ‹back› drops it",
            G::Settings,
            1,
        ),
        row(A::AddMember, "add_member", &["a"], "add", "add people by their addresses, as co-hosts or members", G::Cohosts, 1),
        row(
            A::ChangeRole,
            "change_role",
            &["enter"],
            "role",
            "make a member a co-host, or a co-host a member; try again who was not added",
            G::Cohosts,
            2,
        ),
        row(
            A::MarkMember,
            "mark_member",
            &["space"],
            "mark",
            "mark somebody, for the keys here that act on several",
            G::Cohosts,
            3,
        ),
        row(A::RemoveMember, "remove_member", &["d"], "take off", "take somebody off the space (asks)", G::Cohosts, 4),
        row(A::MarkMembers, "mark_members", &["*"], "mark all", "mark everybody who is shown, or nobody", G::Cohosts, 0),
        row(A::StopChanges, "stop_changes", &["x"], "stop", "stop adding and taking off: what waits is not sent", G::Cohosts, 1),
        row(
            A::OpenConference,
            "open_conference",
            &["enter"],
            "who was there",
            "open the conference: who was there when, and its files",
            G::Conferences,
            1,
        ),
        row(
            A::KeepSpace,
            "keep_space",
            &["a"],
            "add its space",
            "in ‹all_conferences›: add the space of this conference to the list",
            G::Conferences,
            2,
        ),
        row(
            A::KeepSpaces,
            "keep_spaces",
            &["ctrl-a"],
            "add all",
            "in ‹all_conferences›: add every space to the list that is not in it",
            G::Conferences,
            2,
        ),
        row(A::OpenFile, "open_file", &["o"], "open file", "open this file in the browser, as this account", G::Conference, 1),
        row(
            A::ReadTranscript,
            "read_transcript",
            &["enter"],
            "read",
            "read this transcript here; any other file is opened in the browser",
            G::Conference,
            1,
        ),
        row(A::CopyFile, "copy_file", &["y"], "copy its link", "copy the link of this file", G::Conference, 1),
        row(A::SortPeople, "sort_people", &["s"], "sort", "people by arrival or by name", G::Conference, 1),
        Binding {
            context: Context::Everywhere,
            ..row(
                A::Export,
                "export",
                &["x"],
                "export",
                "write a file of it, here or in its transcript: transcript, people or the list of files",
                G::Conference,
                5,
            )
        },
        row(A::Search, "search", &["/"], "search", "look for words; every place is marked as you type", G::Transcript, 1),
        row(A::NextHit, "next_hit", &["n"], "next", "the next place where they stand", G::Transcript, 2),
        row(A::PreviousHit, "previous_hit", &["N"], "previous", "the previous place", G::Transcript, 0),
        row(A::NextSpeaker, "next_speaker", &["}"], "next speaker", "where the next speaker begins", G::Transcript, 3),
        row(A::PreviousSpeaker, "previous_speaker", &["{"], "speaker before", "where the one before begins", G::Transcript, 0),
        row(
            A::ChooseSpeaker,
            "choose_speaker",
            &["s"],
            "one speaker",
            "choose one speaker: ‹next_speaker› and ‹previous_speaker› then walk their words, the others' are dimmed; ‹back› ends it",
            G::Transcript,
            4,
        ),
        row(
            A::FollowEnd,
            "follow_end",
            &["f"],
            "follow",
            "go to the end and follow it as it grows, or no longer",
            G::Transcript,
            4,
        ),
        row(A::CopyEntry, "copy_entry", &["y"], "copy", "copy the words under the cursor", G::Transcript, 2),
        row(
            A::OpenDocument,
            "open_document",
            &["o"],
            "open",
            "open the document in the browser, as this account",
            G::Transcript,
            3,
        ),
        row(
            A::OpenHappening,
            "open_happening",
            &["enter"],
            "open",
            "go to where it happened: the conference, else the space",
            G::Activity,
            1,
        ),
        row(
            A::FilterHappenings,
            "filter_happenings",
            &["/"],
            "filter",
            "narrow them down as you type: what, where, who",
            G::Activity,
            2,
        ),
        row(
            A::Filter,
            "filter",
            &["/"],
            "filter",
            "narrow the list as you type: name, code or access; in the co-hosts: address or role; in conferences: name, code, day, live, since:mon, until:…, on:…",
            G::List,
            6,
        ),
        row(
            A::Mark,
            "mark",
            &["space"],
            "mark",
            "mark the row and go on; ‹next_access›, ‹apply_preset›, ‹end›, ‹copy›, ‹copy_menu›, ‹pin›, ‹watch›, ‹refresh› and ‹forget› then act on all marked ones, ‹back› drops the marks",
            G::List,
            13,
        ),
        row(A::MarkAll, "mark_all", &["*"], "mark all", "mark all rows that are shown, or none of them", G::List, 0),
        row(A::LookUp, "look_up", &["L"], "look up", "look up a space by link, code or spaces/…, and keep it", G::List, 15),
        row(
            A::AllConferences,
            "all_conferences",
            &["H"],
            "history",
            "the conferences of all spaces in the last 30 days",
            G::List,
            15,
        ),
        row(A::Activity, "activity", &["E"], "activity", "what happened when: who came and left, what is ready", G::List, 15),
        row(
            A::RefreshAll,
            "refresh_all",
            &["ctrl-r"],
            "refresh all",
            "ask Google about all of them, what is visible first",
            G::List,
            0,
        ),
        row(A::Undo, "undo", &["u"], "undo", "undo forget, rename, and pins of several", G::List, 16),
        row(A::Down, "down", &["j", "down"], "down", "one row down", G::Move, 0),
        row(A::Up, "up", &["k", "up"], "up", "one row up", G::Move, 0),
        row(A::First, "first", &["g", "home"], "first", "first row", G::Move, 0),
        row(A::Last, "last", &["G", "end"], "last", "last row", G::Move, 0),
        row(A::PageDown, "page_down", &["pagedown"], "page down", "a page down", G::Move, 0),
        row(A::PageUp, "page_up", &["pageup"], "page up", "a page up", G::Move, 0),
        row(A::HalfDown, "half_page_down", &["ctrl-d"], "half down", "half a page down", G::Move, 0),
        row(A::HalfUp, "half_page_up", &["ctrl-u"], "half up", "half a page up", G::Move, 0),
        row(A::DetailsTab, "details_tab", &["1"], "details", "the details of this space", G::Move, 0),
        row(A::SettingsTab, "settings_tab", &["2"], "settings", "the settings of this space", G::Move, 8),
        row(A::CohostsTab, "cohosts_tab", &["3"], "co-hosts", "the co-hosts and members of this space", G::Move, 0),
        row(A::ConferencesTab, "conferences_tab", &["4"], "conferences", "the conferences of this space", G::Move, 8),
        row(A::NextTab, "next_tab", &["]"], "next tab", "next tab", G::Move, 0),
        row(A::PreviousTab, "previous_tab", &["["], "previous tab", "previous tab", G::Move, 0),
        row(A::NextPane, "next_pane", &["tab"], "next pane", "next pane", G::Move, 0),
        row(A::PreviousPane, "previous_pane", &["shift-tab"], "previous pane", "previous pane", G::Move, 0),
        row(A::Open, "open", &["enter"], "details", "open: go into the details", G::Move, 0),
        row(A::Back, "back", &["esc"], "back", "back, close, drop the marks, clear the filter; never quits", G::Move, 0),
        row(A::Palette, "palette", &[":"], "commands", "every action, by name", G::Program, 7),
        row(A::Help, "help", &["?"], "help", "every key that works here, and why one does not", G::Program, 8),
        row(A::Problems, "problems", &["!"], "problems", "what went wrong lately, with the causes", G::Program, 17),
        row(A::Accounts, "accounts", &["A"], "accounts", "accounts: sign in, switch, grant the rest", G::Program, 16),
        row(A::Suspend, "suspend", &["ctrl-z"], "suspend", "suspend; fg brings it back", G::Program, 0),
        row(A::Close, "close", &["q"], "quit", "close what is on top; at the root, quit", G::Program, 18),
        row(A::Quit, "quit", &["ctrl-c"], "quit", "quit at once", G::Program, 0),
    ]
};
