//! The first line: who is here, and how old what is seen is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::places::STACKED;
use crate::app::{App, Feed, Net};
use crate::keys::Action;
use crate::overlays::Overlay;
use crate::ui;

/// Draws it.
pub(super) fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let theme = &app.theme;
    let dot = theme.signs.dot;
    let session = &app.session;
    let mut left = vec![Span::styled(" greenroom", theme.accent), Span::raw("   ")];
    let who = match (&session.account, session.signed_in) {
        (Some(account), _) => ui::drawable(theme, account),
        (None, true) => "signed in by token".into(),
        (None, false) => "not signed in".into(),
    };
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
    let left = Line::from(left);
    let room = usize::from(area.width);
    // Where both do not fit, the state wins over the name of the account.
    if left.width() + right.width() < room {
        frame.render_widget(left, area);
    } else {
        frame.render_widget(Line::from(Span::styled(" greenroom", theme.accent)), area);
    }
    let width = u16::try_from(right.width()).unwrap_or(area.width).min(area.width);
    frame.render_widget(right, Rect { x: area.right() - width, width, ..area });
}

/// What is under way, else how the server was when it was last asked, and when that was.
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
            (Feed::Live, _) => (format!("live{}{}", theme.signs.dot, app.clock.long(at)), theme.live),
            (Feed::Stale, heard) => (format!("stale{}{}", theme.signs.dot, app.clock.long(heard.unwrap_or(at))), theme.waiting),
            (Feed::Polling, _) if app.is_polling() && width >= STACKED.0 => {
                (format!("polling{}synced {}", theme.signs.dot, app.clock.long(at)), theme.dim)
            }
            (Feed::Polling, _) => (format!("synced {}", app.clock.long(at)), theme.dim),
        },
        Net::Unknown if app.feed().0 == Feed::Live => ("live".into(), theme.live),
        Net::Unknown if app.session.signed_in => ("not synced yet".into(), theme.dim),
        Net::Unknown => ("from memory".into(), theme.dim),
    }
}
