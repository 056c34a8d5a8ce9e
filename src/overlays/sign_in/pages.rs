//! What each page of signing in says, and its keys.

use ratatui::style::Style;
use ratatui::text::Line;

use super::{STEPS, Step, guide};
use crate::effect::{SignedInAs, Trouble};
use crate::overlays::trouble_lines;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// Keys and what they do.
pub(super) type Keys = Vec<(&'static str, &'static str)>;

/// Lines that are put together before they are drawn.
pub(super) struct Page<'a> {
    pub(super) theme: &'a Theme,
    pub(super) room: usize,
    /// There is room for what has to be said and for nothing else.
    pub(super) brief: bool,
    pub(super) lines: Vec<Line<'static>>,
    /// As many rows at least, the input's among them.
    pub(super) least: usize,
}

impl Page<'_> {
    pub(super) fn say(&mut self, words: &str, style: Style) {
        let words = ui::drawable(self.theme, words);
        self.lines.extend(text::wrap(&words, self.room).into_iter().map(|line| Line::styled(line, style)));
    }

    /// One of several things, its further lines below its first.
    pub(super) fn item(&mut self, words: &str, style: Style) {
        let words = ui::drawable(self.theme, words);
        let sign = self.theme.signs.dot.trim();
        let lines = text::wrap(&words, self.room.saturating_sub(2)).into_iter().enumerate();
        let lines = lines.map(|(at, line)| Line::styled(format!("{} {line}", if at == 0 { sign } else { " " }), style));
        self.lines.extend(lines);
    }

    pub(super) fn air(&mut self) {
        self.lines.push(Line::default());
    }

    pub(super) fn trouble(&mut self, trouble: &Trouble) {
        let styles = [self.theme.trouble, self.theme.plain, self.theme.strong];
        for (part, style) in trouble_lines(trouble).into_iter().zip(styles) {
            self.say(part, style);
        }
    }
}

pub(super) fn guide_page(page: &mut Page<'_>, at: usize) -> (String, Keys) {
    let Some(step) = STEPS.get(at) else { return (String::new(), vec![("Esc", "back")]) };
    page.least = highest(page);
    step_lines(page, step);
    let title = format!("Before the first sign-in: {} of {}", at + 1, STEPS.len() + 1);
    let keys = [("o", "open it"), ("y", "copy it"), ("Enter", "next"), ("f", "I have the file"), ("Esc", "back")];
    (title, keys.into())
}

/// How high the highest step is: the window is as high for each, so that it stays where it is from one to the next.
fn highest(page: &mut Page<'_>) -> usize {
    STEPS.iter().map(|step| step_lines(page, step)).max().unwrap_or(0)
}

/// Says a step in the place of what was said; its height.
fn step_lines(page: &mut Page<'_>, step: &Step) -> usize {
    let theme = page.theme;
    page.lines.clear();
    page.say(step.title, theme.strong);
    page.air();
    for words in step.lines {
        page.say(words, theme.plain);
    }
    if !step.choices.is_empty() {
        page.air();
    }
    for words in step.choices {
        page.item(words, theme.plain);
    }
    page.air();
    page.say(step.link, theme.accent);
    page.lines.len()
}

pub(super) fn file_page(page: &mut Page<'_>, busy: bool, trouble: Option<&Trouble>) -> (String, Keys) {
    let theme = page.theme;
    page.least = highest(page);
    page.lines.clear();
    if !page.brief || trouble.is_none() {
        page.say("Give the client file", theme.strong);
        page.air();
        page.say(
            "The JSON file that Google's console let you download: type its path, drop it here, or paste what is in it.",
            theme.plain,
        );
    }
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

pub(super) fn waiting_page(
    page: &mut Page<'_>,
    url: &str,
    (port, machine): (u16, Option<&str>),
    opened: Option<&Result<(), String>>,
) {
    let theme = page.theme;
    // Who has it in the browser does not need it here.
    let style = if matches!(opened, Some(Err(_))) { theme.strong } else { theme.dim };
    match opened {
        None => page.say("Opening your browser.", theme.waiting),
        Some(Ok(())) => page.say("Waiting for you in the browser. Say Continue there, and come back.", theme.waiting),
        Some(Err(why)) => page.say(&format!("No browser was opened here ({why}): open this address yourself."), theme.waiting),
    }
    page.air();
    // It would be cut: `u` shows all of it.
    if !page.brief {
        page.say(url, style);
        page.air();
    }
    page.say(
        "In a browser of another machine: paste here the address on which it ends (its page will not load), or forward the port before:",
        theme.dim,
    );
    page.say(&format!("ssh -L {port}:127.0.0.1:{port} {}", machine.unwrap_or("THIS-MACHINE")), theme.plain);
}

pub(super) fn paste_page(page: &mut Page<'_>, port: u16, trouble: Option<&Trouble>) -> (String, Keys) {
    let theme = page.theme;
    if !page.brief || trouble.is_none() {
        page.say(
            &format!(
                "Paste the address on which the browser ended, as it stands in its address bar. It begins with http://127.0.0.1:{port}/; that its page did not load does no harm."
            ),
            theme.plain,
        );
    }
    if let Some(trouble) = trouble {
        page.air();
        page.trouble(trouble);
    }
    ("Sign in".into(), vec![("Enter", "hand it over"), ("Esc", "back")])
}

pub(super) fn done_page(page: &mut Page<'_>, done: &SignedInAs, expected: Option<&str>, clock: &Clock) -> (String, Keys) {
    let theme = page.theme;
    page.say(&format!("Signed in as {}.", done.email), theme.live);
    page.say(&format!("Kept in {}, and read back.", done.place), theme.dim);
    if let Some(expected) = expected {
        page.air();
        page.say(
            &format!("That is not {expected}: it has a list of its own, and nothing of {expected}'s is lost."),
            theme.waiting,
        );
    }
    if let Some(ends) = done.ends {
        page.air();
        page.say(&format!("This sign-in ends on {}: then greenroom asks again.", clock.at(ends)), theme.waiting);
    }
    if let Some(still) = &done.still {
        page.air();
        page.trouble(still);
    }
    if !done.missing.is_empty() {
        page.air();
        page.say("Not granted, so greenroom cannot", theme.waiting);
        for scope in &done.missing {
            page.item(&format!("{} ({})", scope.purpose(), scope.name()), theme.plain);
        }
    }
    let mut keys = vec![("Enter", if expected.is_some() { "to its list" } else { "to the list" })];
    if done.still.is_some() {
        keys.push(("o", "open the page of the API"));
    }
    if !done.missing.is_empty() {
        keys.push(("g", "ask Google for the rest"));
    }
    if expected.is_some() {
        keys.extend([("s", "sign in again"), ("Esc", "stay here")]);
    }
    ("Signed in".into(), keys)
}

pub(super) fn gcloud_page(page: &mut Page<'_>, trouble: Option<&Trouble>, busy: bool) -> (String, Keys) {
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
