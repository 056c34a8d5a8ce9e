//! The link in full, and as a QR code for a phone.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::Line;

use super::Outcome;
use super::copy_menu::What;
use crate::book::RowId;
use crate::keys::Action;
use crate::share::qr;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// Whose link.
#[derive(Debug)]
pub struct LinkCard {
    /// The row.
    pub of: RowId,
}

impl LinkCard {
    pub(super) fn key(key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Char('y') => Outcome::Copy(What::Link),
            KeyCode::Char('o') => Outcome::Act(Action::Browse),
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'v') => Outcome::Close,
            _ => Outcome::Unused,
        }
    }

    /// Draws it: `link` with what is to be said of its age.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, title: &str, link: Option<&str>, note: &str) {
        let link = link.map(|link| ui::drawable(theme, link));
        let code =
            link.as_deref().and_then(|link| if theme.ascii { qr::qr_ascii(link) } else { qr::qr(link) }).unwrap_or_default();
        let room = frame.area();
        let wide = usize::from(room.width.saturating_sub(6));
        // A link is never cut: where it is too long it goes on below.
        let shown = link.as_deref().unwrap_or("The link is not known yet.");
        let mut above: Vec<Line> = text::wrap(shown, wide).into_iter().map(|line| Line::styled(line, theme.strong)).collect();
        let note = ui::drawable(theme, note);
        if !note.is_empty() {
            above.extend(text::wrap(&note, wide).into_iter().map(|line| Line::styled(line, theme.waiting)));
        }
        let code_width = code.first().map_or(0, |row| text::width(row));
        let fits = code_width <= wide && above.len() + code.len() + 3 <= usize::from(room.height);
        let code = if fits { code } else { Vec::new() };
        let hint = match (fits, link.is_some()) {
            (false, true) => "y copy    o open    Esc close    (too small here for the QR code)",
            _ => "y copy    o open    Esc close",
        };
        let hint = if text::width(hint) <= wide { vec![hint.to_owned()] } else { text::wrap(hint, wide) };
        let below: Vec<Line> = hint.into_iter().map(|line| Line::styled(line, theme.dim)).collect();
        let width = above.iter().chain(&below).map(Line::width).chain([code_width]).max().unwrap_or(0);
        let needed = above.len() + below.len() + code.len();
        // Air above, between and below the code where there is room for it.
        let airy = needed + 5 <= usize::from(room.height);
        let air = u16::from(airy);
        let height = needed + if airy { 2 + usize::from(fits) } else { 0 };
        let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let inside = ui::popup(frame, theme, &ui::drawable(theme, title), to_u16(width), to_u16(height), theme.accent);
        let mut y = inside.y.saturating_add(air);
        let put = |line: Line, style: Option<Style>, y: &mut u16, frame: &mut Frame| {
            if *y < inside.bottom() {
                let centred = line.alignment(Alignment::Center);
                let width = to_u16(centred.width()).min(inside.width);
                let area = Rect { x: inside.x + (inside.width - width) / 2, y: *y, width, height: 1 };
                frame.render_widget(style.map_or(centred.clone(), |style| centred.style(style)), area);
            }
            *y = y.saturating_add(1);
        };
        for line in above {
            put(line, None, &mut y, frame);
        }
        if fits {
            y = y.saturating_add(air);
        }
        // Dark on light whatever the terminal's own colours are, or a phone does not read it.
        let paper = Style::new().fg(Color::Indexed(16)).bg(Color::Indexed(231));
        for row in code {
            put(Line::raw(row), Some(paper), &mut y, frame);
        }
        y = y.saturating_add(air).min(inside.bottom().saturating_sub(to_u16(below.len())).max(inside.y));
        for line in below {
            put(line, None, &mut y, frame);
        }
    }
}
