use super::*;

#[test]
fn styles_as_people_write_them() {
    assert_eq!(style("magenta"), Ok(Style::new().fg(Color::Magenta)));
    assert_eq!(style("  bold  underlined "), Ok(Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)));
    let orange = Style::new().fg(Color::Rgb(255, 135, 0)).bg(Color::Indexed(234)).add_modifier(Modifier::BOLD);
    assert_eq!(style("#ff8700 on 234 bold"), Ok(orange));
    assert_eq!(style("default on default"), Ok(Style::new().fg(Color::Reset).bg(Color::Reset)));
    for color in COLORS {
        assert!(style(color).is_ok(), "{color}");
    }
    assert_eq!(style("magneta").unwrap_err(), "\"magneta\" is no colour: did you mean magenta?");
    assert_eq!(style("bolt").unwrap_err(), "\"bolt\" is no colour: did you mean bold?");
    for text in ["", "on", "red blue", "#ff", "#gggggg", "256", "\u{1b}[31m", "red on"] {
        let error = style(text).unwrap_err();
        assert!(!error.contains('\u{1b}'), "{error}");
    }
}

#[test]
fn what_is_above_holds_for_both_backgrounds() {
    let text = "accent = \"blue\"\ndim = \"gray\"\n[dark]\naccent = \"cyan\"\n[light]\ndim = \"black\"\n";
    let colors = |background| {
        let palette = parse(text, background).unwrap();
        [palette.get(Role::Accent).fg, palette.get(Role::Dim).fg].map(Option::unwrap)
    };
    assert_eq!(colors(Background::Unknown), [Color::Blue, Color::Gray]);
    assert_eq!(colors(Background::Dark), [Color::Cyan, Color::Gray]);
    assert_eq!(colors(Background::Light), [Color::Blue, Color::Black]);
    let untold = parse(text, Background::Dark).unwrap().get(Role::Live);
    assert_eq!(untold, Palette::built_in("default", Background::Dark).get(Role::Live));
}

#[test]
fn backgrounds_as_terminals_tell_them() {
    let of = |hint| Ground::Auto.background(hint);
    assert_eq!([of(Some("15;0")), of(Some("12;8")), of(Some("7;default;0"))], [Background::Dark; 3]);
    assert_eq!([of(Some("0;15")), of(Some("0;default;7"))], [Background::Light; 2]);
    assert_eq!([of(None), of(Some("")), of(Some("0;default")), of(Some("x;99"))], [Background::Unknown; 4]);
    assert_eq!(Ground::Light.background(Some("15;0")), Background::Light);
}
