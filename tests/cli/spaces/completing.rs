//! `greenroom completions` and `greenroom man`.

use super::house::House;

#[test]
fn every_shell_has_a_script() {
    let house = House::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = house.run(&["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        assert!(ended.out.contains("GREENROOM_COMPLETE") && ended.out.contains("greenroom"), "{}", ended.out);
    }
    // clap's scripts as they come, mended.
    for (shell, words) in [
        ("bash", "printf -v \"COMPREPLY[at]\" %q"),
        ("zsh", "_clap_dynamic_completer_greenroom \"$@\""),
        ("powershell", "EscapeSingleQuotedStringContent($cmd)"),
    ] {
        let script = house.run(&["completions", shell]).out;
        assert!(script.contains(words), "{shell}: {script}");
    }
    house.run(&["completions", "tcsh"]).failed(2, "tcsh");
    house.run(&["completions"]).failed(2, "<SHELL>");
}

/// What bash offers after these words.
fn in_bash(house: &House, words: &[&str]) -> Vec<String> {
    let last = words.last().unwrap();
    let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let script = format!(
        "export PATH=\"$(dirname \"$0\"):$PATH\"; source <(greenroom completions bash); compopt() {{ [ \"$1\" != +o ]; }}
         COMP_TYPE=9; COMP_WORDS=(greenroom {line}); COMP_CWORD={}; _clap_complete_greenroom greenroom '{last}' ''
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.len()
    );
    let ended = house.bench.shell(&script);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
    ended.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_offers_commands_flags_values_and_the_names_of_spaces() {
    let house = House::furnished();
    house.space("odd", "odd-mnop-xyz", Some("Wei\u{202e}rd"));
    assert_eq!(in_bash(&house, &["inv"]), ["invite"]);
    assert_eq!(in_bash(&house, &["set", "x", "--access", ""]), ["open", "trusted", "restricted"]);
    assert!(in_bash(&house, &["set", "x", "--join"]).contains(&"--join-as-viewer".to_owned()));
    assert_eq!(in_bash(&house, &["link", "we"]), ["Weekly\\ design\\ review"]);
    assert_eq!(in_bash(&house, &["link", "Weekly\\ d"]), ["Weekly\\ design\\ review"]);
    assert_eq!(in_bash(&house, &["link", "\"we"]), ["Weekly design review"], "quoted already");
    assert_eq!(in_bash(&house, &["cohosts", "add", "abc-m"]), ["abc-mnop-xyz"]);
    assert_eq!(in_bash(&house, &["show", "%"]), [""], "no pattern");
    assert_eq!(house.asked(), 0);
}

#[test]
fn fish_and_powershell_are_told_what_each_is() {
    for shell in ["fish", "powershell"] {
        let house = House::furnished().with("GREENROOM_COMPLETE", shell);
        let ended = house.run(&["--", "greenroom", "link", "St"]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(0), "Stand-up\tbcd-mnop-xyz\n"), "{shell}");
        let ended = house.run(&["--", "greenroom", "link", "bcd"]);
        assert_eq!(ended.out, "bcd-mnop-xyz\tStand-up\n", "{shell}");
    }
}

#[test]
fn without_a_list_or_with_wrong_settings_nothing_is_said_in_the_middle_of_a_line() {
    let house = House::new().with("GREENROOM_COMPLETE", "zsh").with("_CLAP_COMPLETE_INDEX", "2");
    let ended = house.run(&["--", "greenroom", "link", "x"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
    std::fs::write(house.bench.folder("config").join("config.toml"), "nonsense").unwrap();
    let ended = house.run(&["--", "greenroom", "link", "x"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
}

#[test]
fn a_page_for_every_command() {
    let house = House::new();
    let page = house.run(&["man"]);
    assert!(page.code == Some(0) && page.out.contains(".TH greenroom 1") && page.out.contains("Exit codes:"), "{}", page.out);
    let page = house.run(&["man", "cohosts", "add"]);
    assert!(page.out.contains("greenroom cohosts add") && page.out.contains("bo@example.com"), "{}", page.out);
    house.run(&["man", "nonsense"]).failed(2, "there is no command nonsense");
    let dir = house.bench.root().join("man1");
    assert_eq!(house.run(&["man", "--dir", &dir.display().to_string()]).code, Some(0));
    let mut pages: Vec<String> =
        std::fs::read_dir(&dir).unwrap().map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    pages.sort();
    for name in ["greenroom.1", "greenroom-new.1", "greenroom-cohosts-add.1", "greenroom-auth-login.1"] {
        assert!(pages.iter().any(|page| page == name), "{name}: {pages:?}");
    }
}

#[test]
fn every_command_has_examples_in_its_help() {
    use clap::CommandFactory as _;
    let mut program = greenroom::cli::Cli::command();
    program.build();
    let mut commands: Vec<_> = program.get_subcommands().cloned().collect();
    while let Some(command) = commands.pop() {
        let below: Vec<_> = command.get_subcommands().cloned().collect();
        if below.is_empty() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example") && help.contains("greenroom"), "{}: {help}", command.get_name());
        }
        commands.extend(below);
    }
}
