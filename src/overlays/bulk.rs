//! How far a change of several spaces is, and in the end what failed and why.
//!
//! Owns how far it is scrolled; what it tells lies in the [`Run`].

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Outcome, Scroll};
use crate::bulk::{Run, Stop};
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// Names under one reason at the most.
const NAMED: usize = 500;

/// What the window wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// No further one is sent.
    Stop,
    /// What was not done is tried again.
    Again,
    /// To what else went wrong, or back from there.
    Turn,
}

/// The window.
#[derive(Debug, Default)]
pub struct Window {
    /// It is over: there is only something to be read.
    pub over: bool,
    pub(super) scroll: Scroll,
}

/// What it needs to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What it tells of.
    pub run: &'a Run,
    /// About how long it still takes.
    pub left: Option<Duration>,
    /// What the request under way waits for, if it does.
    pub waiting: Option<&'a str>,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
}

impl Window {
    /// The window of something that runs, or is over.
    #[must_use]
    pub fn new(over: bool) -> Self {
        Self { over, ..Self::default() }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return Outcome::Unused;
        }
        match key.code {
            KeyCode::Enter => Outcome::Close,
            KeyCode::Esc | KeyCode::Char('q') if self.over => Outcome::Close,
            KeyCode::Esc | KeyCode::Char('q') => Outcome::Bulk(Wish::Stop),
            KeyCode::Char('!') => Outcome::Bulk(Wish::Turn),
            KeyCode::Char('r') if self.over => Outcome::Bulk(Wish::Again),
            _ if self.scroll.key(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    /// Draws it: the bar and what there is to say of it stand still, what failed is scrolled below.
    pub fn draw(&self, frame: &mut Frame, look: &Look) {
        let theme = look.theme;
        let width = 72.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let head = head(look, room);
        let told = failures(look, room);
        let most = usize::from(frame.area().height.saturating_sub(4));
        let mut keys = self.keys(look.run);
        if head.len() + told.len() + 2 > most {
            keys.push(("j k", "scroll"));
        }
        let hints = ui::hints(theme, &keys, room);
        let fixed = head.len() + hints.len() + 1;
        // What failed is what the window is for once it is over: then the bar gives way on small screens.
        let body = told.len().min(most.saturating_sub(fixed).max(3));
        let head = if fixed + body > most { head[head.len().saturating_sub(2)..].to_vec() } else { head };
        let height = u16::try_from(head.len() + body + 1 + hints.len()).unwrap_or(u16::MAX).min(frame.area().height);
        let edge = if self.over && !look.run.failed().is_empty() { theme.trouble } else { theme.accent };
        let title = ui::drawable(theme, &look.run.title);
        let inside = ui::popup(frame, theme, &title, width, height, edge);
        let mut y = inside.y;
        let mut put = |line: Line, frame: &mut Frame| {
            if y < inside.bottom() {
                frame.render_widget(line, ratatui::layout::Rect { y, height: 1, ..inside });
                y += 1;
            }
        };
        let tall = u16::try_from(head.len()).unwrap_or(0).min(inside.height);
        for line in head {
            put(line, frame);
        }
        let rows = u16::try_from(body).unwrap_or(0).min(inside.height - tall);
        let area = ratatui::layout::Rect { y: inside.y + tall, height: rows, ..inside };
        self.scroll.draw(frame, area, told);
        let below = (inside.y + tall + rows).max(inside.bottom().saturating_sub(u16::try_from(hints.len()).unwrap_or(1)));
        for (y, line) in (below..inside.bottom()).zip(hints) {
            frame.render_widget(line, ratatui::layout::Rect { y, height: 1, ..inside });
        }
    }

    fn keys(&self, run: &Run) -> Vec<(&'static str, &'static str)> {
        match (self.over, run.stopped()) {
            (true, _) if !run.has_again() => vec![("Esc", "closes"), ("!", "other problems")],
            (true, _) => vec![("r", "tries these again"), ("Esc", "closes"), ("!", "other problems")],
            (false, Some(_)) => vec![("Enter", "puts this aside")],
            (false, None) => vec![("Esc", "stops"), ("Enter", "puts this aside")],
        }
    }
}

/// The bar, the numbers, and what it waits for.
fn head(look: &Look, room: usize) -> Vec<Line<'static>> {
    let (theme, run) = (look.theme, look.run);
    let dot = theme.signs.dot;
    let (failed, unsent) = (run.failed().len(), run.unsent().len());
    let numbers = format!("{} of {}", run.done() + failed, run.total());
    let bar = room.saturating_sub(text::width(&numbers) + 3);
    let of = |count: usize| bar * count / run.total().max(1);
    let (good, bad) = (of(run.done()), of(run.done() + failed) - of(run.done()));
    let mut lines = vec![
        Line::default(),
        Line::from(vec![
            Span::styled(theme.signs.full.repeat(good), theme.live),
            Span::styled(theme.signs.full.repeat(bad), theme.trouble),
            Span::styled(theme.signs.left.repeat(bar - good - bad), theme.dim),
            Span::styled(format!("   {numbers}"), theme.strong),
        ]),
        Line::default(),
    ];
    let mut words = vec![Span::styled(format!("{} done", run.done()), theme.live)];
    let mut add = |text: String, style: Style| {
        words.push(Span::styled(dot, theme.dim));
        words.push(Span::styled(text, style));
    };
    if failed > 0 {
        add(format!("{failed} failed"), theme.trouble);
    }
    let under_way = usize::from(run.now().is_some());
    if run.is_running() && run.stopped().is_none() {
        add(format!("{} left", unsent + under_way), theme.plain);
        if let Some(left) = look.left {
            add(about(left), theme.dim);
        }
    } else if unsent > 0 {
        add(format!("{unsent} not sent"), theme.waiting);
    }
    lines.push(Line::from(words));
    let clock = look.clock;
    let said = match (run.is_running(), run.stopped(), look.waiting) {
        (false, _, _) => String::new(),
        (true, Some(_), _) if run.now().is_some() => "Stopping: the one that was sent is awaited.".to_owned(),
        (true, _, Some(waiting)) if run.now().is_some() => format!("{}.", capital(waiting)),
        _ => match (run.paused(), run.held(), run.now()) {
            (Some(until), ..) => format!("Google asks for patience: goes on in {}.", seconds(until, clock)),
            (_, Some(until), _) => format!("Google allows {} a minute: goes on in {}.", allowed(run), seconds(until, clock)),
            (.., Some(item)) => format!("Now: {}", item.title),
            _ if run.unsent().is_empty() => String::new(),
            _ => "Waits for a change that is under way already.".to_owned(),
        },
    };
    if run.is_running() {
        let said = ui::drawable(theme, &said);
        lines.push(Line::styled(text::fit_with(&said, room, theme.signs.ellipsis).into_owned(), theme.dim));
    }
    lines
}

/// What failed, under its reason; then what was never sent.
fn failures(look: &Look, room: usize) -> Vec<Line<'static>> {
    let (theme, run) = (look.theme, look.run);
    let mut reasons: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for failure in run.failed() {
        match reasons.iter_mut().find(|(why, next, _)| (*why, *next) == (&*failure.why, &*failure.next)) {
            Some((.., titles)) => titles.push(&failure.title),
            None => reasons.push((&failure.why, &failure.next, vec![&failure.title])),
        }
    }
    let mut lines = Vec::new();
    let wrapped = |words: &str, style: Style, lines: &mut Vec<Line<'static>>| {
        let words = ui::drawable(theme, words);
        lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(line, style)));
    };
    for (why, next, titles) in reasons {
        lines.push(Line::default());
        wrapped(why, theme.plain, &mut lines);
        if !next.is_empty() {
            wrapped(next, theme.dim, &mut lines);
        }
        named(titles.into_iter(), (theme.signs.failed, theme.trouble), theme, room, &mut lines);
    }
    if !run.is_running() && !run.unsent().is_empty() {
        lines.push(Line::default());
        match run.stopped() {
            Some(Stop::Because(_)) => wrapped("Not sent, because it would have ended the same way:", theme.plain, &mut lines),
            _ => wrapped("Not sent, because you stopped it:", theme.plain, &mut lines),
        }
        let titles = run.unsent().iter().map(|item| item.title.as_str());
        named(titles, (theme.signs.idle, theme.dim), theme, room, &mut lines);
    }
    lines
}

/// A line for each name with a sign before it; nobody reads thousands of them.
fn named<'a>(
    mut titles: impl ExactSizeIterator<Item = &'a str>,
    (sign, style): (&'static str, Style),
    theme: &Theme,
    room: usize,
    lines: &mut Vec<Line<'static>>,
) {
    for title in titles.by_ref().take(NAMED) {
        let title = ui::drawable(theme, title);
        let title = text::fit_with(&title, room.saturating_sub(2), theme.signs.ellipsis).into_owned();
        lines.push(Line::from(vec![Span::styled(sign, style), Span::raw(" "), Span::styled(title, theme.strong)]));
    }
    let more = titles.len();
    if more > 0 {
        lines.push(Line::styled(format!("  and {more} more"), theme.dim));
    }
}

/// What Google allows of what is sent here.
fn allowed(run: &Run) -> &'static str {
    let changes = run.unsent().front().is_none_or(|item| item.request.changes_a_space());
    if changes { "100 changes" } else { "600 reads" }
}

fn about(left: Duration) -> String {
    match left.as_secs() {
        0..=9 => "a few seconds".to_owned(),
        seconds @ 10..=89 => format!("about {} s", seconds.div_ceil(10) * 10),
        seconds => format!("about {} min", seconds.div_ceil(60)),
    }
}

fn seconds(until: jiff::Timestamp, clock: &Clock) -> String {
    let left = Duration::try_from(until.duration_since(clock.now)).unwrap_or_default();
    format!("{} s", left.as_secs() + u64::from(left.subsec_nanos() > 0))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}
