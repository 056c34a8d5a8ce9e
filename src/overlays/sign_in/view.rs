//! How signing in is drawn.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::pages::{self, Keys, Page};
use super::{Came, Face, SignIn, Stage, other_than};
use crate::overlays::prompt;
use crate::share::qr;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 72;

/// Below so many rows only what has to be said is.
const BRIEF: u16 = 16;

/// What can be chosen on the first screen, and what it means.
const WELCOME: [(&str, &str); 3] = [
    ("Sign in with Google", "in your browser"),
    ("Use gcloud's credentials", "where the gcloud program is set up"),
    ("Look around in the demo", "made-up spaces, no account"),
];

impl SignIn {
    /// Draws it; gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, clock: &Clock) -> Option<Listing> {
        match &self.stage {
            Stage::Welcome(choices) => return Some(welcome(frame, theme, choices.at, self.came == Came::First)),
            Stage::Waiting { url, face: Face::Code, .. } if draw_code(frame, theme, url).is_ok() => return None,
            Stage::Waiting { url, face: Face::Address, .. } => self.address(frame, theme, url),
            _ => self.page(frame, theme, clock),
        }
        None
    }

    fn page(&self, frame: &mut Frame, theme: &Theme, clock: &Clock) {
        let screen = frame.area();
        let width = WIDTH.min(screen.width.saturating_sub(6));
        let mut page = Page { theme, room: usize::from(width), brief: screen.height < BRIEF, lines: Vec::new(), least: 0 };
        let (title, mut keys) = self.text(&mut page, clock, (screen.width, screen.height));
        let input = match &self.stage {
            Stage::File { input, .. } | Stage::Waiting { face: Face::Paste { input, .. }, .. } => Some(input),
            _ => None,
        };
        // In a small window the air goes first; then the rest is scrolled to.
        let most = usize::from(screen.height.saturating_sub(2));
        let below = |keys: &Keys| ui::hints(theme, keys, page.room).len() + usize::from(input.is_some());
        let tight = page.lines.len() + below(&keys) + 2 + usize::from(input.is_some()) > most;
        if tight {
            page.lines.retain(|line| line.width() > 0);
        }
        if page.lines.len() + below(&keys) > most {
            keys.insert(0, if input.is_some() { ("Down", "more") } else { ("j", "more") });
        }
        let keys = ui::hints(theme, &keys, page.room);
        let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let gap = u16::from(!tight);
        let typed = if input.is_some() { 1 + gap } else { 0 };
        let least = if tight { 0 } else { to_u16(page.least) };
        let height = (to_u16(page.lines.len()) + typed).max(least) + to_u16(keys.len()) + 2 * gap;
        let edge = if matches!(self.stage, Stage::Failed(_)) { theme.trouble } else { theme.accent };
        let inside = ui::popup(frame, theme, &title, width, height, edge);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        for (y, line) in (keys_at..inside.bottom()).zip(keys) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        let y = (inside.y + gap).min(keys_at);
        let room = keys_at.saturating_sub(y + gap + typed);
        let height = room.min(to_u16(page.lines.len()));
        self.scroll.draw(frame, Rect { y, height, ..inside }, page.lines);
        if let Some(input) = input {
            let y = y + height + gap;
            prompt::draw_input(input, frame, Rect { y, height: u16::from(y < keys_at), ..inside }, theme);
        }
    }

    /// What is said, below which title, and the keys.
    fn text(&self, page: &mut Page<'_>, clock: &Clock, screen: (u16, u16)) -> (String, Keys) {
        let theme = page.theme;
        match &self.stage {
            Stage::Guide(at) => pages::guide_page(page, *at),
            Stage::File { busy, trouble, .. } => pages::file_page(page, *busy, trouble.as_ref()),
            Stage::Waiting { port, face: Face::Paste { trouble, .. }, .. } => pages::paste_page(page, *port, trouble.as_ref()),
            Stage::Waiting { url, port, machine, opened, face } => {
                if matches!(face, Face::Code) {
                    let ((width, height), (columns, rows)) = (code_size(theme, url), screen);
                    let words = format!("The QR code needs a window of {width}x{height}; this one has {columns}x{rows}.");
                    page.say(&words, theme.waiting);
                    page.air();
                }
                pages::waiting_page(page, url, (*port, machine.as_deref()), opened.as_ref());
                let keys =
                    [("o", "open"), ("y", "copy"), ("u", "address alone"), ("v", "QR code"), ("p", "paste"), ("Esc", "cancel")];
                ("Sign in".into(), keys.into())
            }
            Stage::Done(done) => pages::done_page(page, done, other_than(self.account.as_deref(), done), clock),
            Stage::Failed(trouble) => {
                page.say(&trouble.why, theme.plain);
                page.air();
                page.say(&trouble.next, theme.strong);
                let mut keys = vec![("Enter", "sign in"), ("f", "another client file")];
                if self.came == Came::Over {
                    keys = vec![("Enter", "sign in again"), ("A", "accounts"), ("f", "another client file")];
                }
                keys.push(("Esc", if self.has_welcome() { "back" } else { "close" }));
                (ui::drawable(theme, &trouble.what), keys)
            }
            Stage::Gcloud { trouble, busy } => pages::gcloud_page(page, trouble.as_ref(), *busy),
            Stage::Preparing | Stage::Welcome(_) => {
                page.say("Preparing Google's page.", theme.waiting);
                ("Sign in".into(), vec![("Esc", "cancel")])
            }
        }
    }

    /// The address alone, from edge to edge: nothing stands beside it that the mouse would take along.
    fn address(&self, frame: &mut Frame, theme: &Theme, url: &str) {
        let screen = frame.area();
        frame.render_widget(Clear, screen);
        let room = usize::from(screen.width);
        let mut below: Vec<Line> = Vec::new();
        if screen.height >= BRIEF {
            let words =
                "To take it with the mouse hold Shift (Option on a Mac) while you drag; line ends do no harm in a browser.";
            below.extend(text::wrap(&ui::drawable(theme, words), room).into_iter().map(|line| Line::styled(line, theme.dim)));
            below.push(Line::default());
        }
        let lines: Vec<Line> = text::wrap(&ui::drawable(theme, url), room).into_iter().map(Line::raw).collect();
        let more = lines.len() + below.len() + 1 > usize::from(screen.height);
        let keys: &[_] = if more { &[("j", "more"), ("y", "copy"), ("Esc", "back")] } else { &[("y", "copy"), ("Esc", "back")] };
        below.extend(ui::hints(theme, keys, room));
        let height = screen.height.saturating_sub(u16::try_from(below.len()).unwrap_or(0)).max(1);
        let (end, long) = (u16::try_from(lines.len()).unwrap_or(u16::MAX), lines.len());
        self.scroll.draw(frame, Rect { height, ..screen }, lines);
        // Below the address, an empty line between, as far as there is room.
        let first = if long < usize::from(height) { end + 1 } else { height };
        for (y, line) in (screen.y + first..screen.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..screen });
        }
    }
}

fn welcome(frame: &mut Frame, theme: &Theme, at: usize, first: bool) -> Listing {
    let room = usize::from(WIDTH.min(frame.area().width.saturating_sub(6)));
    let mut page = Page { theme, room, brief: false, lines: Vec::new(), least: 0 };
    page.say(
        "greenroom keeps a list of your Google Meet spaces. To make one, or to ask about them, it needs your permission.",
        theme.plain,
    );
    let words = page.lines.len();
    let small = frame.area().height < 14;
    let gap = u16::from(!small);
    let height = u16::try_from(words).unwrap_or(2) + 3 + 1 + 3 * gap;
    let width = u16::try_from(page.room).unwrap_or(WIDTH);
    let inside = ui::popup(frame, theme, "Welcome", width, height, theme.accent);
    let mut y = inside.y + gap;
    let line = |line: Line<'static>, y: u16, frame: &mut Frame| {
        if y < inside.bottom() {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    };
    for words in page.lines {
        line(words, y, frame);
        y += 1;
    }
    y += gap;
    let rows = Rect { y: y.min(inside.bottom()), height: 3.min(inside.bottom().saturating_sub(y)), ..inside };
    for (row, (name, meaning)) in WELCOME.iter().enumerate() {
        let chosen = row == at;
        let room = page.room.saturating_sub(29);
        line(
            Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {name:<26}"), if chosen { theme.strong } else { theme.plain }),
                Span::styled(text::fit_with(meaning, room, theme.signs.ellipsis).into_owned(), theme.dim),
            ]),
            y,
            frame,
        );
        y += 1;
    }
    let keys: &[_] =
        if first { &[("Enter", "choose"), ("Esc", "close"), ("q", "quit")] } else { &[("Enter", "choose"), ("Esc", "close")] };
    for hint in ui::hints(theme, keys, page.room) {
        line(hint, y + gap, frame);
    }
    Listing { area: rows, items: (0..3).map(Some).collect() }
}

/// The address as a QR code.
fn code_of(theme: &Theme, url: &str) -> Option<Vec<String>> {
    if theme.ascii { qr::qr_ascii(url) } else { qr::qr_small(url) }
}

/// Columns and rows that its window needs.
fn code_size(theme: &Theme, url: &str) -> (usize, usize) {
    let code = code_of(theme, url).unwrap_or_default();
    (code.first().map_or(0, |row| text::width(row)) + 4, code.len() + 2)
}

/// Draws the code, if it fits.
fn draw_code(frame: &mut Frame, theme: &Theme, url: &str) -> Result<(), TooLarge> {
    let code = code_of(theme, url).ok_or(TooLarge)?;
    let room = frame.area();
    let width = code.first().map_or(0, |row| text::width(row));
    if width + 4 > usize::from(room.width) || code.len() + 2 > usize::from(room.height) {
        return Err(TooLarge);
    }
    let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    let inside = ui::popup(frame, theme, "Sign in: Esc closes", to_u16(width), to_u16(code.len()), theme.accent);
    // Dark on light whatever the terminal's own colours are, or a phone does not read it.
    let paper = Style::new().fg(Color::Indexed(16)).bg(Color::Indexed(231));
    for (y, row) in (inside.y..inside.bottom()).zip(code) {
        frame.render_widget(Line::styled(row, paper), Rect { y, height: 1, ..inside });
    }
    Ok(())
}

/// The window has no room for the code.
struct TooLarge;
