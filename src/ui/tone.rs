//! How words are meant, wherever they stand.

use ratatui::style::Style;

use super::theme::Theme;

/// How words are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As they are.
    Plain,
    /// What one acts on.
    Strong,
    /// Old or secondary.
    Dim,
    /// Live.
    Live,
    /// Waiting.
    Waiting,
    /// Trouble.
    Trouble,
}

impl Tone {
    /// Its style on the screen.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Plain => theme.plain,
            Self::Strong => theme.strong,
            Self::Dim => theme.dim,
            Self::Live => theme.live,
            Self::Waiting => theme.waiting,
            Self::Trouble => theme.trouble,
        }
    }
}
