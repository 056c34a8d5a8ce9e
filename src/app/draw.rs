//! The whole screen: header, panes, footer, and what lies on top. Reads the state and changes nothing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{App, Feed, Focus, Net, Tab};
use crate::book::{Draft, RowId};
use crate::keys::{self, Action, BINDINGS};
use crate::overlays::{Overlay, accounts, bulk, form, presets};
use crate::panes::{activity, cohosts, conference, conferences, details, settings, spaces, transcript};
use crate::ui::clock::Clock;
use crate::ui::{self, Areas, Listing, text};

/// From this width on, the panes stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// From this width and height on, one above the other; below, one at a time.
const STACKED: (u16, u16) = (60, 20);

/// Draws everything; gives back what stands where.
pub fn draw(app: &App, frame: &mut Frame) -> Areas {
    let screen = frame.area();
    let mut areas = Areas { screen, ..Areas::default() };
    if screen.width < ui::SMALLEST.0 || screen.height < ui::SMALLEST.1 {
        more_room(app, frame, screen);
        return areas;
    }
    header(app, frame, Rect { height: 1, ..screen });
    let middle = Rect { y: screen.y + 1, height: screen.height - 2, ..screen };
    let (list, facts) = places(app, middle);
    areas.spaces = list.map(|area| draw_spaces(app, frame, area));
    areas.details = facts.map(|area| draw_details(app, frame, area));
    let focused = match app.focus {
        Focus::Spaces => &areas.spaces,
        Focus::Details => &areas.details,
    };
    if let Some(listing) = focused.as_ref().filter(|_| app.overlays.is_empty()) {
        ui::show_cursor(frame, &app.theme, listing.area);
    }
    footer(app, frame, Rect { y: screen.bottom() - 1, height: 1, ..screen });
    for (at, overlay) in app.overlays.iter().enumerate() {
        // Two windows of one matter: what lies below would only show at the edges.
        if matches!(
            (overlay, app.overlays.get(at + 1)),
            (Overlay::Accounts(_), Some(Overlay::SignIn(_))) | (Overlay::Prompt(_), Some(Overlay::Confirm(_)))
        ) {
            continue;
        }
        let listing = draw_overlay(app, overlay, frame);
        if at + 1 == app.overlays.len() {
            if let Some(listing) = &listing {
                ui::show_cursor(frame, &app.theme, listing.area);
            }
            areas.overlay = listing;
        }
    }
    areas
}

fn more_room(app: &App, frame: &mut Frame, screen: Rect) {
    let words = format!("greenroom needs {}x{} or more (‹close› quits)", ui::SMALLEST.0, ui::SMALLEST.1);
    for (y, line) in (screen.y..screen.bottom()).zip(text::wrap(&app.keymap.in_words(&words), usize::from(screen.width))) {
        frame.render_widget(Line::styled(line, app.theme.strong), Rect { y, height: 1, ..screen });
    }
}

/// Where the list and the details stand, if they do.
fn places(app: &App, middle: Rect) -> (Option<Rect>, Option<Rect>) {
    if app.in_conference() || app.everything || app.activity.shown {
        // Bars need all the room there is.
        (None, Some(middle))
    } else if app.book.order().is_empty() {
        // Nothing to tell the details of: what one can do has all the room.
        (Some(middle), None)
    } else if middle.width >= SIDE_BY_SIDE {
        let width = (middle.width * 2 / 5).clamp(40, 64);
        let right = Rect { x: middle.x + width, width: middle.width - width, ..middle };
        (Some(Rect { width, ..middle }), Some(right))
    } else if middle.width >= STACKED.0 && middle.height + 2 >= STACKED.1 {
        let rows = u16::try_from(app.spaces.shown(&app.book).len()).unwrap_or(u16::MAX);
        // The other tabs need more lines than the details to be of use.
        let most = if app.tab == Tab::Details { middle.height / 2 - 2 } else { 6 };
        let height = rows.saturating_add(2).clamp(most.min(6), most);
        let below = Rect { y: middle.y + height, height: middle.height - height, ..middle };
        (Some(Rect { height, ..middle }), Some(below))
    } else {
        match app.focus {
            Focus::Spaces => (Some(middle), None),
            Focus::Details => (None, Some(middle)),
        }
    }
}

fn draw_spaces(app: &App, frame: &mut Frame, area: Rect) -> Listing {
    let empty: Vec<String> = if app.session.signed_in {
        let ways = [
            (Action::New, "‹new› makes one: its link is in the clipboard at once."),
            (Action::LookUp, "‹look_up› looks one up by its link or code."),
            (Action::AllConferences, "‹all_conferences› finds those of your calls of the last 30 days."),
        ];
        let ways = ways.into_iter().filter(|(action, _)| app.available(*action).is_ok()).map(|(_, words)| words);
        ["No spaces yet.", ""].into_iter().chain(ways).map(Into::into).collect()
    } else {
        ["Not signed in, and no spaces remembered.", "", "‹accounts› signs in, or shows the demo."].map(Into::into).into()
    };
    let look = spaces::Look {
        book: &app.book,
        clock: &app.clock,
        theme: &app.theme,
        focused: app.focus == Focus::Spaces && app.overlays.is_empty(),
        empty: &empty,
    };
    spaces::draw(&app.spaces, frame, area, &look)
}

/// The pane of the space under the cursor: its name, the tabs, and what the chosen one shows.
fn draw_details(app: &App, frame: &mut Frame, area: Rect) -> Listing {
    let theme = &app.theme;
    let focused = app.focus == Focus::Details && app.overlays.is_empty();
    let row = app.current().and_then(|id| app.book.row(id));
    let title = row.map_or_else(|| "Details".to_owned(), |row| ui::drawable(theme, row.title()));
    let title = if app.everything { "Conferences of all spaces".to_owned() } else { title };
    let open = app.conference.open().filter(|_| app.tab == Tab::Conferences);
    let title = if open.is_some() { app.conference_title() } else { title };
    if app.in_activity() {
        let count = app.happenings.len().to_string();
        let inside = ui::pane(frame, area, theme, "What happened", &count, focused);
        let (empty, log) = (app.nothing_happened(), &app.happenings);
        let look = activity::Look { log, book: &app.book, clock: &app.clock, theme, focused, empty: &empty };
        return activity::draw(&app.activity, frame, inside, &look);
    }
    let reads = open.is_some() && app.transcript.open().is_some();
    let title = if reads { format!("{title}{}transcript", theme.signs.dot) } else { title };
    let right = if app.tab == Tab::Conferences && !reads { records_state(app) } else { String::new() };
    let inside = ui::pane(frame, area, theme, &title, &right, focused);
    if reads {
        let (talk, meeting, artifact) = (app.talk(), app.talk_meeting(), app.talk_artifact());
        let look = transcript::Look { talk, meeting, artifact, clock: &app.clock, theme, focused, silent: silent(app) };
        return transcript::draw(&app.transcript, frame, inside, &look);
    }
    if let Some(name) = open {
        let meeting = app.book.records.meeting(name);
        let look =
            conference::Look { meeting, clock: &app.clock, theme, focused, next: app.files_next(), ending: app.is_ending() };
        return conference::draw(&app.conference, frame, inside, &look);
    }
    if app.everything {
        let (offered, silent) = (app.offered(), silent(app));
        let of = app.whose();
        let look = conferences::Look { book: &app.book, of, all: true, clock: &app.clock, theme, focused, silent, offered };
        return conferences::draw(&app.history, frame, inside, &look);
    }
    let tabs = tabs(app, focused, usize::from(inside.width));
    // Air below the tabs where there is room for it.
    let top = if inside.height >= 12 { 2 } else { 1 }.min(inside.height);
    frame.render_widget(tabs, Rect { height: inside.height.min(1), ..inside });
    let inside = Rect { y: inside.y + top, height: inside.height - top, ..inside };
    if app.tab == Tab::Settings {
        let card = app.current().and_then(|id| app.book.card(id));
        return settings::draw(&app.settings, frame, inside, &settings::Look { card, theme, focused });
    }
    if app.tab == Tab::Cohosts {
        let card = app.current().and_then(|id| app.book.card(id));
        let not_granted = app.members_not_granted();
        let silent = not_granted.as_deref().or((!app.session.signed_in).then_some("not signed in: ‹accounts› signs in"));
        let look = cohosts::Look { card, clock: &app.clock, theme, focused, silent };
        return cohosts::draw(&app.cohosts, frame, inside, &look);
    }
    if app.tab == Tab::Conferences {
        let (of, silent) = (app.whose(), silent(app));
        let look = conferences::Look { book: &app.book, of, all: false, clock: &app.clock, theme, focused, silent, offered: 0 };
        return conferences::draw(&app.conferences, frame, inside, &look);
    }
    let look = details::Look { book: &app.book, of: app.current(), clock: &app.clock, theme: &app.theme, focused };
    details::draw(&app.details, frame, inside, area, &look)
}

/// How old what is seen of a conference that runs is, and how often it is looked at; how many conferences are shown.
fn records_state(app: &App) -> String {
    let theme = &app.theme;
    if app.conference.open().is_some() {
        let Some(meeting) = app.live_conference().and_then(|name| app.book.records.meeting(name)) else { return String::new() };
        let learnt = meeting.people.as_ref().and_then(|people| people.learnt);
        let told = meeting.record.space.as_ref().is_some_and(|space| app.has_events(space));
        let how = if told { "as it happens".into() } else { format!("every {}", Clock::span(app.pace())) };
        return learnt.map_or_else(String::new, |at| format!("as of {}{}{how}", app.clock.second(at), theme.signs.dot));
    }
    let Some(listed) = app.whose().and_then(|whose| app.book.records.of(&whose)) else { return String::new() };
    let (shown, all) = (app.conferences_pane().shown(&listed.names).len(), listed.names.len());
    let more = if listed.next.is_some() { "+" } else { "" };
    match (app.conferences_pane().is_filtered(), all) {
        (_, 0) => String::new(),
        (true, _) => format!("{shown} of {all}{more}"),
        (false, _) => format!("{all}{more}"),
    }
}

/// Why conferences cannot be asked for, if they cannot.
fn silent(app: &App) -> Option<&'static str> {
    match app.net {
        _ if !app.session.signed_in => Some("Not known: ‹accounts› signs in, then Google can be asked."),
        Net::SignedOut(_) => Some("Not known: the sign-in is over; ‹accounts› signs in again."),
        Net::Offline(..) => Some("Not known: Google is asked as soon as it can be reached again."),
        Net::Unknown | Net::Online(_) => None,
    }
}

/// The tabs; where there is no room for all their words, those of the others are left out.
fn tabs(app: &App, focused: bool, room: usize) -> Line<'static> {
    let theme = &app.theme;
    let whole: usize = Tab::ALL.into_iter().map(|tab| text::width(tab.title()) + 5).sum();
    let key = |tab: Tab| ui::drawable(theme, &app.keymap.key_of(tab.action()));
    let mut spans = vec![Span::raw(" ")];
    for tab in Tab::ALL {
        let style = match (tab == app.tab, focused) {
            (true, true) => theme.accent,
            (true, false) => theme.strong,
            (false, _) => theme.dim,
        };
        let words = if whole <= room + 2 || tab == app.tab { format!("{} {}", key(tab), tab.title()) } else { key(tab) };
        spans.push(Span::styled(words, style));
        spans.push(Span::raw("   "));
    }
    Line::from(spans)
}

fn draw_overlay(app: &App, overlay: &Overlay, frame: &mut Frame) -> Option<Listing> {
    let theme = &app.theme;
    let reason = |action: Action| app.available(action).err();
    match overlay {
        Overlay::Help(help) => help.draw(frame, theme, reason),
        Overlay::Palette(palette) => return Some(palette.draw(frame, theme, reason)),
        Overlay::Confirm(confirm) => confirm.draw(frame, theme),
        Overlay::Prompt(prompt) => prompt.draw(frame, theme),
        Overlay::AddPeople(window) => window.draw(frame, theme),
        Overlay::CopyMenu(menu) => return Some(menu.draw(frame, theme)),
        Overlay::LinkCard(card) => {
            let link = app.space_of(card.of).and_then(|space| space.meeting_uri);
            let learnt = app.book.row(card.of).and_then(|row| row.learnt);
            let note = match learnt {
                Some(learnt) if app.link_is_stale(card.of) => {
                    format!("learnt {}: it may belong to another space by now", app.clock.long(learnt))
                }
                _ => String::new(),
            };
            card.draw(frame, theme, &app.title(card.of), link.as_deref(), &note);
        }
        Overlay::Problems(problems) => {
            problems.draw(frame, theme, &app.clock, app.problems(), app.bulk().is_some());
        }
        Overlay::Access(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Bulk(window) => {
            let run = app.bulk()?;
            let look = bulk::Look { run, left: app.bulk_left(), waiting: app.waiting(), clock: &app.clock, theme };
            window.draw(frame, &look);
        }
        Overlay::SignIn(sign_in) => return sign_in.draw(frame, theme, &app.clock),
        Overlay::Form(window) => return Some(form::draw(window, frame, theme)),
        Overlay::Speakers(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Export(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Presets(presets) => {
            return Some(draw_presets(app, presets, frame));
        }
        Overlay::Accounts(accounts) => {
            let session = &app.session;
            let (here, way) = (session.account.as_deref(), session.way.as_deref());
            let look = accounts::Look { clock: &app.clock, here, way, over: app.over.is_some() && way.is_none() };
            return Some(accounts.draw(frame, theme, &look));
        }
    }
    None
}

fn draw_presets(app: &App, window: &presets::Presets, frame: &mut Frame) -> Listing {
    let empty = Draft::default();
    if let [id] = &*window.of {
        let draft = app.book.card(*id).map_or(&empty, |card| &card.draft);
        let target = presets::Target::One(app.config(*id), draft);
        let look = presets::Look { title: app.title(*id), target, missing: &|cohosts| app.missing(*id, cohosts) };
        return window.draw(frame, &app.theme, &look);
    }
    let (others, own): (Vec<RowId>, Vec<RowId>) = window.of.iter().partition(|id| app.is_not_owned(**id));
    let configs = own.into_iter().map(|id| app.config(id)).collect();
    let look = presets::Look {
        title: format!("{} spaces", window.of.len()),
        target: presets::Target::Several { configs, others: others.len(), hidden: app.hidden_words() },
        missing: &<[_]>::to_vec,
    };
    window.draw(frame, &app.theme, &look)
}

/// Who, and how old what is seen is.
fn header(app: &App, frame: &mut Frame, area: Rect) {
    let theme = &app.theme;
    let dot = theme.signs.dot;
    let session = &app.session;
    let mut left = vec![Span::styled(" greenroom", theme.accent), Span::raw("   ")];
    let who = match (&session.account, session.signed_in) {
        (Some(account), _) => ui::drawable(theme, account),
        (None, true) => "signed in by token".into(),
        (None, false) => "not signed in".into(),
    };
    let name = left.len();
    left.push(Span::raw(who));
    for (on, word) in [(session.demo, "demo"), (session.read_only, "read-only")] {
        if on {
            left.push(Span::styled(format!("{dot}{word}"), theme.waiting));
        }
    }
    if let Some(endpoint) = session.endpoint.as_ref().filter(|_| !session.demo) {
        left.push(Span::styled(format!("{dot}{}", ui::drawable(theme, endpoint)), theme.dim));
    }
    let mut right: Vec<Span> = Vec::new();
    if app.book.live() > 0 {
        right.push(Span::styled(format!("{} live", app.book.live()), theme.live));
        right.push(Span::styled(dot, theme.dim));
    }
    let (state, style) = state(app, area.width);
    right.push(Span::styled(state, style));
    right.push(Span::raw(" "));
    let right = Line::from(right);
    let mut left = Line::from(left);
    let room = usize::from(area.width);
    // Where both do not fit, the state wins over the name of the account, and that over the rest.
    if left.width() + right.width() >= room {
        left.spans.drain(1..=name);
    }
    if left.width() + right.width() >= room {
        left.spans.truncate(1);
    }
    frame.render_widget(left, area);
    let width = u16::try_from(right.width()).unwrap_or(area.width).min(area.width);
    frame.render_widget(right, Rect { x: area.right() - width, width, ..area });
}

fn state(app: &App, width: u16) -> (String, Style) {
    let theme = &app.theme;
    if let Some(run) = app.bulk().filter(|run| run.is_running() && app.waiting().is_none()) {
        let aside = !app.overlays.iter().any(|overlay| matches!(overlay, Overlay::Bulk(_)));
        let how =
            if aside { format!("{}{} shows it", theme.signs.dot, app.keymap.key_of(Action::Problems)) } else { String::new() };
        return (format!("{} of {} done{how}", run.done() + run.failed().len(), run.total()), theme.waiting);
    }
    if let Some(waiting) = app.waiting() {
        return (waiting.to_owned(), theme.waiting);
    }
    match app.net {
        Net::Offline(since, _) => (format!("offline since {}", app.clock.at(since)), theme.trouble),
        Net::SignedOut(at) => {
            let what = if app.session.way.is_some() { "token refused" } else { "signed out" };
            (format!("{what} {}", app.clock.at(at)), theme.trouble)
        }
        _ if app.sweeping() > 0 => (format!("asking about {}", app.sweeping()), theme.waiting),
        Net::Online(at) => match app.feed() {
            (Feed::Live, _) => (format!("news live{}{}", theme.signs.dot, app.clock.long(at)), theme.live),
            (Feed::Stale, heard) => (format!("stale{}{}", theme.signs.dot, app.clock.long(heard.unwrap_or(at))), theme.waiting),
            (Feed::Polling, _) if app.is_polling() && width >= STACKED.0 => {
                (format!("polling{}synced {}", theme.signs.dot, app.clock.long(at)), theme.dim)
            }
            (Feed::Polling, _) => (format!("synced {}", app.clock.long(at)), theme.dim),
        },
        Net::Unknown if app.feed().0 == Feed::Live => ("news live".into(), theme.live),
        Net::Unknown if app.session.signed_in => ("not synced yet".into(), theme.dim),
        Net::Unknown => ("from memory".into(), theme.dim),
    }
}

/// The keys that matter here, and what was last done.
fn footer(app: &App, frame: &mut Frame, area: Rect) {
    let theme = &app.theme;
    let note = app.note().map(|note| (ui::drawable(theme, &note.text), if note.bad { theme.waiting } else { theme.live }));
    let room = usize::from(area.width).saturating_sub(2);
    let note_width = note.as_ref().map_or(0, |(words, _)| text::width(words).min(room));
    let mut used = 0;
    let mut spans = vec![Span::raw(" ")];
    let typing = app.is_narrowing();
    if app.overlays.is_empty() && !typing {
        let place = app.place();
        // A key that does something else in this place is not told for what it does elsewhere.
        let leads_to = |binding: &keys::Binding| {
            let chord = app.keymap.chords(binding).first().copied();
            chord.and_then(|chord| app.keymap.get(chord, place)).is_some_and(|found| found.action == binding.action)
        };
        let mut hints: Vec<_> = BINDINGS
            .iter()
            .filter(|binding| binding.rank > 0 && app.available(binding.action).is_ok() && leads_to(binding))
            .collect();
        // What works in this place alone comes first there; with marks, what acts on all of them.
        let of_place =
            |binding: &keys::Binding| binding.context.is_place() || binding.action == Action::Close && app.in_activity();
        hints.sort_by_key(|binding| (!of_place(binding), !app.acts_on_several(binding.action), binding.rank));
        if app.spaces.marks() > 0 && app.focus == Focus::Spaces {
            let words = format!("{} marked", app.spaces.marks());
            let close = ui::drawable(theme, "  ‹back› drops  ");
            let width = text::width(&words) + text::width(&close);
            if width + note_width <= room {
                used += width;
                spans.push(Span::styled(words, theme.accent));
                spans.push(Span::styled(close, theme.dim));
            }
        }
        for binding in hints {
            let key = ui::drawable(theme, &app.keymap.key_of(binding.action));
            let label = ui::drawable(theme, label(app, binding));
            let width = text::width(&key) + text::width(&label) + 3;
            if used + width + note_width > room {
                break;
            }
            used += width;
            spans.push(Span::styled(key, theme.accent));
            spans.push(Span::styled(format!(" {label}  "), theme.dim));
        }
    } else if app.overlays.is_empty() && typing && note_width == 0 {
        let searching = app.transcript.typing() && app.in_transcript();
        let words = if searching { "Enter keeps the marks  Esc goes back" } else { "Enter keeps the filter  Esc clears it" };
        spans.push(Span::styled(words, theme.dim));
    }
    frame.render_widget(Line::from(spans), area);
    if let Some((words, style)) = note {
        let words = text::fit_with(&words, room, theme.signs.ellipsis).into_owned();
        let width = u16::try_from(text::width(&words)).unwrap_or(area.width).min(area.width);
        let x = area.right().saturating_sub(width + 1);
        frame.render_widget(Line::styled(words, style), Rect { x, width, ..area });
    }
}

/// A binding's word here.
fn label(app: &App, binding: &keys::Binding) -> &'static str {
    match (binding.action, app.focus) {
        (Action::Copy, Focus::Spaces) if app.acts_on_several(Action::Copy) => "copy links",
        (Action::Copy, Focus::Details) if app.tab != Tab::Conferences => "copy this line",
        (Action::Close, Focus::Details) => "back",
        _ => binding.label,
    }
}

impl App {
    /// True while something is narrowed down by typing: every letter is taken.
    fn is_narrowing(&self) -> bool {
        self.spaces.typing
            || self.filters_conferences()
            || (self.cohosts.typing && self.in_cohosts())
            || (self.activity.typing && self.in_activity())
            || (self.transcript.typing() && self.in_transcript())
    }
}
