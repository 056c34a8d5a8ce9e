//! The command line: arguments to app or subcommand to exit code. The one room that may print.

mod app;
mod args;
mod ask;
mod auth;
mod base;
mod command;
mod complete;
mod config;
mod desktop;
mod doctor;
mod emulator;
mod events;
mod exit;
mod find;
mod keys;
mod man;
mod net;
mod out;
mod records;
mod shape;
mod spaces;
mod surroundings;
mod watch;
mod way_in;

use std::io::Write as _;
use std::process::ExitCode;

pub use args::{Args, Cli};
pub use auth::AuthCommand;
pub use command::Command;
pub use complete::Shell;
pub use config::ConfigCommand;
pub use events::EventsCommand;
pub use exit::Exit;
use out::print;

/// Says on stderr what went wrong. Where stderr went with the terminal, the code has to do.
fn complain(words: &str) {
    let _gone = writeln!(std::io::stderr(), "greenroom: {}", crate::text::clean_lines(words));
}

/// Says something to the person, on stderr. Where that went with the terminal, the code has to do.
fn say(words: &str) {
    let _gone = writeln!(std::io::stderr(), "{}", crate::text::clean_lines(words));
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
    if let Some(exit) = complete::answer() {
        return exit.report();
    }
    let Cli { args, command } = match Cli::read() {
        Ok(read) => read,
        Err(error) if error.use_stderr() => return Exit::Usage(in_one_line(&error)).report(),
        Err(help) => return print(&shown(&help)).report(),
    };
    if args.dry_run && !command.as_ref().is_some_and(Command::shows_requests) {
        let words = "--dry-run is for commands about spaces: there is nothing that could be shown instead of being done here";
        return Exit::Usage(words.into()).report();
    }
    let exit = match &command {
        None => app::run(&args),
        Some(Command::New(own)) => spaces::new::run(&args, own),
        Some(Command::Set(own)) => spaces::set::run(&args, own),
        Some(Command::End(own)) => spaces::end::run(&args, own),
        Some(Command::Conferences(own)) => records::conferences::run(&args, own),
        Some(Command::People(own)) => records::people::run(&args, own),
        Some(Command::Artifacts(own)) => records::artifacts::run(&args, own),
        Some(Command::Transcript(own)) => records::transcript::run(&args, own),
        Some(Command::Watch(own)) => watch::run(&args, own),
        Some(Command::Cohosts { command }) => spaces::cohosts::run(&args, command),
        Some(Command::Import(own)) => spaces::import::run(&args, own),
        Some(Command::List(own)) => spaces::list::run(&args, own),
        Some(Command::Show(own)) => spaces::show::run(&args, own),
        Some(Command::Link(own)) => spaces::link::run(&args, own),
        Some(Command::Invite(own)) => spaces::invite::run(&args, own),
        Some(Command::Rename(own)) => spaces::rename::run(&args, own),
        Some(Command::Forget(own)) => spaces::forget::run(&args, own),
        Some(Command::Pin(own)) => spaces::pin::run(&args, own),
        Some(Command::Emulator { port, seed }) => emulator::run(*port, seed.as_deref()),
        Some(Command::Doctor { create_space, json }) => doctor::run(&args, *create_space, *json),
        Some(Command::Events { command }) => events::run(&args, command),
        Some(Command::Auth { command }) => auth::run(&args, command),
        Some(Command::Completions { shell }) => complete::run(*shell),
        Some(Command::Man(own)) => man::run(own),
        Some(Command::Keys { json }) => keys::run(*json),
        Some(Command::Config { command }) => config::run(&args, command.as_ref()),
    };
    exit.report()
}

/// Help and version, with colours on a terminal.
fn shown(help: &clap::Error) -> String {
    let colors = std::io::IsTerminal::is_terminal(&std::io::stdout()) && variable("NO_COLOR").is_none();
    if colors { help.render().ansi().to_string() } else { help.render().to_string() }
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
