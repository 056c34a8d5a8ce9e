//! The commands as clap has them, and a line that runs each.

use clap::CommandFactory as _;

/// A command that does something: its words, and what clap knows of it.
pub struct Leaf {
    pub words: Vec<String>,
    pub command: clap::Command,
}

/// All that do something.
pub fn leaves() -> Vec<Leaf> {
    fn add(command: &clap::Command, words: &[String], all: &mut Vec<Leaf>) {
        let mut none = true;
        for below in command.get_subcommands() {
            none = false;
            add(below, &[words, &[below.get_name().to_owned()]].concat(), all);
        }
        if none {
            all.push(Leaf { words: words.to_owned(), command: command.clone() });
        }
    }
    let mut program = greenroom::cli::Cli::command();
    program.build();
    let mut all = Vec::new();
    add(&program, &[], &mut all);
    assert!(all.len() >= 25);
    all
}

impl Leaf {
    pub fn name(&self) -> String {
        self.words.join(" ")
    }

    /// Whether it has this flag.
    pub fn takes(&self, flag: &str) -> bool {
        self.command.get_arguments().any(|argument| argument.get_long() == Some(flag))
    }

    /// Whether a space or a conference is named to it.
    pub fn takes_a_space(&self) -> bool {
        self.command.get_positionals().any(|argument| matches!(value_name(argument).as_str(), "SPACE" | "CONFERENCE"))
    }

    /// A line that runs it over the furnished house; `space` stands where one is wanted.
    pub fn line(&self, space: &str) -> Vec<String> {
        let mut line = self.words.clone();
        line.extend(self.command.get_positionals().filter_map(|argument| {
            let word = match value_name(argument).as_str() {
                "SPACE" | "CONFERENCE" => space,
                "EMAIL" => "bo@example.com",
                "FILE" => "spaces.json",
                "SHELL" => "bash",
                _ if argument.is_required_set() => "Something",
                _ => return None,
            };
            Some(word.to_owned())
        }));
        if self.words == ["set"] {
            line.extend(["--access", "open"].map(str::to_owned));
        }
        line
    }
}

/// What help calls the value.
pub fn value_name(argument: &clap::Arg) -> String {
    argument.get_value_names().and_then(|names| names.first()).map_or_else(String::new, ToString::to_string)
}
