//! Where the list and the details stand, for the size of the screen and what is shown.

use ratatui::layout::Rect;

use crate::app::{App, Focus, Tab};

/// From this width on, the panes stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// From this width and height on, one above the other; below, one at a time.
pub(super) const STACKED: (u16, u16) = (60, 20);

/// Where the list and the details stand, if they do.
pub(super) fn places(app: &App, middle: Rect) -> (Option<Rect>, Option<Rect>) {
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
