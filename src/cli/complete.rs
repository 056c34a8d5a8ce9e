//! `greenroom completions`: a script for the shell, which asks the program itself for words, so that the names of spaces are among
//! them.

use std::ffi::OsStr;

use clap::CommandFactory as _;
use clap_complete::env::{CompleteEnv, Shells};
use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::base::Base;
use super::{Cli, Exit, print};
use crate::store::Entry;
use crate::text;

/// Set by the script when it asks for words: which shell asks.
const VARIABLE: &str = "GREENROOM_COMPLETE";

/// Most spaces that are offered.
const MOST: usize = 100;

/// A shell that there are completions for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// bash 4.4 or newer
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// elvish
    Elvish,
}

pub(super) const HELP: &str = "\
The script asks greenroom for words, so it knows the names of your spaces, off line as well.

Examples:
  bash:        echo 'source <(greenroom completions bash)' >> ~/.bashrc
  zsh:         echo 'source <(greenroom completions zsh)' >> ~/.zshrc
  fish:        greenroom completions fish > ~/.config/fish/completions/greenroom.fish
  elvish:      echo 'eval (greenroom completions elvish | slurp)' >> ~/.config/elvish/rc.elv
  PowerShell:  greenroom completions powershell | Out-String | Invoke-Expression";

/// Prints the script.
pub(super) fn run(shell: Shell) -> Exit {
    let name = match shell {
        Shell::Bash => "bash",
        Shell::Zsh => "zsh",
        Shell::Fish => "fish",
        Shell::Powershell => "powershell",
        Shell::Elvish => "elvish",
    };
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(name) else { return Exit::Failed(format!("there are no completions for {name}")) };
    let mut script = Vec::new();
    if let Err(error) = completer.write_registration(VARIABLE, "greenroom", "greenroom", "greenroom", &mut script) {
        return Exit::Failed(error.to_string());
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    print(&mended(shell, &script))
}

/// The script with what is not in clap's own: above all that names have blanks and quotes.
fn mended(shell: Shell, script: &str) -> String {
    match shell {
        Shell::Bash => script.replacen("\n    fi\n}\n", BASH_END, 1),
        // Found as `_greenroom` in a folder of completions it is run at the first Tab, and has to answer that one.
        Shell::Zsh => script.replacen("\ncompdef _clap_dynamic_completer_greenroom greenroom\n", ZSH_END, 1),
        Shell::Powershell => script.replacen(POWERSHELL_RESULT, POWERSHELL_QUOTED, 1),
        Shell::Fish | Shell::Elvish => script.to_owned(),
    }
}

/// Within quotes bash mends what it takes for a name of a file. Elsewhere it does the same, but for `$`.
const BASH_END: &str = "
    fi
    if [[ ${COMP_WORDS[COMP_CWORD]} == [\\'\\\"]* ]]; then
        compopt -o filenames 2> /dev/null
    else
        local at
        for at in \"${!COMPREPLY[@]}\"; do
            [[ -z ${COMPREPLY[at]} ]] || printf -v \"COMPREPLY[at]\" %q \"${COMPREPLY[at]}\"
        done
    fi
}
";

const ZSH_END: &str = "
if [[ ${funcstack[1]-} == _greenroom ]]; then
    _clap_dynamic_completer_greenroom \"$@\"
else
    (( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
    compdef _clap_dynamic_completer_greenroom greenroom
fi
";

/// What PowerShell is given is put into the line as it is.
const POWERSHELL_RESULT: &str = "[System.Management.Automation.CompletionResult]::new($cmd, $cmd, 'ParameterValue', $help)";

const POWERSHELL_QUOTED: &str = "$word = $cmd
        if ($cmd -match '[^A-Za-z0-9_=:./\\\\-]') {
            $word = \"'\" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($cmd) + \"'\"
        }
        [System.Management.Automation.CompletionResult]::new($word, $cmd, 'ParameterValue', $help)";

/// Answers the script's question, where this run is one.
pub(super) fn answer() -> Option<Exit> {
    super::variable(VARIABLE)?;
    let here = std::env::current_dir().ok();
    let complete = CompleteEnv::with_factory(Cli::command).var(VARIABLE);
    match complete.try_complete(std::env::args_os(), here.as_deref()) {
        Ok(true) => Some(Exit::Done),
        Ok(false) => None,
        // In the middle of somebody's line nothing is to be said.
        Err(_) => Some(Exit::Told(1)),
    }
}

/// Offers the spaces of the list for a SPACE.
pub(super) fn spaces() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| offered(&typed.to_string_lossy()).unwrap_or_default())
}

fn offered(typed: &str) -> Option<Vec<CompletionCandidate>> {
    // As it stands in the line: with what the shell has put before blanks and quotes.
    let typed: String = typed.trim_start_matches(['\'', '"']).chars().filter(|letter| *letter != '\\').collect();
    let Cli { args, .. } = <Cli as clap::Parser>::try_parse_from(["greenroom", "--quiet"]).ok()?;
    let store = Base::begin(&args).ok()?.list().ok()??;
    let found = store.beginning(&typed, MOST).ok()?;
    Some(found.iter().filter_map(|entry| candidate(entry, &typed)).collect())
}

/// The name, or else the code, whichever begins with what was typed; the other one explains it.
fn candidate(entry: &Entry, typed: &str) -> Option<CompletionCandidate> {
    let begins = |word: &&str| {
        // A line or a letter that cannot be seen cannot be typed either.
        text::clean(word) == **word && word.to_lowercase().starts_with(&typed.to_lowercase())
    };
    let (label, code) = (entry.label.as_deref(), entry.code.as_deref());
    match (label.filter(begins), code.filter(begins)) {
        (Some(label), _) => Some(CompletionCandidate::new(label).help(code.map(|code| code.to_owned().into()))),
        (None, Some(code)) => {
            let label = label.map(|label| text::clean(label).into_owned().into());
            Some(CompletionCandidate::new(code).help(label))
        }
        (None, None) => None,
    }
}
