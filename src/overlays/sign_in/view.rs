//! How signing in is drawn.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use super::{STEPS, SignIn, Stage, guide};
use crate::effect::{SignedInAs, Trouble};
use crate::overlays::{prompt, trouble_lines};
use crate::share::qr;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 72;

/// What can be chosen on the first screen, and what it means.
const WELCOME: [(&str, &str); 3] = [
    ("Sign in with Google", "in your browser"),
    ("Use gcloud's credentials", "where the gcloud program is set up"),
    ("Look around in the demo", "made-up spaces, no account"),
];

/// Keys and what they do.
type Keys = Vec<(&'static str, &'static str)>;

/// Lines that are put together before they are drawn.
struct Page<'a> {
    theme: &'a Theme,
    room: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn say(&mut self, words: &str, style: Style) {
        let words = ui::drawable(self.theme, words);
        self.lines.extend(text::wrap(&words, self.room).into_iter().map(|line| Line::styled(line, style)));
    }

    fn air(&mut self) {
        self.lines.push(Line::default());
    }

    fn trouble(&mut self, trouble: &Trouble) {
        let styles = [self.theme.trouble, self.theme.plain, self.theme.strong];
        for (part, style) in trouble_lines(trouble).into_iter().zip(styles) {
            self.say(part, style);
        }
    }
}

impl SignIn {
    /// Draws it; gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, clock: &Clock) -> Option<Listing> {
        let width = WIDTH.min(frame.area().width.saturating_sub(6));
        let mut page = Page { theme, room: usize::from(width), lines: Vec::new() };
        let (title, keys) = match &self.stage {
            Stage::Welcome(choices) => return Some(welcome(frame, theme, choices.at, page)),
            Stage::Guide(at) => guide_page(&mut page, *at),
            Stage::File { busy, trouble, .. } => file_page(&mut page, *busy, trouble.as_ref()),
            Stage::Preparing => {
                page.say("Preparing Google's page.", theme.waiting);
                ("Sign in".into(), Vec::from([("Esc", "cancel")]))
            }
            Stage::Waiting { url, port, opened, paste, trouble, code } => {
                if *code && draw_code(frame, theme, url) {
                    return None;
                }
                waiting_page(&mut page, url, *port, opened.as_ref(), *code);
                if let Some(trouble) = trouble {
                    page.air();
                    page.trouble(trouble);
                }
                let keys = if paste.is_some() {
                    vec![("Enter", "hand it over"), ("Esc", "back")]
                } else {
                    vec![("o", "open here"), ("y", "copy"), ("v", "QR code"), ("p", "paste"), ("Esc", "cancel")]
                };
                ("Sign in".into(), keys)
            }
            Stage::Done(done) => done_page(&mut page, done, clock),
            Stage::Failed(trouble) => {
                page.say(&trouble.why, theme.plain);
                page.air();
                page.say(&trouble.next, theme.strong);
                let keys = vec![("Enter", "sign in"), ("f", "another client file"), ("Esc", "close")];
                (ui::drawable(theme, &trouble.what), keys)
            }
            Stage::Gcloud { trouble, busy } => gcloud_page(&mut page, trouble.as_ref(), *busy),
        };
        let input = match &self.stage {
            Stage::File { input, .. } => Some(input),
            Stage::Waiting { paste, .. } => paste.as_ref(),
            _ => None,
        };
        let keys = ui::hints(theme, &keys, page.room);
        let below = keys.len() + 1 + if input.is_some() { 2 } else { 0 };
        let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let edge = if matches!(self.stage, Stage::Failed(_)) { theme.trouble } else { theme.accent };
        let inside = ui::popup(frame, theme, &title, width, to_u16(page.lines.len() + below + 1), edge);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        for (y, line) in (keys_at..inside.bottom()).zip(keys) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        let mut rest = Rect { height: keys_at - inside.y, ..inside };
        if let Some(input) = input
            && rest.height > 1
        {
            let y = rest.bottom() - 2;
            prompt::draw_input(input, frame, Rect { y, height: 1, ..inside }, theme);
            rest.height -= 2;
        }
        // Air around the text where there is room for it.
        if usize::from(rest.height) > page.lines.len() {
            rest = Rect { y: rest.y + 1, height: rest.height - 1, ..rest };
        }
        self.scroll.draw(frame, rest, page.lines);
        None
    }
}

fn welcome(frame: &mut Frame, theme: &Theme, at: usize, mut page: Page<'_>) -> Listing {
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
    for hint in ui::hints(theme, &[("Enter", "choose"), ("Esc", "close")], page.room) {
        line(hint, y + gap, frame);
    }
    Listing { area: rows, items: (0..3).map(Some).collect() }
}

fn guide_page(page: &mut Page<'_>, at: usize) -> (String, Keys) {
    let theme = page.theme;
    let Some(step) = STEPS.get(at) else { return (String::new(), vec![("Esc", "back")]) };
    page.say(step.title, theme.strong);
    page.air();
    for words in step.lines {
        page.say(words, theme.plain);
    }
    page.air();
    page.say(step.link, theme.accent);
    let title = format!("Before the first sign-in: {} of {}", at + 1, STEPS.len() + 1);
    let keys = [("o", "open this page"), ("y", "copy its address"), ("Enter", "next"), ("f", "I have the file"), ("Esc", "back")];
    (title, keys.into())
}

fn file_page(page: &mut Page<'_>, busy: bool, trouble: Option<&Trouble>) -> (String, Keys) {
    let theme = page.theme;
    page.say("Give the client file", theme.strong);
    page.air();
    page.say(
        "The JSON file that Google's console let you download: type its path, drop it here, or paste what is in it.",
        theme.plain,
    );
    if busy {
        page.air();
        page.say("Looking at it.", theme.waiting);
    } else if let Some(trouble) = trouble {
        page.air();
        page.trouble(trouble);
    }
    let title = format!("Before the first sign-in: {0} of {0}", STEPS.len() + 1);
    (title, vec![("Enter", "check it"), ("Esc", "back")])
}

fn waiting_page(page: &mut Page<'_>, url: &str, port: u16, opened: Option<&Result<(), String>>, code: bool) {
    let theme = page.theme;
    // Who has it in the browser does not need it here.
    let style = if matches!(opened, Some(Err(_))) { theme.strong } else { theme.dim };
    match opened {
        None => page.say("Opening your browser.", theme.waiting),
        Some(Ok(())) => page.say("Waiting for you in the browser. Say Continue there, and come back.", theme.waiting),
        Some(Err(why)) => page.say(&format!("No browser was opened here ({why}): open this address yourself."), theme.waiting),
    }
    if code {
        page.say("The QR code of this address needs a larger window.", theme.waiting);
    }
    page.air();
    page.say(url, style);
    page.air();
    page.say(
        "In a browser of another machine: paste here the address on which it ends (its page will not load), or forward the port before:",
        theme.dim,
    );
    page.say(&format!("ssh -L {port}:127.0.0.1:{port} THIS-MACHINE"), theme.plain);
}

fn done_page(page: &mut Page<'_>, done: &SignedInAs, clock: &Clock) -> (String, Keys) {
    let theme = page.theme;
    page.say(&format!("Signed in as {}.", done.email), theme.live);
    page.say(&format!("Kept in {}, and read back.", done.place), theme.dim);
    if let Some(ends) = done.ends {
        page.air();
        page.say(&format!("This sign-in ends on {}: then greenroom asks again.", clock.at(ends)), theme.waiting);
    }
    if done.missing.is_empty() {
        return ("Signed in".into(), vec![("Enter", "to the list")]);
    }
    page.air();
    page.say("Not granted, so greenroom cannot", theme.waiting);
    for scope in &done.missing {
        page.say(&format!("{} {} ({})", theme.signs.dot.trim(), scope.purpose(), scope.name()), theme.plain);
    }
    ("Signed in".into(), vec![("Enter", "to the list"), ("g", "ask Google for the rest")])
}

fn gcloud_page(page: &mut Page<'_>, trouble: Option<&Trouble>, busy: bool) -> (String, Keys) {
    let theme = page.theme;
    if busy {
        page.say("Looking for gcloud's credentials.", theme.waiting);
        page.air();
    } else if let Some(trouble) = trouble {
        page.trouble(trouble);
        page.air();
    }
    page.say(
        "gcloud has to ask for Meet with a client of your own, for its built-in one is not given these scopes:",
        theme.plain,
    );
    page.air();
    page.say(&guide::gcloud_command(), theme.strong);
    let keys = vec![("y", "copy the command"), ("Enter", "look again"), ("Esc", "back")];
    ("gcloud's credentials".into(), keys)
}

/// The address as a QR code, if it fits.
fn draw_code(frame: &mut Frame, theme: &Theme, url: &str) -> bool {
    let code = if theme.ascii { qr::qr_ascii(url) } else { qr::qr_small(url) };
    let Some(code) = code else { return false };
    let room = frame.area();
    let width = code.first().map_or(0, |row| text::width(row));
    if width + 4 > usize::from(room.width) || code.len() + 2 > usize::from(room.height) {
        return false;
    }
    let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    let inside = ui::popup(frame, theme, "Sign in: Esc closes", to_u16(width), to_u16(code.len()), theme.accent);
    // Dark on light whatever the terminal's own colours are, or a phone does not read it.
    let paper = Style::new().fg(Color::Indexed(16)).bg(Color::Indexed(231));
    for (y, row) in (inside.y..inside.bottom()).zip(code) {
        frame.render_widget(Line::styled(row, paper), Rect { y, height: 1, ..inside });
    }
    true
}
