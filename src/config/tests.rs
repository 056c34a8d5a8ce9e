use std::time::Duration;

use super::*;
use crate::activity::Rules;
use crate::keys::Action;
use crate::share::clipboard::Choice;
use crate::share::notice::How;

fn load(text: &str) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), text).unwrap();
    let shown = folder.path().display().to_string();
    Settings::load(folder.path()).map_err(|error| error.to_string().replace(&shown, "DIR"))
}

#[test]
fn without_a_file_nothing_is_set() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Settings::load(folder.path()).unwrap(), Settings::default());
}

#[test]
fn what_the_file_may_say() {
    let settings = load("read_only = true\nmouse = false\nclipboard = \"osc52\"\n").unwrap();
    assert_eq!(settings, Settings { read_only: true, mouse: Some(false), clipboard: Some(Choice::Osc52), ..Settings::default() });
}

#[test]
fn an_error_names_file_line_and_column() {
    let error = load("read_only = true\nmous = false\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:2:1: unknown key mous: did you mean mouse?"), "{error}");
    let error = load("mouse = 3\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:1:9: "), "{error}");
    let error = load("clipboard = \"floppy\"\n").unwrap_err();
    assert!(error.contains("floppy") && error.lines().count() == 1, "{error}");
}

#[test]
fn notices_and_what_is_wrong_with_them() {
    let notices = load("[notices]\nhow = \"bell\"\nfile_ready = false\n").unwrap().notices;
    assert_eq!((notices.how, notices.rules), (How::Bell, Rules { first_in: true, file_ready: false }));
    assert_eq!(load("mouse = true\n").unwrap().notices, Notices::default());
    let error = load("[notices]\nhow = \"loud\"\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:2:7: no notice is called \"loud\": choose both, bell"), "{error}");
    let error = load("[notices]\nhow = \"bell\"\nfirst_inn = true\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:3:1: unknown key first_inn: did you mean first_in?"), "{error}");
    assert!(load("[notices]\nfirst_in = \"yes\"\n").unwrap_err().starts_with("DIR/config.toml:2:12: "));
}

/// A setting with its word.
fn words(preset: &Preset) -> Vec<String> {
    preset.settings.iter().map(|(setting, at)| format!("{} {}", setting.flag(), setting.choices()[*at].word)).collect()
}

#[test]
fn presets_in_their_order_and_the_built_in_ones() {
    let text = r#"
[presets.standup]
access = "trusted"
recording = false
transcript = "on"
cohosts = ["bo@example.com", "Chi <chi@example.com>", "BO@example.com"]
name = "Stand-up {date}"

[presets."All hands"]
entry-points = "all"
join-as-viewer = "on"

[presets.webinar]
access = "restricted"

[new]
preset = "standup"
recording = "on"
cohosts = ["dee@example.com"]
"#;
    let presets = load(text).unwrap().presets;
    let names: Vec<&str> = presets.all().iter().map(|preset| preset.name.as_str()).collect();
    assert_eq!(names, ["standup", "All hands", "webinar", "open-call", "one-to-one", "training"]);
    let standup = presets.find("standup").unwrap();
    assert_eq!(words(standup), ["access trusted", "recording off", "transcript on"]);
    let cohosts = |preset: &Preset| preset.cohosts.iter().map(|email| email.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(cohosts(standup), ["bo@example.com", "chi@example.com"]);
    assert_eq!(words(presets.find("webinar").unwrap()), ["access restricted"]);
    let new = presets.new_space();
    assert_eq!(words(new), ["access trusted", "recording on", "transcript on"]);
    assert_eq!(cohosts(new), ["bo@example.com", "chi@example.com", "dee@example.com"]);
    assert_eq!((new.name.as_str(), new.pattern.as_ref().unwrap().as_str()), ("standup", "Stand-up {date}"));
}

#[test]
fn what_is_wrong_with_a_preset_stands_at_its_place() {
    let cases = [
        ("[presets.a]\nrecordng = \"on\"\n", "2:1: unknown key recordng: did you mean recording?"),
        ("[presets.a]\njoin_as_viewer = \"on\"\n", "2:1: unknown key join_as_viewer: did you mean join-as-viewer?"),
        ("[presets.a]\n  preset = \"webinar\"\n", "2:3: unknown key preset: there are access, entry-points,"),
        ("[new]\nprest = \"webinar\"\n", "2:1: unknown key prest: did you mean preset?"),
        ("[new]\npreset = \"webinr\"\n", "2:10: there is no preset webinr: did you mean webinar?"),
        (
            "[presets.a]\naccess = \"everyone\"\n",
            "2:10: access cannot be \"everyone\": it is \"open\", \"trusted\" or \"restricted\"",
        ),
        ("[presets.a]\nchat = true\n", "2:8: chat cannot be true: it is \"everyone\" or \"hosts-only\""),
        ("[presets.a]\nnotes = 3\n", "2:9: it is the number 3: write \"off\" or \"on\" for notes"),
        (
            "[presets.a]\ncohosts = [\n  \"bo@example.com\",\n  \"chi.example.com\"]\n",
            "4:3: \"chi.example.com\": an e-mail address has exactly one @",
        ),
        ("[presets.a]\nname = \"{dat}\"\n", "2:8: unknown placeholder {dat}: did you mean {date}?"),
        ("[presets.a]\nmoderation = \"off\"\nchat = \"hosts-only\"\n", "1:1: chat = \"hosts-only\" needs moderation = \"on\""),
        ("[presets.a]\naccess = \"open\"\naccess = \"open\"\n", "3:1: duplicate key"),
        ("\n[presets.\" \"]\naccess = \"open\"\n", "2:10: a preset needs a name"),
        ("[preset.a]\naccess = \"open\"\n", "1:2: unknown key preset: did you mean presets?"),
        ("[new]\nmoderation = \"off\"\npreset = \"training\"\n", "1:1: join-as-viewer = \"on\" needs moderation = \"on\""),
    ];
    for (text, expected) in cases {
        let error = load(text).unwrap_err();
        assert!(error.starts_with(&format!("DIR/config.toml:{expected}")) && error.lines().count() == 1, "{text}\n{error}");
    }
}

#[test]
fn how_often_it_looks() {
    let polling = load("[polling]\nlive = \"1m\"\nfiles = 300\n").unwrap().polling;
    let expected = Polling { live: Duration::from_mins(1), files: Duration::from_mins(5), ..Polling::default() };
    assert_eq!((polling, expected.watched), (expected, Duration::from_secs(30)));
    let cases = [
        (
            "live = \"1s\"",
            "2:8: live = \"1s\" is too often: Google allows 600 reads a minute for all that you do; \"5s\" at least",
        ),
        ("watched = 0", "2:11: watched = \"0s\" is too often"),
        ("files = \"3 days\"", "2:9: \"3 days\" is no length of time: write \"15s\", \"2m\" or \"1h\""),
        ("files = \"25h\"", "2:9: files = \"25h\" is too long: \"24h\" at the most"),
        ("live = -5", "2:8: -5 is no length of time"),
        ("live = true", "2:8: it is true: write a length of time, such as"),
        ("lives = 5", "2:1: unknown key lives: did you mean live?"),
    ];
    for (line, expected) in cases {
        let error = load(&format!("[polling]\n{line}\n")).unwrap_err();
        assert!(error.starts_with(&format!("DIR/config.toml:{expected}")) && error.lines().count() == 1, "{line}\n{error}");
    }
}

#[test]
fn keys_of_ones_own() {
    let keys = load("[keys]\nnew = [\"ctrl-n\"]\ncopy = [\"n\", \"y\"]\npin = []\nquit = [\"Q\"]\n").unwrap().keys;
    assert_eq!([keys.key_of(Action::New), keys.key_of(Action::Copy), keys.key_of(Action::Pin)], ["ctrl-n", "n", ""]);
    let cases = [
        ("neww = [\"n\"]", "2:1: there is no action \"neww\": did you mean new?"),
        ("zebra = [\"z\"]", "2:1: there is no action \"zebra\": greenroom keys lists them"),
        ("new = \"n\"", "2:7: keys stand in a list: [\"n\"]"),
        ("new = 3", "2:7: it is the number 3: write a list of keys, such as"),
        ("new = [\"n\", \"pgdwn\"]", "2:13: \"pgdwn\" is no key: did you mean pgdn?"),
        (
            "new = [\"y\"]",
            "2:1: y would be a key of both new and copy; copy has it by itself: give that one another key, or none with copy = []",
        ),
        (
            "new = [\"ctrl-x\"]\nend = [\"ctrl-x\"]",
            "3:1: ctrl-x would be a key of both new and end; give one of them another key",
        ),
        ("end = [\"ctrl-c\"]", "2:1: ctrl-c always quits: it cannot be a key of end"),
        ("send = [\"ctrl-c\"]", "2:1: ctrl-c always quits: it cannot be a key of send"),
        ("quit = []", "2:1: quit always has ctrl-c: it cannot be without a key"),
    ];
    for (line, expected) in cases {
        let error = load(&format!("[keys]\n{line}\n")).unwrap_err();
        assert!(error.starts_with(&format!("DIR/config.toml:{expected}")) && error.lines().count() == 1, "{line}\n{error}");
    }
}

#[test]
fn folders_by_variable_then_by_the_system() {
    let both = Folders::find(|name| Some(format!("/x/{name}").into())).unwrap();
    assert_eq!(both.config.to_str(), Some("/x/GREENROOM_CONFIG_DIR"));
    assert_eq!(both.data.to_str(), Some("/x/GREENROOM_DATA_DIR"));
    let one = Folders::find(|name| (name == "GREENROOM_DATA_DIR").then(|| "/y".into())).unwrap();
    assert!(one.config.ends_with("greenroom") && one.data.to_str() == Some("/y"), "{one:?}");
}
