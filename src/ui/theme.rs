//! Colours and signs. Colours are the terminal's own sixteen, so that light and dark backgrounds both work; a colour is never the
//! only sign.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::keys::Keymap;

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
    /// Over the whole row under the cursor, on top of what is there.
    pub selection: Style,
    /// Lines around what does not have the focus.
    pub border: Style,
    /// Signs.
    pub signs: Signs,
    /// True where only ASCII may be written.
    pub ascii: bool,
    /// Which keys to name.
    pub keys: Keymap,
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

/// What a style is for: its name in the file of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What has the focus.
    Accent,
    /// Live.
    Live,
    /// Waiting.
    Waiting,
    /// Trouble.
    Trouble,
    /// Old or secondary.
    Dim,
    /// What one acts on.
    Strong,
    /// Everything else.
    Plain,
    /// The row under the cursor.
    Selection,
    /// Lines around what does not have the focus.
    Border,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::Accent,
        Self::Live,
        Self::Waiting,
        Self::Trouble,
        Self::Dim,
        Self::Strong,
        Self::Plain,
        Self::Selection,
        Self::Border,
    ];

    /// Its name in the file of a theme.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accent => "accent",
            Self::Live => "live",
            Self::Waiting => "waiting",
            Self::Trouble => "trouble",
            Self::Dim => "dim",
            Self::Strong => "strong",
            Self::Plain => "plain",
            Self::Selection => "selection",
            Self::Border => "border",
        }
    }

    /// What it is for, in a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Accent => "what has the focus, keys, the cursor",
            Self::Live => "a running conference, what went well",
            Self::Waiting => "what is under way, warnings",
            Self::Trouble => "what failed",
            Self::Dim => "what is old or secondary",
            Self::Strong => "what one acts on",
            Self::Plain => "everything else",
            Self::Selection => "over the whole row under the cursor",
            Self::Border => "lines around panes without the focus",
        }
    }
}

/// The terminal's background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// It did not say.
    Unknown,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Themes that greenroom brings along, the one without a name first.
pub const BUILT_IN: [&str; 3] = ["default", "high-contrast", "mono"];

/// The styles of a theme, whatever the terminal can show of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette([Style; Role::ALL.len()]);

impl Palette {
    /// A theme of [`BUILT_IN`]; the first one for any other name.
    #[must_use]
    pub fn built_in(name: &str, background: Background) -> Self {
        let reset = Style::new().fg(Color::Reset);
        let (bold, dim) = (reset.add_modifier(Modifier::BOLD), reset.add_modifier(Modifier::DIM));
        let inverse = bold.add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM);
        let color = |color: Color| Style::new().fg(color);
        let strong = |color: Color| Style::new().fg(color).add_modifier(Modifier::BOLD);
        // In the order of the roles.
        Self(match (name, background) {
            ("mono", _) => {
                let plain = Style::new();
                [plain, plain, plain, plain, dim, bold, reset, inverse, dim]
            }
            ("high-contrast", Background::Dark) => [
                strong(Color::LightCyan),
                strong(Color::LightGreen),
                strong(Color::LightYellow),
                strong(Color::LightRed),
                color(Color::White),
                strong(Color::White),
                color(Color::White),
                inverse,
                color(Color::White),
            ],
            ("high-contrast", Background::Light) => [
                // Of the 256 colours, which are the same everywhere: the terminal's own may be pale, and its black is grey where it is bold.
                strong(Color::Indexed(19)),
                strong(Color::Indexed(22)),
                strong(Color::Indexed(94)),
                strong(Color::Indexed(124)),
                color(Color::Indexed(16)),
                strong(Color::Indexed(16)),
                color(Color::Indexed(16)),
                inverse,
                color(Color::Indexed(16)),
            ],
            ("high-contrast", Background::Unknown) => {
                let underlined = bold.add_modifier(Modifier::UNDERLINED);
                [bold, strong(Color::Green), underlined, strong(Color::Red), reset, bold, reset, inverse, reset]
            }
            _ => {
                let [accent, live, waiting, trouble] = [Color::Magenta, Color::Green, Color::Yellow, Color::Red].map(color);
                [accent, live, waiting, trouble, dim, bold, reset, Style::new(), dim]
            }
        })
    }

    /// Another style for this.
    pub fn put(&mut self, role: Role, style: Style) {
        self.0[role as usize] = style;
    }

    /// The style for this.
    #[must_use]
    pub fn get(&self, role: Role) -> Style {
        self.0[role as usize]
    }
}

/// The style without its colours: what was told by a background alone is reversed instead.
fn colorless(style: Style) -> Style {
    let modifier = if style.bg.is_some_and(|color| color != Color::Reset) && style.add_modifier.is_empty() {
        Modifier::REVERSED
    } else {
        Modifier::empty()
    };
    let reset = |color: Option<Color>| color.filter(|color| *color == Color::Reset);
    Style { fg: reset(style.fg), bg: reset(style.bg), ..style.add_modifier(modifier) }
}

impl Theme {
    /// The theme for this terminal.
    #[must_use]
    pub fn new(color: bool, ascii: bool) -> Self {
        Self::of(&Palette::built_in(BUILT_IN[0], Background::Unknown), color, ascii)
    }

    /// These styles, as far as the terminal shows colours.
    #[must_use]
    pub fn of(palette: &Palette, color: bool, ascii: bool) -> Self {
        let paint = |role| if color { palette.get(role) } else { colorless(palette.get(role)) };
        Self {
            accent: paint(Role::Accent),
            live: paint(Role::Live),
            waiting: paint(Role::Waiting),
            trouble: paint(Role::Trouble),
            dim: paint(Role::Dim),
            strong: paint(Role::Strong),
            plain: paint(Role::Plain),
            selection: paint(Role::Selection),
            border: paint(Role::Border),
            signs: if ascii { ASCII } else { UNICODE },
            ascii,
            keys: Keymap::default(),
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(true, false)
    }
}
