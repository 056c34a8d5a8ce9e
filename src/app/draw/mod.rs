//! The whole screen: header, panes, footer, and what lies on top. Reads the state and changes nothing.

mod details;
mod footer;
mod header;
mod list;
mod overlays;
mod places;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{App, Focus};
use crate::ui::{self, Areas, text};

/// Draws everything; gives back what stands where.
pub fn draw(app: &App, frame: &mut Frame) -> Areas {
    let screen = frame.area();
    let mut areas = Areas { screen, ..Areas::default() };
    if screen.width < ui::SMALLEST.0 || screen.height < ui::SMALLEST.1 {
        more_room(app, frame, screen);
        return areas;
    }
    header::draw(app, frame, Rect { height: 1, ..screen });
    let middle = Rect { y: screen.y + 1, height: screen.height - 2, ..screen };
    let (list, facts) = places::places(app, middle);
    areas.spaces = list.map(|area| list::draw(app, frame, area));
    areas.details = facts.map(|area| details::draw(app, frame, area));
    let focused = match app.focus {
        Focus::Spaces => &areas.spaces,
        Focus::Details => &areas.details,
    };
    if let Some(listing) = focused.as_ref().filter(|_| app.overlays.is_empty()) {
        ui::show_cursor(frame, &app.theme, listing.area);
    }
    footer::draw(app, frame, Rect { y: screen.bottom() - 1, height: 1, ..screen });
    areas.overlay = overlays::draw(app, frame);
    areas
}

/// That the terminal is too small.
fn more_room(app: &App, frame: &mut Frame, screen: Rect) {
    let words = format!("greenroom needs {}x{} or more (‹close› quits)", ui::SMALLEST.0, ui::SMALLEST.1);
    for (y, line) in (screen.y..screen.bottom()).zip(text::wrap(&app.keymap.in_words(&words), usize::from(screen.width))) {
        frame.render_widget(Line::styled(line, app.theme.strong), Rect { y, height: 1, ..screen });
    }
}
