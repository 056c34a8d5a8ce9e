//! The list of spaces, and what to say where there are none.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{App, Focus};
use crate::keys::Action;
use crate::panes::spaces;
use crate::ui::Listing;

/// Draws it.
pub(super) fn draw(app: &App, frame: &mut Frame, area: Rect) -> Listing {
    let empty: Vec<String> = if app.session.signed_in {
        let ways = [
            (Action::New, "‹new› makes one: its link is in the clipboard at once."),
            (Action::LookUp, "‹look_up› looks one up by its link or code."),
            (Action::AllConferences, "‹all_conferences› finds those of your calls of the last 30 days."),
        ];
        let ways = ways.into_iter().filter(|(action, _)| app.available(*action).is_ok()).map(|(_, words)| words);
        ["No spaces yet.", ""].into_iter().chain(ways).map(Into::into).collect()
    } else {
        ["Not signed in, and no spaces remembered.", "", "‹accounts› signs in, or shows the demo."].map(Into::into).into()
    };
    let look = spaces::Look {
        book: &app.book,
        clock: &app.clock,
        theme: &app.theme,
        focused: app.focus == Focus::Spaces && app.overlays.is_empty(),
        empty: &empty,
    };
    spaces::draw(&app.spaces, frame, area, &look)
}
