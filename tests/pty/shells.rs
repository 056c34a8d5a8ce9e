//! The completions of `greenroom completions`, loaded by the shells themselves, at their prompt.
//!
//! A shell that is missing is left out, saying so; with `CI=true` that is a failure.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use rstest::rstest;

use crate::support::stage::Stage;
use crate::support::terminal::Terminal;

/// Two names that no shell takes as they are.
const NAMES: [&str; 2] = ["Weekly design review", "Bo's \"1:1\" & $5"];

/// What is at the beginning of a line in all of them.
const PROMPT: &str = "ready> ";

/// A shell, and how it comes to its completions.
struct Shell {
    program: &'static str,
    arguments: &'static [&'static str],
    /// The file in the home folder that it reads first, and what stands in it.
    settings: (&'static str, &'static str),
    /// Where the script is put, where it is not called for by the settings.
    script: Option<(&'static str, &'static str)>,
}

const BASH: Shell = Shell {
    program: "bash",
    arguments: &["--noprofile", "--rcfile", "home/.bashrc", "-i"],
    settings: (".bashrc", "PS1='ready> '; bind 'set bell-style none'\nsource <(greenroom completions bash)\n"),
    script: None,
};

/// As Debian's bash-completion does it: the script is read when it is first wanted.
const BASH_FOLDER: Shell = Shell {
    settings: (
        ".bashrc",
        "PS1='ready> '; bind 'set bell-style none'
later() { source ~/completions/greenroom && return 124; }
complete -F later greenroom\n",
    ),
    script: Some(("bash", "completions/greenroom")),
    ..BASH
};

const ZSH: Shell = Shell {
    program: "zsh",
    arguments: &["-d", "-i"],
    settings: (".zshrc", "PS1='ready> '; unsetopt beep; ZSH_COMPDUMP=~/dump\nsource <(greenroom completions zsh)\n"),
    script: None,
};

const ZSH_FOLDER: Shell = Shell {
    settings: (".zshrc", "PS1='ready> '; unsetopt beep\nfpath=(~/completions $fpath); autoload -Uz compinit; compinit -D -u\n"),
    script: Some(("zsh", "completions/_greenroom")),
    ..ZSH
};

const FISH: Shell = Shell {
    program: "fish",
    arguments: &["-i"],
    settings: (
        ".config/fish/config.fish",
        "set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nfunction fish_prompt; printf 'ready> '; end\n",
    ),
    script: Some(("fish", ".config/fish/completions/greenroom.fish")),
};

const ELVISH: Shell = Shell {
    program: "elvish",
    arguments: &["-rc", "home/rc.elv", "-sock", "home/sock", "-db", "home/db"],
    settings: (
        "rc.elv",
        "set edit:prompt = { put 'ready> ' }; set edit:rprompt = { }\neval (greenroom completions elvish | slurp)\n",
    ),
    script: None,
};

impl Shell {
    /// At its prompt, on this stage, with the script loaded; none where it is not installed.
    fn open(&self, stage: &Stage) -> Option<Terminal> {
        if Command::new(self.program).arg(if self.program == "elvish" { "-version" } else { "--version" }).output().is_err() {
            let program = self.program;
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program} is not installed: apt-get install {program}");
            let words = format!("left out: {program} is not installed (apt-get install {program})\n");
            std::io::stderr().write_all(words.as_bytes()).unwrap();
            return None;
        }
        let home = stage.folder("home");
        let write = |name: &str, text: &[u8]| {
            let path = home.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(self.settings.0, self.settings.1.as_bytes());
        if let Some((shell, path)) = self.script {
            let script = Command::new(env!("CARGO_BIN_EXE_greenroom")).args(["completions", shell]).output().unwrap();
            write(path, &script.stdout);
        }
        let mut command = stage.program(self.program);
        command.args(self.arguments);
        let folder = Path::new(env!("CARGO_BIN_EXE_greenroom")).parent().unwrap().display();
        command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap()));
        let mut terminal = Terminal::start(command, 120, 40);
        terminal.wait_for(PROMPT);
        Some(terminal)
    }
}

/// What was typed at the last prompt.
fn line(text: &str) -> &str {
    text.trim_end().rsplit_once(PROMPT.trim_end()).map_or("", |(_, line)| line.trim())
}

#[rstest]
#[case::bash(&BASH)]
#[case::bash_by_folder(&BASH_FOLDER)]
#[case::zsh(&ZSH)]
#[case::zsh_by_folder(&ZSH_FOLDER)]
#[case::fish(&FISH)]
#[case::elvish(&ELVISH)]
fn it_completes_commands_values_and_names(#[case] shell: &Shell) {
    let stage = Stage::new();
    let spaces = NAMES.map(|name| {
        let space = stage.space();
        let mut terminal = Terminal::start(renamed(&stage, &space, name), 120, 40);
        assert_eq!(terminal.wait_end(), 0);
        space
    });
    let Some(mut terminal) = shell.open(&stage) else { return };
    let mut completes = |typed: &str, whole: &str| {
        terminal.keys(&format!("{typed}\t"));
        terminal.wait_until(whole, |text| line(text) == whole);
        terminal.keys("\x15");
        terminal.wait_until("an empty line", |text| line(text).is_empty());
    };
    completes("greenroom inv", "greenroom invite");
    completes("greenroom set x --access res", "greenroom set x --access restricted");
    completes("greenroom set x --join", "greenroom set x --join-as-viewer");
    completes("greenroom cohosts rem", "greenroom cohosts remove");
    for ((name, space), typed) in NAMES.iter().zip(&spaces).zip(["We", "Bo"]) {
        // However the shell quotes it: it is what the program is given.
        terminal.keys(&format!("greenroom link {typed}\t"));
        let last = name.chars().last().unwrap();
        terminal.wait_until(name, |text| line(text).len() > name.len() && line(text).contains(last));
        // elvish takes the first one for its menu, and an empty line does no harm elsewhere.
        terminal.keys("\r\r");
        terminal.wait_for(&stage.link(space));
    }
}

fn renamed(stage: &Stage, space: &str, name: &str) -> portable_pty::CommandBuilder {
    let mut command = stage.greenroom();
    command.args(["rename", space, name]);
    command
}
