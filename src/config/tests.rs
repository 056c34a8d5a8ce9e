use super::*;
use crate::share::clipboard::Choice;

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
    assert_eq!(settings, Settings { read_only: true, mouse: Some(false), clipboard: Some(Choice::Osc52) });
}

#[test]
fn an_error_names_file_line_and_column() {
    let error = load("read_only = true\nmous = false\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:2:1: unknown field `mous`"), "{error}");
    let error = load("mouse = 3\n").unwrap_err();
    assert!(error.starts_with("DIR/config.toml:1:9: "), "{error}");
    let error = load("clipboard = \"floppy\"\n").unwrap_err();
    assert!(error.contains("floppy") && error.lines().count() == 1, "{error}");
}

#[test]
fn folders_by_variable_then_by_the_system() {
    let both = Folders::find(|name| Some(format!("/x/{name}").into())).unwrap();
    assert_eq!(both.config.to_str(), Some("/x/GREENROOM_CONFIG_DIR"));
    assert_eq!(both.data.to_str(), Some("/x/GREENROOM_DATA_DIR"));
    let one = Folders::find(|name| (name == "GREENROOM_DATA_DIR").then(|| "/y".into())).unwrap();
    assert!(one.config.ends_with("greenroom") && one.data.to_str() == Some("/y"), "{one:?}");
}
