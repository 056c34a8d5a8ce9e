//! Colours and signs. Colours are the terminal's own sixteen, so that light and dark backgrounds both work; a colour is never the
//! only sign.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// Semantic styles and signs.
#[derive(Debug, Clone)]
pub struct Theme {
    /// What has the focus.
    pub accent: Style,
    /// Live.
    pub live: Style,
    /// Waiting.
    pub waiting: Style,
    /// Trouble.
    pub trouble: Style,
    /// Old or secondary.
    pub dim: Style,
    /// What one acts on.
    pub strong: Style,
    /// Everything else.
    pub plain: Style,
    /// Signs.
    pub signs: Signs,
    /// True where only ASCII may be written.
    pub ascii: bool,
}

/// Signs, each one column wide unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    /// A running conference.
    pub live: &'static str,
    /// No running conference.
    pub idle: &'static str,
    /// Work under way.
    pub waiting: &'static str,
    /// Something failed.
    pub failed: &'static str,
    /// Beside a marked row.
    pub marked: &'static str,
    /// Of a bar, what is done.
    pub full: &'static str,
    /// Of a bar, what is left.
    pub left: &'static str,
    /// Beside the row under the cursor.
    pub cursor: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// Between two facts, with its blanks.
    pub dot: &'static str,
    /// From old to new, with its blanks.
    pub arrow: &'static str,
    /// A pinned row.
    pub pin: &'static str,
    /// A row that is watched.
    pub watch: &'static str,
    /// Lines around panes.
    pub border: border::Set<'static>,
}

const UNICODE: Signs = Signs {
    live: "●",
    idle: "○",
    waiting: "◌",
    failed: "×",
    marked: "✓",
    full: "━",
    left: "─",
    cursor: "▌",
    ellipsis: "…",
    dot: " · ",
    arrow: " → ",
    pin: "▴",
    watch: "♪",
    border: border::ROUNDED,
};

const ASCII: Signs = Signs {
    live: "*",
    idle: "o",
    waiting: "~",
    failed: "x",
    marked: "+",
    full: "#",
    left: ".",
    cursor: ">",
    ellipsis: "~",
    dot: " - ",
    arrow: " -> ",
    pin: "^",
    watch: "@",
    border: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
};

impl Theme {
    /// The theme for this terminal.
    #[must_use]
    pub fn new(color: bool, ascii: bool) -> Self {
        let paint = |color_of: Color, modifier: Modifier| {
            let style = Style::new().add_modifier(modifier);
            if color { style.fg(color_of) } else { style }
        };
        Self {
            accent: paint(Color::Magenta, Modifier::empty()),
            live: paint(Color::Green, Modifier::empty()),
            waiting: paint(Color::Yellow, Modifier::empty()),
            trouble: paint(Color::Red, Modifier::empty()),
            dim: Style::new().fg(Color::Reset).add_modifier(Modifier::DIM),
            strong: Style::new().fg(Color::Reset).add_modifier(Modifier::BOLD),
            plain: Style::new().fg(Color::Reset),
            signs: if ascii { ASCII } else { UNICODE },
            ascii,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(true, false)
    }
}
