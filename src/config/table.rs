//! The one table of settings: `greenroom config init`, `config show` and the page in the documentation are made of it.

use std::fmt::Write as _;

use super::polling::{self, Length, Pace};
use super::{PLACEHOLDERS, Settings};
use crate::keys::{BINDINGS, Keymap};
use crate::meet::settings::Setting;
use crate::ui::theme::Role;

/// A setting with a value of its own.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its table; none for what stands at the top of the file.
    pub table: Option<&'static str>,
    /// Its name.
    pub key: &'static str,
    /// What it means, for comments and the page.
    pub doc: &'static str,
    /// The variable that comes before the file.
    pub variable: Option<&'static str>,
    /// The flag that comes before both.
    pub flag: Option<&'static str>,
    /// What it could be, where it has no value by itself.
    example: &'static str,
    /// Its value, as the file would write it; empty where it has none.
    value: fn(&Settings) -> String,
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn length(pace: std::time::Duration) -> String {
    quoted(&Length(pace).to_string())
}

const fn row(key: &'static str, doc: &'static str, value: fn(&Settings) -> String) -> Row {
    Row { table: None, key, doc, variable: None, flag: None, example: "", value }
}

const fn pace(pace: Pace, doc: &'static str, value: fn(&Settings) -> String) -> Row {
    Row { table: Some("polling"), ..row(pace.name, doc, value) }
}

const fn notice(key: &'static str, doc: &'static str, value: fn(&Settings) -> String) -> Row {
    Row { table: Some("notices"), ..row(key, doc, value) }
}

/// Every setting with a value of its own, in the order of the file.
pub const ROWS: &[Row] = &[
    Row {
        flag: Some("--read-only"),
        ..row("read_only", "true takes away everything that changes something at Google", |settings| {
            settings.read_only.to_string()
        })
    },
    row("mouse", "false leaves the mouse to the terminal", |settings| settings.mouse.unwrap_or(true).to_string()),
    Row {
        variable: Some("GREENROOM_CLIPBOARD"),
        ..row(
            "clipboard",
            "which clipboard: \"auto\", \"system\" (the desktop's), \"osc52\" (the terminal's) or \"none\"",
            |settings| quoted(&settings.clipboard.unwrap_or_default().to_string()),
        )
    },
    row(
        "theme",
        "\"default\", \"high-contrast\", \"mono\", or the NAME of a file of your own, themes/NAME.toml beside this one",
        |settings| quoted(&settings.theme.name),
    ),
    row(
        "background",
        "the terminal's background: \"auto\" (as COLORFGBG tells it), \"light\" or \"dark\"; themes may differ by it",
        |settings| quoted(&settings.theme.background.to_string()),
    ),
    notice("how", "of spaces that are watched (w): \"both\" (bell and desktop), \"bell\", \"desktop\" or \"none\"", |settings| {
        quoted(&settings.notices.how.to_string())
    }),
    notice("first_in", "whether there is a notice when the first person comes in", |settings| {
        settings.notices.rules.first_in.to_string()
    }),
    notice("file_ready", "whether there is one when a recording, a transcript or notes are ready", |settings| {
        settings.notices.rules.file_ready.to_string()
    }),
    pace(
        polling::LIVE,
        "between two looks at what is live and on the screen, while something changes; 5s at least",
        |settings| length(settings.polling.live),
    ),
    pace(polling::QUIET, "the longest wait between them: while nothing changes; 5s at least", |settings| {
        length(settings.polling.quiet)
    }),
    pace(polling::WATCHED, "between two looks at a space that is watched; 10s at least", |settings| {
        length(settings.polling.watched)
    }),
    pace(
        polling::FILES,
        "the first wait for a file that Google still writes, the next ones are five and fifteen times as long; 30s at least",
        |settings| length(settings.polling.files),
    ),
    Row {
        variable: Some("GREENROOM_EVENTS_TOPIC"),
        example: "\"projects/my-project/topics/meet-events\"",
        ..event("topic", "where Google publishes what happens, instead of greenroom looking now and then", |settings| {
            settings.events.topic.as_ref().map(|topic| quoted(&topic.to_string())).unwrap_or_default()
        })
    },
    Row {
        variable: Some("GREENROOM_EVENTS_SUBSCRIPTION"),
        example: "\"projects/my-project/subscriptions/greenroom\"",
        ..event("subscription", "from where greenroom pulls it; topic and subscription go together", |settings| {
            settings.events.subscription.as_ref().map(|pull| quoted(&pull.to_string())).unwrap_or_default()
        })
    },
    Row {
        example: "\"/home/ana/pubsub.json\"",
        ..event("credentials", "a file with credentials for Pub/Sub, where they are others than Meet's", |settings| {
            settings.events.credentials.as_ref().map(|path| quoted(&path.display().to_string())).unwrap_or_default()
        })
    },
    event("scope", "what is watched so: \"mine\" (every space that you own) or \"watched\" (those with w)", |settings| {
        quoted(settings.events.scope.word())
    }),
    event("delete_on_exit", "true ends the subscriptions with the app; else they live on for up to seven days", |settings| {
        settings.events.delete_on_exit.to_string()
    }),
];

const fn event(key: &'static str, doc: &'static str, value: fn(&Settings) -> String) -> Row {
    Row { table: Some("events"), ..row(key, doc, value) }
}

impl Row {
    /// Its name with that of its table.
    #[must_use]
    pub fn name(&self) -> String {
        self.table.map_or_else(|| self.key.to_owned(), |table| format!("{table}.{}", self.key))
    }

    /// Its value, as the file would write it.
    #[must_use]
    pub fn value(&self, settings: &Settings) -> String {
        (self.value)(settings)
    }
}

/// Tables whose keys are names, with what they are for.
const TABLES: [(&str, &str); 3] = [
    ("new", "what a new space gets by itself: a preset, and settings of its own that come over it"),
    (
        "presets.NAME",
        "settings, co-hosts and a name under one name, for new spaces (N), for those that are there (P), and for set --preset",
    ),
    ("keys", "keys of your own by the action's name, as greenroom keys prints it; [] takes them all away"),
];

/// What stands in `[new]` and `[presets.NAME]`: key, values, meaning.
fn space_keys() -> Vec<(String, String, &'static str)> {
    let words = |setting: Setting| {
        let words: Vec<String> = setting.choices().iter().map(|choice| format!("\"{}\"", choice.word)).collect();
        words.join(", ")
    };
    let doc = |setting: Setting| match setting {
        Setting::Access => "who joins without knocking",
        Setting::EntryPoints => "from where the call can be entered",
        Setting::Moderation => "host management; the four below need it",
        Setting::Chat => "who may chat",
        Setting::Reactions => "who may react",
        Setting::Presenting => "who may present",
        Setting::JoinAsViewer => "whether people come in as viewers",
        Setting::AttendanceReport => "a report of who was there",
        Setting::Recording => "whether recording starts by itself",
        Setting::Transcript => "whether a transcript starts by itself",
        Setting::Notes => "whether notes by Gemini start by themselves",
    };
    let mut keys: Vec<_> =
        Setting::ALL.into_iter().map(|setting| (setting.flag().to_owned(), words(setting), doc(setting))).collect();
    keys.push(("cohosts".into(), "[\"bo@example.com\"]".into(), "who helps to run the call"));
    keys.push(("name".into(), "\"Stand-up {date}\"".into(), "the name of the space, with {date}, {time}, {weekday}, {preset}"));
    keys
}

/// The file that `greenroom config init` writes: every setting with its default, as a comment.
#[must_use]
pub fn commented() -> String {
    let mut text = String::from(
        "# Settings of greenroom. Everything is as greenroom has it by itself: take the # away from a line to change it.\n\
         # greenroom config show says what holds and why. Lengths of time are \"30s\", \"2m\" or \"1h\".\n",
    );
    let defaults = Settings::default();
    let mut table = None;
    for row in ROWS {
        if row.table != table {
            table = row.table;
            // The names of tables are no comments, so that a line can be taken by itself.
            let _ = write!(text, "\n[{}]\n", table.unwrap_or_default());
        } else if table.is_none() {
            text.push('\n');
        }
        let _ = match row.value(&defaults) {
            none if none.is_empty() => write!(text, "# {}\n#   {} = {}\n", row.doc, row.key, row.example),
            value => write!(text, "# {}\n#{} = {value}\n", row.doc, row.key),
        };
    }
    let [(new, of_new), (_, of_presets), (keys, of_keys)] = TABLES;
    let _ = write!(text, "\n[{new}]\n# {of_new}; for example\n#   preset = \"webinar\"\n");
    for (key, values, words) in space_keys() {
        let first = values.split(", ").next().unwrap_or_default();
        let all = if first == values { String::new() } else { format!(": {values}") };
        let _ = writeln!(text, "#   {key} = {first}    # {words}{all}");
    }
    let _ = write!(
        text,
        "\n# {of_presets}.\n# The same stands in it as in [new], but preset:\n#   [presets.training]\n#   access = \"trusted\"\n\
         #   cohosts = [\"bo@example.com\"]\n#   name = \"Training {{date}}\"\n\n[{keys}]\n# {of_keys}\n"
    );
    let keymap = Keymap::default();
    for binding in BINDINGS {
        let keys: Vec<String> = binding.keys.iter().map(|key| quoted(key)).collect();
        let _ = writeln!(text, "#{} = [{}]    # {}", binding.name, keys.join(", "), keymap.in_words(binding.doc));
    }
    text
}

/// The page of settings for the documentation, as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| setting | by itself | what it does |\n|---|---|---|\n");
    let defaults = Settings::default();
    for row in ROWS {
        let before: Vec<String> = row.variable.iter().chain(row.flag.iter()).map(|name| format!("`{name}`")).collect();
        let before = if before.is_empty() { String::new() } else { format!(" ({} comes before it)", before.join(", ")) };
        let value = match row.value(&defaults) {
            none if none.is_empty() => format!("nothing; `{}`, say", row.example),
            value => format!("`{value}`"),
        };
        let _ = writeln!(text, "| `{}` | {value} | {}{before} |", row.name(), coded(row.doc));
    }
    for (table, words) in TABLES {
        let _ = writeln!(text, "| `[{table}]` | | {} |", coded(words));
    }
    text.push_str("\nIn `[new]` and `[presets.NAME]` stand:\n\n| key | values | what it is |\n|---|---|---|\n");
    text.push_str("| `preset` | `\"webinar\"` | only in `[new]`: the preset it starts from |\n");
    for (key, values, words) in space_keys() {
        let values: Vec<String> = if values.starts_with('[') {
            vec![format!("`{values}`")]
        } else {
            values.split(", ").map(|value| format!("`{value}`")).collect()
        };
        let _ = writeln!(text, "| `{key}` | {} | {} |", values.join(", "), coded(words));
    }
    text.push_str("\nA theme's file names:\n\n| key | what is drawn so |\n|---|---|\n");
    for role in Role::ALL {
        let _ = writeln!(text, "| `{}` | {} |", role.name(), role.words());
    }
    text
}

/// What stands in quotes or braces, as code.
fn coded(text: &str) -> String {
    let mut out = String::new();
    for (at, piece) in text.split('"').enumerate() {
        if at % 2 == 1 {
            let _ = write!(out, "`\"{piece}\"`");
        } else {
            out.push_str(piece);
        }
    }
    for (name, _) in PLACEHOLDERS {
        out = out.replace(&format!("{{{name}}}"), &format!("`{{{name}}}`"));
    }
    out
}

#[cfg(test)]
mod tests;
