//! What to copy of a space.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome};
use crate::effect::Clip;
use crate::meet::resources::Space;
use crate::panes::details::{phone_text, sip_text};
use crate::share::invitation::invitation;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Something of a space that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The join link.
    Link,
    /// The code.
    Code,
    /// The whole invitation.
    Invitation,
    /// The page that lists every dial-in number.
    NumbersPage,
    /// A dial-in number with its PIN, by its place.
    DialIn(usize),
    /// A SIP address with its code, by its place.
    Sip(usize),
    /// The resource name.
    Name,
    /// All of it, as the API sends it.
    Json,
    /// Something of each marked space.
    Several(Several),
}

/// Something of each of several spaces, one a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Several {
    /// Join links.
    Links,
    /// The person's names with the join links.
    Named,
    /// Codes.
    Codes,
    /// Resource names.
    Names,
}

impl Several {
    const ALL: [(char, Self, &'static str, &'static str); 4] = [
        ('l', Self::Links, "links", "one a line"),
        ('b', Self::Named, "both", "name and link, one space a line"),
        ('c', Self::Codes, "codes", "one a line"),
        ('n', Self::Names, "space names", "spaces/…, one a line"),
    ];

    /// True when it holds the link or the code, which can come to belong to another space.
    #[must_use]
    pub fn holds_the_link(self) -> bool {
        self != Self::Names
    }

    /// What so many are called.
    #[must_use]
    pub fn words(self, count: usize) -> String {
        let word = match self {
            Self::Links => "link",
            Self::Named => "name and link",
            Self::Codes => "code",
            Self::Names => "space name",
        };
        match (self, count) {
            (_, 1) => format!("1 {word}"),
            (Self::Named, _) => format!("{count} names and links"),
            (..) => format!("{count} {word}s"),
        }
    }

    /// The line of one space; none when it has no such thing.
    #[must_use]
    pub fn line(self, space: &Space, label: Option<&str>) -> Option<String> {
        let line = match self {
            Self::Links => space.meeting_uri.clone()?,
            Self::Named => {
                let link = space.meeting_uri.as_deref()?;
                label.map_or_else(|| link.to_owned(), |label| format!("{label}: {link}"))
            }
            Self::Codes => space.meeting_code.clone()?,
            Self::Names => space.name.to_string(),
        };
        Some(text::clean(&line).into_owned())
    }
}

impl What {
    /// True when it holds the link or the code, which can come to belong to another space.
    #[must_use]
    pub fn holds_the_link(self) -> bool {
        matches!(self, Self::Link | Self::Code | Self::Invitation | Self::NumbersPage | Self::Json)
    }

    /// The text for the clipboard; none when the space has no such thing.
    #[must_use]
    pub fn clip(self, space: &Space, label: Option<&str>) -> Option<Clip> {
        let of = label.or(space.meeting_code.as_deref()).unwrap_or(space.name.as_str()).to_owned();
        let (text, what, secret) = match self {
            Self::Link => (space.meeting_uri.clone()?, format!("the link of {of}"), false),
            Self::Code => (space.meeting_code.clone()?, format!("the code of {of}"), false),
            Self::Invitation => (invitation(space, label), format!("the invitation to {of}"), true),
            Self::NumbersPage => (space.code()?.numbers_page(), format!("the page of numbers of {of}"), false),
            Self::DialIn(at) => (phone_text(space.phone_access.get(at)?), format!("a dial-in number of {of}"), true),
            Self::Sip(at) => (sip_text(space.gateway_sip_access.get(at)?), format!("a SIP address of {of}"), true),
            Self::Name => (space.name.to_string(), format!("the space name of {of}"), false),
            Self::Json => (serde_json::to_string_pretty(space).ok()?, format!("the JSON of {of}"), true),
            Self::Several(what) => (what.line(space, label)?, what.words(1), false),
        };
        Some(Clip { text: text::clean_lines(&text).into_owned(), what, secret })
    }
}

/// A row of the menu.
#[derive(Debug)]
struct Item {
    key: char,
    what: What,
    label: String,
    preview: String,
}

/// The menu with its cursor.
#[derive(Debug)]
pub struct CopyMenu {
    title: String,
    items: Vec<Item>,
    pub(super) choices: Choices,
}

impl CopyMenu {
    /// What there is to copy of a space.
    #[must_use]
    pub fn new(space: &Space, label: Option<&str>) -> Self {
        let mut whats = vec![('l', What::Link, "link".to_owned()), ('c', What::Code, "code".into())];
        whats.push(('i', What::Invitation, "invitation".into()));
        let digits = "123456789".chars().chain(std::iter::repeat(' '));
        for (at, (key, phone)) in digits.clone().zip(&space.phone_access).enumerate() {
            whats.push((key, What::DialIn(at), format!("dial-in {}", phone.region_code.as_deref().unwrap_or(""))));
        }
        for at in 0..space.gateway_sip_access.len() {
            whats.push((if at == 0 { 's' } else { ' ' }, What::Sip(at), "SIP".into()));
        }
        whats.push(('n', What::Name, "space name".into()));
        whats.push(('J', What::Json, "JSON".into()));
        let items: Vec<Item> = whats
            .into_iter()
            .filter_map(|(key, what, name)| {
                let clip = what.clip(space, label)?;
                let preview = match what {
                    What::Invitation => format!("{} lines", clip.text.lines().count()),
                    What::Json => "as the API sends it".into(),
                    _ => clip.text,
                };
                Some(Item { key, what, label: name, preview })
            })
            .collect();
        Self { title: "Copy".into(), choices: Choices::new(items.len()), items }
    }

    /// What there is to copy of so many spaces.
    #[must_use]
    pub fn several(count: usize) -> Self {
        let item = |(key, what, label, preview): (char, Several, &str, &str)| Item {
            key,
            what: What::Several(what),
            label: label.to_owned(),
            preview: preview.to_owned(),
        };
        let items: Vec<Item> = Several::ALL.into_iter().map(item).collect();
        let title = format!("Copy of {count} space{}", if count == 1 { "" } else { "s" });
        Self { title, choices: Choices::new(items.len()), items }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if let KeyCode::Char(letter) = key.code
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
            && let Some(item) = self.items.iter().find(|item| item.key == letter && letter != ' ')
        {
            return Outcome::Copy(item.what);
        }
        match key.code {
            KeyCode::Enter | KeyCode::Char('y') => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 'Y') => Outcome::Close,
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    pub(super) fn chosen(&self) -> Outcome {
        self.items.get(self.choices.at).map_or(Outcome::Close, |item| Outcome::Copy(item.what))
    }

    /// Draws it; gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) -> Listing {
        let width = 66.min(frame.area().width.saturating_sub(6));
        let height = u16::try_from(self.items.len()).unwrap_or(20).min(frame.area().height.saturating_sub(4));
        let inside = ui::popup(frame, theme, &self.title, width, height, theme.accent);
        let first = ui::scroll(0, self.choices.at, usize::from(inside.height), self.items.len());
        let room = usize::from(inside.width).saturating_sub(17);
        let mut items = Vec::new();
        for (y, (at, item)) in (inside.y..inside.bottom()).zip(self.items.iter().enumerate().skip(first)) {
            let chosen = at == self.choices.at;
            let preview = ui::drawable(theme, &item.preview);
            let line = Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {}  ", item.key), theme.accent),
                Span::styled(text::pad(&ui::drawable(theme, &item.label), 11), if chosen { theme.strong } else { theme.plain }),
                Span::raw(" "),
                Span::styled(text::fit_with(&preview, room, theme.signs.ellipsis).into_owned(), theme.dim),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..inside });
            items.push(Some(at));
        }
        Listing { area: inside, items }
    }
}
