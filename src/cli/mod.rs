//! The command line: arguments to app or subcommand to exit code. The one room that may print.

mod app;
mod args;
mod auth;
mod desktop;
mod doctor;
mod emulator;
mod keys;
mod surroundings;
mod way_in;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Command};
pub use auth::AuthCommand;

/// What a run ended with, as scripts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It failed; what is to be said.
    Failed(String),
    /// Wrong usage, or no terminal; what is to be said.
    Usage(String),
    /// Nobody is signed in; what is to be said.
    NotSignedIn(String),
    /// It is not permitted; what is to be said.
    NotPermitted(String),
    /// There is no such thing; what is to be said.
    NotFound(String),
    /// Rate limited or unreachable; what is to be said.
    Unavailable(String),
    /// Ended with this code, and all is said.
    Told(u8),
    /// A signal ended it.
    Signal(u8),
}

impl Exit {
    /// Says what is to be said and gives the code.
    fn report(self) -> ExitCode {
        let (words, code) = match self {
            Self::Done => return ExitCode::SUCCESS,
            Self::Told(code) => return ExitCode::from(code),
            Self::Signal(number) => return ExitCode::from(128_u8.saturating_add(number)),
            Self::Failed(words) => (words, 1),
            Self::Usage(words) => (words, 2),
            Self::NotSignedIn(words) => (words, 3),
            Self::NotPermitted(words) => (words, 4),
            Self::NotFound(words) => (words, 5),
            Self::Unavailable(words) => (words, 6),
        };
        complain(&words);
        ExitCode::from(code)
    }
}

/// Says on stderr what went wrong. Where stderr went with the terminal, the code has to do.
fn complain(words: &str) {
    let _gone = writeln!(std::io::stderr(), "greenroom: {}", crate::text::clean_lines(words));
}

/// What clap says, in one line: without its hints where to read more.
fn in_one_line(error: &clap::Error) -> String {
    let said = error.render().to_string();
    let lines = said.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let line = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

/// Runs the program with the process' arguments.
#[must_use]
pub fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == crate::share::serve::SUBCOMMAND) {
        return crate::share::serve::serve_stdin();
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Exit::Usage(in_one_line(&error)).report(),
        Err(help) => return print(&help.render().ansi().to_string()).report(),
    };
    let exit = match &args.command {
        None => app::run(&args),
        Some(Command::Emulator { port, seed }) => emulator::run(*port, seed.as_deref()),
        Some(Command::Doctor { create_space, json }) => doctor::run(&args, *create_space, *json),
        Some(Command::Auth { command }) => auth::run(&args, command),
        Some(Command::Keys { json }) => keys::run(*json),
    };
    exit.report()
}

/// What a variable of the environment says; an empty one is as if it were not there.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What `GREENROOM_LOG` says.
fn log_level() -> Result<crate::log::Level, String> {
    let Some(word) = variable("GREENROOM_LOG") else { return Ok(crate::log::Level::Off) };
    word.parse().map_err(|error| format!("GREENROOM_LOG: {error}"))
}

/// Begins the log of a command without a screen. Without one it goes on, saying so.
fn begin_log(around: &surroundings::Surroundings) -> Option<crate::log::Logging> {
    crate::log::start(around.log, &around.home.data).inspect_err(|error| complain(&format!("there is no log: {error}"))).ok()
}

/// Writes to stdout; a closed pipe is no error.
fn print(text: &str) -> Exit {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Failed(format!("could not write: {error}")),
        _ => Exit::Done,
    }
}
