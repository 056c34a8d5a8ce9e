//! What stands beside the list or in its place: the tabs of the space under the cursor, one conference, what was said in one, the
//! conferences of all spaces, what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{App, Focus, Net, Tab};
use crate::meet::names::ConferenceName;
use crate::panes::{activity, cohosts, conference, conferences, details, settings, transcript};
use crate::ui::clock::Clock;
use crate::ui::{self, Listing, text};

/// Draws it.
pub(super) fn draw(app: &App, frame: &mut Frame, area: Rect) -> Listing {
    let focused = app.focus == Focus::Details && app.overlays.is_empty();
    if app.in_activity() {
        return happenings(app, frame, area, focused);
    }
    match app.conference.open().filter(|_| app.tab == Tab::Conferences) {
        Some(_) if app.transcript.open().is_some() => reader(app, frame, area, focused),
        Some(name) => one_conference(app, name, frame, area, focused),
        None if app.everything => all_conferences(app, frame, area, focused),
        None => of_a_space(app, frame, area, focused),
    }
}

/// What happened, of all spaces.
fn happenings(app: &App, frame: &mut Frame, area: Rect, focused: bool) -> Listing {
    let (theme, count) = (&app.theme, app.happenings.len().to_string());
    let inside = ui::pane(frame, area, theme, "What happened", &count, focused);
    let (empty, log) = (app.nothing_happened(), &app.happenings);
    let look = activity::Look { log, book: &app.book, clock: &app.clock, theme, focused, empty: &empty };
    activity::draw(&app.activity, frame, inside, &look)
}

/// What was said in a conference.
fn reader(app: &App, frame: &mut Frame, area: Rect, focused: bool) -> Listing {
    let theme = &app.theme;
    let title = format!("{}{}transcript", app.conference_title(), theme.signs.dot);
    let inside = ui::pane(frame, area, theme, &title, "", focused);
    let (talk, meeting, artifact) = (app.talk(), app.talk_meeting(), app.talk_artifact());
    let look = transcript::Look { talk, meeting, artifact, clock: &app.clock, theme, focused, silent: silent(app) };
    transcript::draw(&app.transcript, frame, inside, &look)
}

/// The conference that is open.
fn one_conference(app: &App, name: &ConferenceName, frame: &mut Frame, area: Rect, focused: bool) -> Listing {
    let theme = &app.theme;
    let inside = ui::pane(frame, area, theme, &app.conference_title(), &how_fresh(app), focused);
    let (meeting, next, ending) = (app.book.records.meeting(name), app.files_next(), app.is_ending());
    let look = conference::Look { meeting, clock: &app.clock, theme, focused, next, ending };
    conference::draw(&app.conference, frame, inside, &look)
}

/// The conferences of all spaces.
fn all_conferences(app: &App, frame: &mut Frame, area: Rect, focused: bool) -> Listing {
    let theme = &app.theme;
    let inside = ui::pane(frame, area, theme, "Conferences of all spaces", &how_many(app), focused);
    let (of, silent, offered) = (app.whose(), silent(app), app.offered());
    let look = conferences::Look { book: &app.book, of, all: true, clock: &app.clock, theme, focused, silent, offered };
    conferences::draw(&app.history, frame, inside, &look)
}

/// The space under the cursor: its name, the tabs, and what the chosen one shows.
fn of_a_space(app: &App, frame: &mut Frame, area: Rect, focused: bool) -> Listing {
    let (theme, clock) = (&app.theme, &app.clock);
    let row = app.current().and_then(|id| app.book.row(id));
    let card = app.current().and_then(|id| app.book.card(id));
    let title = row.map_or_else(|| "Details".to_owned(), |row| ui::drawable(theme, row.title()));
    let right = if app.tab == Tab::Conferences { how_many(app) } else { String::new() };
    let inside = ui::pane(frame, area, theme, &title, &right, focused);
    let tabs = tabs(app, focused, usize::from(inside.width));
    // Air below the tabs where there is room for it.
    let top = if inside.height >= 12 { 2 } else { 1 }.min(inside.height);
    frame.render_widget(tabs, Rect { height: inside.height.min(1), ..inside });
    let inside = Rect { y: inside.y + top, height: inside.height - top, ..inside };
    match app.tab {
        Tab::Details => {
            let look = details::Look { book: &app.book, of: app.current(), clock, theme, focused };
            details::draw(&app.details, frame, inside, area, &look)
        }
        Tab::Settings => settings::draw(&app.settings, frame, inside, &settings::Look { card, theme, focused }),
        Tab::Cohosts => {
            let not_granted = app.members_not_granted();
            let silent = not_granted.as_deref().or((!app.session.signed_in).then_some("not signed in: ‹accounts› signs in"));
            cohosts::draw(&app.cohosts, frame, inside, &cohosts::Look { card, clock, theme, focused, silent })
        }
        Tab::Conferences => {
            let (of, silent) = (app.whose(), silent(app));
            let look = conferences::Look { book: &app.book, of, all: false, clock, theme, focused, silent, offered: 0 };
            conferences::draw(&app.conferences, frame, inside, &look)
        }
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

/// How old what is seen of a conference that runs is, and how often it is looked at.
fn how_fresh(app: &App) -> String {
    let Some(meeting) = app.live_conference().and_then(|name| app.book.records.meeting(name)) else { return String::new() };
    let learnt = meeting.people.as_ref().and_then(|people| people.learnt);
    let pace = Clock::span(app.pace());
    learnt.map_or_else(String::new, |at| format!("as of {}{}every {pace}", app.clock.second(at), app.theme.signs.dot))
}

/// How many conferences are shown, and of how many.
fn how_many(app: &App) -> String {
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
