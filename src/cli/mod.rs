//! The command line: arguments to app or subcommand to exit code. The one room that may print.

mod app;
mod args;
mod emulator;
mod keys;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Args, Command};

/// What a run ended with, as scripts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It failed; what is to be said.
    Failed(String),
    /// Wrong usage, or no terminal; what is to be said.
    Usage(String),
    /// A signal ended it.
    Signal(u8),
}

impl Exit {
    /// Says what is to be said and gives the code.
    #[expect(clippy::print_stderr, reason = "errors of the command line go to stderr")]
    fn report(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Failed(words) => {
                eprintln!("greenroom: {words}");
                ExitCode::from(1)
            }
            Self::Usage(words) => {
                eprintln!("greenroom: {words}");
                ExitCode::from(2)
            }
            Self::Signal(number) => ExitCode::from(128_u8.saturating_add(number)),
        }
    }
}

/// Runs the program with the process' arguments.
#[must_use]
pub fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == crate::share::serve::SUBCOMMAND) {
        return crate::share::serve::serve_stdin();
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // A closed pipe is no error: `greenroom --help | head -1`.
            let _closed = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let exit = match &args.command {
        None => app::run(&args),
        Some(Command::Emulator { port, seed }) => emulator::run(*port, seed.as_deref()),
        Some(Command::Keys { json }) => keys::run(*json),
    };
    exit.report()
}

/// Writes to stdout; a closed pipe is no error.
fn print(text: &str) -> Exit {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Failed(format!("could not write: {error}")),
        _ => Exit::Done,
    }
}
