//! How quick and how small greenroom is: `cargo bench`, or `cargo bench -- start` for one subject.
//!
//! Each file measures one subject and gives back [`Figure`]s; this one chooses, runs and prints them as a table. A figure that
//! misses its mark is marked and fails nothing: times depend on the machine. Only what could not be measured is an error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is for the person who asked for it")]

mod auth;
mod create;
mod desk;
mod events;
mod figure;
mod filter;
mod idle;
mod keys;
mod machine;
mod memory;
mod process;
mod pty;
mod shell;
mod size;
mod stage;
mod start;
mod stats;
mod watched;

use std::process::ExitCode;

use figure::Figure;
use stage::Stage;

/// A subject: its name, and what measures it.
type Subject = (&'static str, fn(&mut Stage) -> anyhow::Result<Vec<Figure>>);

const SUBJECTS: [Subject; 10] = [
    ("start", start::measure),
    ("keys", keys::measure),
    ("filter", filter::measure),
    ("create", create::measure),
    ("auth", auth::measure),
    ("shell", shell::measure),
    ("memory", memory::measure),
    ("events", events::measure),
    ("size", size::measure),
    ("idle", idle::measure),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Without it somebody runs all targets as tests, which is not the time to measure.
    if !arguments.iter().any(|argument| argument == "--bench") {
        eprintln!("measured by `cargo bench` alone");
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let chosen = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str()));
    let mut stage = match Stage::new() {
        Ok(stage) => stage,
        Err(error) => {
            eprintln!("nothing could be measured: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    println!("{}\n\n{}", machine::describe(), figure::HEAD);
    let mut code = ExitCode::SUCCESS;
    for (name, measure) in SUBJECTS.into_iter().filter(|(name, _)| chosen(name)) {
        match measure(&mut stage) {
            Ok(figures) => figures.iter().for_each(|figure| println!("{figure}")),
            Err(error) => {
                eprintln!("{name} could not be measured: {error:#}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
