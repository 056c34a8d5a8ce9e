//! The main screens in the themes that greenroom brings along, on light and dark backgrounds, in one of a person's own; and with keys
//! of a person's own.

use greenroom::config::Settings;
use greenroom::ui::theme::{Background, Palette, Role, Theme};
use ratatui::style::{Color, Modifier, Style};

use super::grid;
use super::stage::{Stage, With};

/// The screens on which every style is to be seen.
const SCREENS: [(&str, &str); 5] =
    [("main", ""), ("settings", "2 space j"), ("palette", ":"), ("question", "e"), ("unfocused", "tab j")];

fn stage(theme: Theme) -> Stage {
    Stage::new(With { theme, ..With::default() }).answered()
}

fn compare(name: &str, theme: &Theme, screens: &[(&str, &str)]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (screen, keys) in screens {
        let mut stage = stage(theme.clone());
        stage.press(keys);
        let text = grid::snapshot(&grid::drawn(&mut stage.app, 100, 26));
        settings.bind(|| insta::assert_snapshot!(format!("theme_{name}_{screen}"), text));
    }
}

fn built_in(name: &str, background: Background) -> Theme {
    Theme::of(&Palette::built_in(name, background), true, false)
}

#[test]
fn high_contrast_on_dark() {
    compare("high_contrast_dark", &built_in("high-contrast", Background::Dark), &SCREENS);
}

#[test]
fn high_contrast_on_light() {
    compare("high_contrast_light", &built_in("high-contrast", Background::Light), &SCREENS[..2]);
}

#[test]
fn high_contrast_on_who_knows_what() {
    compare("high_contrast", &built_in("high-contrast", Background::Unknown), &SCREENS);
}

#[test]
fn mono_is_the_same_on_every_background() {
    assert_eq!(Palette::built_in("mono", Background::Light), Palette::built_in("mono", Background::Dark));
    compare("mono", &built_in("mono", Background::Unknown), &SCREENS);
}

/// Every role has a colour of its own: what is still in another one asks no theme.
#[test]
fn nothing_is_drawn_beside_the_theme() {
    let mut palette = Palette::built_in("default", Background::Unknown);
    for (at, role) in (200..).zip(Role::ALL) {
        palette.put(role, Style::new().fg(Color::Indexed(at)));
    }
    // Under the cursor colours of their own are to be seen.
    palette.put(Role::Selection, Style::new().add_modifier(Modifier::ITALIC));
    for keys in ["", "2 space j", "3", "4", ":", "e", "?", "Y", "N", "P", "A", "tab j", "/ w", "!"] {
        let mut stage = stage(Theme::of(&palette, true, false));
        stage.press(keys);
        let drawn = grid::drawn(&mut stage.app, 120, 40);
        for (at, cell) in drawn.backend().buffer().content().iter().enumerate() {
            let own = matches!(cell.fg, Color::Indexed(200..)) || cell.fg == Color::Reset;
            assert!(own && cell.bg == Color::Reset, "{keys}: {at}: {cell:?}");
        }
    }
}

#[test]
fn without_colours_a_theme_has_none() {
    for name in ["high-contrast", "default"] {
        for background in [Background::Dark, Background::Light, Background::Unknown] {
            let mut stage = stage(Theme::of(&Palette::built_in(name, background), false, true));
            stage.press(":");
            let drawn = grid::drawn(&mut stage.app, 120, 40);
            assert!(drawn.backend().buffer().content().iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
            assert!(drawn.backend().buffer().content().iter().all(|cell| cell.symbol().is_ascii()));
        }
    }
}

#[test]
fn keys_of_ones_own_are_named_everywhere() {
    let text = "[keys]\nnew = [\"F2\"]\ncopy = [\"ctrl-y\", \"y\"]\nrefresh = [\"F5\"]\nhelp = [\"F1\"]\npin = []\nend = [\"z\"]\n\
        settings_tab = [\"alt-2\"]\nundo = []\nback = [\"backspace\"]\nsend = [\"alt-enter\"]\nnext_value = [\"+\"]\n";
    let keys = Settings::parse(text, std::path::Path::new("config.toml")).unwrap().keys;
    let theme = Theme { keys, ..Theme::default() };
    let screens = [("keys_main", ""), ("keys_help", "F1"), ("keys_changed", "alt-2 +"), ("keys_refused", "h")];
    compare("own", &theme, &screens);
    for keys in ["", "F1", ":", "alt-2 +", "3", "4", "d", "P", "!", "space", "H", "tab", "N", "Y", "A"] {
        let mut stage = stage(theme.clone());
        stage.press(keys);
        let drawn = grid::drawn(&mut stage.app, 120, 40);
        let lines: Vec<String> = (0..40).map(|y| grid::line(drawn.backend().buffer(), y)).collect();
        assert!(!lines.iter().any(|line| line.contains(['‹', '›'])), "{keys}\n{}", lines.join("\n"));
    }
}
