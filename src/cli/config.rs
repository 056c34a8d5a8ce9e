//! `greenroom config`: what holds and where it comes from, where the file is, and a file to begin with.

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::ask;
use super::out::{self, Cell, Column, Sheet, Tone};
use super::surroundings::Surroundings;
use super::{Args, Exit, print, say, variable};
use crate::config::{self, Folders, ROWS, Said, SaveError, Settings};
use crate::keys::named;

pub(super) const HELP: &str = "\
Examples:
  greenroom config init
  $EDITOR \"$(greenroom config path)\"
  greenroom config show --json | jq -r '.[] | select(.from != \"default\") | .setting'";

const SHOW: &str = "\
What comes later comes before: default, config.toml, environment, flag.

Examples:
  greenroom config show
  greenroom config show --json | jq -r '.[] | \"\\(.setting) \\(.where)\"'";

const PATH: &str = "\
Examples:
  $EDITOR \"$(greenroom config path)\"
  greenroom config path --json | jq -r .themes";

const INIT: &str = "\
A file that is there stays as it is, unless --force or --yes is given or you say so; then it is kept as config.toml.old.

Example:
  greenroom config init && $EDITOR \"$(greenroom config path)\"";

/// What `greenroom config` does.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a config.toml that has every setting in it, as a comment with its default
    #[command(after_help = INIT)]
    Init {
        /// Write over a file that is there; the old one is kept beside it
        #[arg(long)]
        force: bool,
    },
    /// Print where config.toml is, whether it is there or not
    #[command(after_help = PATH)]
    Path {
        /// As JSON, with the folders of themes and data
        #[arg(long)]
        json: bool,
    },
    /// Print every setting, what it is, and where that comes from
    #[command(after_help = SHOW)]
    Show {
        /// As JSON: an array of {setting, value, from, where}
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: &Args, command: Option<&ConfigCommand>) -> Exit {
    let folders = match Folders::find(|name| std::env::var_os(name)) {
        Ok(folders) => folders,
        Err(error) => return Exit::Usage(error.to_string()),
    };
    match command {
        Some(ConfigCommand::Init { force }) => init(args, &folders.config, *force || args.yes),
        Some(ConfigCommand::Path { json }) => path(&folders, *json),
        Some(ConfigCommand::Show { json }) => show(args, *json),
        None => show(args, false),
    }
}

fn init(args: &Args, folder: &Path, force: bool) -> Exit {
    let result = match config::init(folder, force) {
        Err(error @ SaveError::There(_)) if !ask::somebody() => {
            return Exit::Usage(format!("{error}: --force writes over it, and keeps it as config.toml.old"));
        }
        Err(error @ SaveError::There(_)) => {
            if !ask::yes(&format!("{error}. Write over it, and keep it as config.toml.old?")) {
                return Exit::Failed("nothing was changed".into());
            }
            config::init(folder, true)
        }
        result => result,
    };
    match result {
        Ok((path, kept)) => {
            if let Some(kept) = kept.filter(|_| !args.quiet) {
                say(&format!("The old one is kept as {}", kept.display()));
            }
            print(&format!("{}\n", crate::text::clean(&path.display().to_string())))
        }
        Err(error) => Exit::Failed(format!("config.toml was not written: {error}")),
    }
}

fn path(folders: &Folders, json: bool) -> Exit {
    let file = Settings::path(&folders.config);
    if json {
        return out::json(&json!({
            "config": file,
            "themes": folders.config.join("themes"),
            "data": folders.data,
        }));
    }
    // As it is: a program opens it.
    print(&format!("{}\n", file.display()))
}

/// A line of what is shown.
struct Shown {
    setting: String,
    /// As the file would write it.
    value: String,
    from: From,
}

enum From {
    Default,
    File(usize),
    Variable(&'static str),
    Flag(&'static str),
}

impl From {
    fn word(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File(_) => "file",
            Self::Variable(_) => "environment",
            Self::Flag(_) => "flag",
        }
    }

    /// Where it stands, in words.
    fn place(&self) -> String {
        match self {
            Self::Default => "default".into(),
            Self::File(line) => format!("config.toml:{line}"),
            Self::Variable(name) | Self::Flag(name) => (*name).into(),
        }
    }
}

const COLUMNS: [Column; 3] = [Column::whole("SETTING", 0), Column::flexible("VALUE", 20), Column::whole("FROM", 0)];

fn show(args: &Args, as_json: bool) -> Exit {
    let shown = Surroundings::read(args).and_then(|around| Ok((gather(args, &around)?, around)));
    let (shown, around) = match shown {
        Ok(shown) => shown,
        Err(words) => return Exit::Usage(words),
    };
    if as_json {
        let line = |shown: &Shown| {
            // What TOML writes on one line is JSON, but for a few ways to write a text.
            let value = match &*shown.value {
                "" => serde_json::Value::Null,
                value => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
            };
            json!({ "setting": shown.setting, "value": value, "from": shown.from.word(), "where": shown.from.place() })
        };
        return out::json(&shown.iter().map(line).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<Cell>> = shown
        .iter()
        .map(|shown| {
            let own = !matches!(shown.from, From::Default);
            vec![
                Cell::new(&*shown.setting, if own { Tone::Strong } else { Tone::Plain }),
                Cell::new(&*shown.value, Tone::Plain),
                Cell::new(shown.from.place(), Tone::Dim),
            ]
        })
        .collect();
    out::table(&Sheet::new(&around), &COLUMNS, &rows)
}

fn gather(args: &Args, around: &Surroundings) -> Result<Vec<Shown>, String> {
    let folder = &around.home.config;
    let settings = Settings::load(folder).map_err(|error| error.to_string())?;
    let said = config::said(folder).map_err(|error| error.to_string())?;
    // What it names, and what comes before it, is checked as at the start of the app.
    super::app::clipboard(&settings)?;
    super::app::theme(args, &settings, folder)?;
    let mut all: Vec<Shown> = Vec::new();
    for row in ROWS {
        let name = row.name();
        let in_file = said.iter().find(|said| said.name == name).map(|said| said.line);
        let own = row.variable.and_then(|name| Some((name, variable(name)?)));
        let (value, from) = match (row.flag, own, in_file) {
            (Some(flag), ..) if args.read_only => ("true".into(), From::Flag(flag)),
            (_, Some((name, value)), _) => (toml_text(&crate::text::clean(&value)), From::Variable(name)),
            (.., Some(line)) => (row.value(&settings), From::File(line)),
            _ => (row.value(&settings), From::Default),
        };
        all.push(Shown { setting: name, value, from });
    }
    all.push(switch("colours", true, variable("NO_COLOR").is_some().then_some(From::Variable("NO_COLOR"))));
    all.push(switch("ascii", false, args.ascii.then_some(From::Flag("--ascii"))));
    all.extend(elsewhere(args, around));
    // What has a name of the person's: as it stands in the file.
    let named_there = |said: &&Said| ["new.", "presets.", "keys."].iter().any(|table| said.name.starts_with(table));
    all.extend(said.iter().filter(named_there).map(|said| {
        let binding = said.name.strip_prefix("keys.").and_then(named);
        // Quit has a key more than the file gives it.
        let value = binding.map_or_else(|| said.value.clone(), |binding| keys(&settings.keys.keys_of(binding)));
        Shown { setting: said.name.clone(), value, from: From::File(said.line) }
    }));
    Ok(all)
}

fn keys(keys: &[String]) -> String {
    format!("[{}]", keys.iter().map(|key| toml_text(key)).collect::<Vec<_>>().join(", "))
}

fn toml_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Something that is as it is by itself, or the other way for that reason.
fn switch(setting: &str, by_itself: bool, other: Option<From>) -> Shown {
    let on = by_itself != other.is_some();
    Shown { setting: setting.into(), value: on.to_string(), from: other.unwrap_or(From::Default) }
}

/// What flags and the environment say that no file can.
fn elsewhere(args: &Args, around: &Surroundings) -> Vec<Shown> {
    let line = |setting: &str, value: Option<String>, flag: Option<&'static str>, name: &'static str| {
        let from = match flag {
            Some(flag) => From::Flag(flag),
            None if std::env::var_os(name).is_some_and(|value| !value.is_empty()) => From::Variable(name),
            None => From::Default,
        };
        Shown { setting: setting.into(), value: toml_text(&crate::text::clean(&value.unwrap_or_default())), from }
    };
    let home = &around.home;
    let path = |path: &Path| Some(path.display().to_string());
    let client = home.client.clone().unwrap_or_else(|| home.config.join("client.json"));
    vec![
        line("account", home.account.clone(), args.account.as_ref().map(|_| "--account"), "GREENROOM_ACCOUNT"),
        line("client", path(&client), args.client.as_ref().map(|_| "--client"), "GREENROOM_CLIENT"),
        line(
            "endpoint",
            Some(around.endpoint.as_str().to_owned()),
            args.endpoint.as_ref().map(|_| "--endpoint"),
            "GREENROOM_ENDPOINT",
        ),
        line("log", variable("GREENROOM_LOG").or_else(|| Some("off".into())), None, "GREENROOM_LOG"),
        line("config folder", path(&home.config), None, "GREENROOM_CONFIG_DIR"),
        line("data folder", path(&home.data), None, "GREENROOM_DATA_DIR"),
    ]
}
