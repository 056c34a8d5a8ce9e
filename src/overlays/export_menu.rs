//! What to write to a file.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome};
use crate::effect::ExportWhat;
use crate::export::Format;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Key, label and what there is to know.
fn words(what: ExportWhat) -> (char, &'static str, &'static str) {
    match what {
        ExportWhat::Transcript(Format::Markdown) => ('m', "transcript, Markdown", "to read, speakers in bold"),
        ExportWhat::Transcript(Format::Text) => ('t', "transcript, text", "a line an entry, for reading and grep"),
        ExportWhat::Transcript(Format::WebVtt) => ('v', "transcript, WebVTT", "subtitles with speakers"),
        ExportWhat::Transcript(Format::Srt) => ('s', "transcript, SRT", "subtitles for every player"),
        ExportWhat::Transcript(Format::Json) => ('J', "transcript, JSON", "as the API has it"),
        ExportWhat::PeopleCsv => ('c', "people, CSV", "a row a stay; one request a person"),
        ExportWhat::PeopleJson => ('p', "people, JSON", "with their stays; one request a person"),
        ExportWhat::Artifacts => ('a', "files, JSON", "recordings, transcripts and notes"),
    }
}

/// The menu with its cursor.
#[derive(Debug)]
pub struct ExportMenu {
    title: String,
    /// Why there is no transcript, if there is none.
    none: Option<&'static str>,
    pub(super) choices: Choices,
}

impl ExportMenu {
    /// For a conference that is called so.
    #[must_use]
    pub fn new(title: &str, none: Option<&'static str>) -> Self {
        let mut choices = Choices::new(ExportWhat::ALL.len());
        if none.is_some() {
            choices.go_to(ExportWhat::ALL.iter().position(|what| *what == ExportWhat::PeopleCsv).unwrap_or(0));
        }
        Self { title: format!("Export of {title}"), none, choices }
    }

    fn why_not(&self, what: ExportWhat) -> Option<&'static str> {
        self.none.filter(|_| matches!(what, ExportWhat::Transcript(_)))
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if let KeyCode::Char(letter) = key.code
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
            && let Some(at) = ExportWhat::ALL.iter().position(|what| words(*what).0 == letter)
        {
            self.choices.go_to(at);
            return self.chosen();
        }
        match key.code {
            KeyCode::Enter => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 'x') => Outcome::Close,
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    pub(super) fn chosen(&self) -> Outcome {
        match ExportWhat::ALL.get(self.choices.at) {
            Some(what) if self.why_not(*what).is_none() => Outcome::Export(*what),
            _ => Outcome::Stay,
        }
    }

    /// Draws it; gives back which row stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) -> Listing {
        const LABEL: usize = 22;
        let width = 66.min(frame.area().width.saturating_sub(6));
        let height = u16::try_from(ExportWhat::ALL.len()).unwrap_or(8).min(frame.area().height.saturating_sub(4));
        let inside = ui::popup(frame, theme, &ui::drawable(theme, &self.title), width, height, theme.accent);
        let first = ui::scroll(0, self.choices.at, usize::from(inside.height), ExportWhat::ALL.len());
        let room = usize::from(inside.width).saturating_sub(LABEL + 5);
        let mut items = Vec::new();
        for (y, (at, what)) in (inside.y..inside.bottom()).zip(ExportWhat::ALL.iter().enumerate().skip(first)) {
            let (key, label, about) = words(*what);
            let chosen = at == self.choices.at;
            let why = self.why_not(*what);
            let style = match (why, chosen) {
                (Some(_), _) => theme.dim,
                (None, true) => theme.strong,
                (None, false) => theme.plain,
            };
            let about = text::fit_with(why.unwrap_or(about), room, theme.signs.ellipsis).into_owned();
            let line = Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {key}  "), if why.is_some() { theme.dim } else { theme.accent }),
                Span::styled(text::pad(label, LABEL), style),
                Span::styled(about, if why.is_some() { theme.waiting } else { theme.dim }),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..inside });
            items.push(Some(at));
        }
        Listing { area: inside, items }
    }
}
