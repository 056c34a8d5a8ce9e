//! How the form is drawn: one aligned column of labels, the field under the cursor explained below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{Field, Form};
use crate::meet::settings::Setting;
use crate::overlays::prompt::draw_input;
use crate::overlays::trouble_lines;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 74;
/// Columns of the labels.
const LABELS: usize = 16;
/// Most addresses that are complained about one by one.
const NAMED: usize = 4;

/// A line of the form, and which field it belongs to.
struct Drawn {
    line: Line<'static>,
    item: Option<usize>,
}

/// Draws it; gives back which field stands where.
pub fn draw(form: &Form, frame: &mut Frame, theme: &Theme) -> Listing {
    let width = WIDTH.min(frame.area().width.saturating_sub(6));
    let room = usize::from(width);
    let most = usize::from(frame.area().height.saturating_sub(2));
    let keys = hints(form, theme, room);
    let below = below(form, theme, room);
    // Groups have air where the screen has room for it; what explains gives way before the fields do.
    let airy = fields(form, theme, true, room).len() + 4 + 2 + 2 <= most;
    let drawn = fields(form, theme, airy, room);
    let gap = usize::from(airy);
    // What went wrong comes before most of the fields.
    let urgent = form.trouble.is_some() || form.note.is_some() || !form.found.bad.is_empty();
    let fewest = if urgent { 2 } else { 5 };
    let most_below = below.len().max(if airy { 4 } else { 3 });
    let below_room = most.saturating_sub(keys.len() + 2 * gap + drawn.len().min(fewest)).min(most_below);
    let shown = drawn.len().min(most.saturating_sub(keys.len() + below_room + 2 * gap));
    let height = shown + below_room + keys.len() + 2 * gap;
    let inside = ui::popup(frame, theme, "New space", width, to_u16(height), theme.accent);

    let cursor = drawn.iter().position(|line| line.item == Some(form.at)).unwrap_or(0);
    let first = ui::scroll(0, (cursor + 1).min(drawn.len() - 1), shown, drawn.len());
    let area = Rect { y: inside.y + to_u16(gap), height: to_u16(shown).min(inside.height), ..inside };
    let mut items = Vec::new();
    for (y, drawn) in (area.y..area.bottom()).zip(drawn.iter().skip(first)) {
        let line = Rect { y, height: 1, ..area };
        frame.render_widget(&drawn.line, line);
        if drawn.item == Some(form.at) && form.row.is_none() {
            // Typed into with the terminal's own cursor; the sign before it stands left of the column of values.
            let left = to_u16(LABELS - 2).min(line.width);
            let input = Rect { x: line.x + left, width: line.width - left, ..line };
            match form.field() {
                Field::Name => draw_input(&form.name, frame, input, theme),
                Field::Cohosts => draw_input(&form.cohosts, frame, input, theme),
                Field::Preset | Field::Setting(_) | Field::Create => {}
            }
        }
        items.push(drawn.item);
    }
    let keys_at = inside.bottom().saturating_sub(to_u16(keys.len()));
    for (y, line) in ((area.bottom() + to_u16(gap)).min(keys_at)..keys_at).zip(below) {
        frame.render_widget(line, Rect { y, height: 1, ..inside });
    }
    for (y, line) in (keys_at..inside.bottom()).zip(keys) {
        frame.render_widget(line, Rect { y, height: 1, ..inside });
    }
    Listing { area, items }
}

fn to_u16(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn hints(form: &Form, theme: &Theme, room: usize) -> Vec<Line<'static>> {
    let keys: &[(&str, &str)] = if form.row.is_some() {
        &[("Esc", "close; it is made all the same")]
    } else {
        match form.field() {
            Field::Create => &[("Enter", "create"), ("Esc", "leave it")],
            Field::Preset => &[("Space", "change"), ("Tab", "next"), ("ctrl-s", "create"), ("Esc", "leave it")],
            Field::Setting(_) => {
                &[("Space", "change"), ("Backspace", "default"), ("Tab", "next"), ("ctrl-s", "create"), ("Esc", "leave it")]
            }
            Field::Name | Field::Cohosts => &[("Tab", "next"), ("ctrl-s", "create"), ("Esc", "leave it")],
        }
    };
    ui::hints(theme, keys, room)
}

fn fields(form: &Form, theme: &Theme, airy: bool, room: usize) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    let mut group = None;
    for at in 0..super::FIELDS {
        let field = Field::at(at);
        let (label, value) = match field {
            Field::Name => ("Name", typed(&form.name, "none: its code will do", theme, room)),
            Field::Preset => ("Preset", preset(form, theme, room)),
            Field::Setting(setting) => {
                if group != Some(setting.group()) {
                    if airy {
                        drawn.push(Drawn { line: Line::default(), item: None });
                    }
                    group = Some(setting.group());
                    drawn.push(Drawn { line: Line::styled(format!(" {}", setting.group().title()), theme.strong), item: None });
                }
                (setting.label(), value(form, setting, theme, room))
            }
            Field::Cohosts => {
                if airy {
                    drawn.push(Drawn { line: Line::default(), item: None });
                }
                ("Co-hosts", cohosts(form, theme, room))
            }
            Field::Create => {
                if airy {
                    drawn.push(Drawn { line: Line::default(), item: None });
                }
                let style = if form.at == at { theme.accent } else { theme.strong };
                let words = if form.row.is_some() { "Being made" } else { "Create the space" };
                let style = if form.row.is_some() { theme.waiting } else { style };
                ("", (words.to_owned(), style))
            }
        };
        let chosen = at == form.at;
        let (words, style) = match field {
            Field::Name | Field::Cohosts if chosen && form.row.is_none() => (String::new(), theme.plain),
            _ => value,
        };
        drawn.push(Drawn {
            line: Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {}", text::pad(label, LABELS - 2)), if chosen { theme.strong } else { theme.dim }),
                Span::styled(words, style),
            ]),
            item: Some(at),
        });
    }
    drawn
}

fn fit(words: &str, theme: &Theme, room: usize) -> String {
    text::fit_with(&ui::drawable(theme, words), room.saturating_sub(LABELS), theme.signs.ellipsis).into_owned()
}

/// A text field that has not the cursor.
fn typed(input: &Input, empty: &str, theme: &Theme, room: usize) -> (String, Style) {
    if input.value().trim().is_empty() {
        return (fit(empty, theme, room), theme.dim);
    }
    (fit(input.value(), theme, room), theme.plain)
}

fn cohosts(form: &Form, theme: &Theme, room: usize) -> (String, Style) {
    let style = if form.found.bad.is_empty() { theme.plain } else { theme.trouble };
    let (words, empty) = typed(&form.cohosts, "nobody", theme, room);
    (words, if form.cohosts.value().trim().is_empty() { empty } else { style })
}

fn preset(form: &Form, theme: &Theme, room: usize) -> (String, Style) {
    let Some(offer) = form.preset.and_then(|at| form.offers.get(at)) else {
        return ("none".to_owned(), theme.dim);
    };
    let changed = offer.preset.complete() != *form.wished.settings();
    let name = ui::drawable(theme, &offer.preset.name);
    let words = if changed { format!("{name}, changed below") } else { name };
    (fit(&words, theme, room), theme.plain)
}

fn value(form: &Form, setting: Setting, theme: &Theme, room: usize) -> (String, Style) {
    match form.wished.get(setting).and_then(|at| setting.choices().get(at)) {
        Some(choice) => (choice.word.to_owned(), theme.plain),
        None => (fit("as your account has it", theme, room), theme.dim),
    }
}

/// What the field under the cursor means, what is wrong, or how it went.
fn below(form: &Form, theme: &Theme, room: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut say = |words: &str, style: Style| {
        let wrapped = text::wrap(&ui::drawable(theme, words), room.saturating_sub(2));
        lines.extend(wrapped.into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    };
    if form.row.is_some() {
        say("Asking Google. Its link is copied when it comes.", theme.waiting);
        return lines;
    }
    if let Some(trouble) = &form.trouble {
        for (part, style) in trouble_lines(trouble).into_iter().zip([theme.trouble, theme.plain, theme.strong]) {
            say(part, style);
        }
        return lines;
    }
    if let Some(note) = &form.note {
        say(note, theme.waiting);
    }
    match form.field() {
        Field::Name => say("Your name for it: Google has none.", theme.dim),
        Field::Preset => match form.preset.and_then(|at| form.offers.get(at)) {
            Some(offer) => say(&format!("{}.", offer.preset.summary()), theme.dim),
            None => say("Settings, co-hosts and a name at once; greenroom brings some, config.toml has yours.", theme.dim),
        },
        Field::Setting(setting) => {
            let choice = form.wished.get(setting).and_then(|at| setting.choices().get(at));
            let words =
                choice.map_or("Not sent: it will be as your account, or your administrator, has it.", |choice| choice.means);
            say(words, theme.dim);
            setting.licence().into_iter().for_each(|words| say(words, theme.dim));
        }
        Field::Cohosts => about_cohosts(form, theme, &mut say),
        Field::Create => say(&summary(form), theme.dim),
    }
    lines
}

fn about_cohosts(form: &Form, theme: &Theme, say: &mut impl FnMut(&str, Style)) {
    for (word, why) in form.found.bad.iter().take(NAMED) {
        say(&format!("{word}: {why}"), theme.trouble);
    }
    if form.found.bad.len() > NAMED {
        say(&format!("and {} more", form.found.bad.len() - NAMED), theme.trouble);
    }
    if !form.found.bad.is_empty() {
        return;
    }
    for email in form.found.twice.iter().take(1) {
        say(&format!("{email} stands there twice; once is enough."), theme.dim);
    }
    match form.found.good.len() {
        0 => say("E-mail addresses, typed or pasted from anywhere. They are added once the space is made.", theme.dim),
        count => {
            let who = if count == 1 { "1 person".to_owned() } else { format!("{count} people") };
            say(&format!("{who}, added once the space is made."), theme.dim);
        }
    }
    if !form.found.good.is_empty() && form.wished.get(Setting::Moderation) != Some(1) {
        say("Without moderation a co-host can do no more than others.", theme.waiting);
    }
}

/// What will be made, in a sentence.
fn summary(form: &Form) -> String {
    let name = form.name.value().trim();
    let name = if name.is_empty() { "A space without a name".to_owned() } else { name.to_owned() };
    let count = form.wished.settings().len();
    let settings = match count {
        0 => "as your account has it".to_owned(),
        1 => "with 1 setting".to_owned(),
        count => format!("with {count} settings"),
    };
    let cohosts = match form.found.good.len() {
        0 => String::new(),
        1 => " and 1 co-host".to_owned(),
        count => format!(" and {count} co-hosts"),
    };
    format!("{name}, {settings}{cohosts}. Its link is copied when it comes.")
}
