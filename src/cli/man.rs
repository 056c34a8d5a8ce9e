//! `greenroom man`: the manual pages, made of the same definitions as `--help`.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Exit, out};

/// What `greenroom man` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ManArgs {
    /// Which command's page; otherwise that of the program
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Vec<String>,
    /// Write every page into this folder instead
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// When the pages were last looked through: the day of the release that CHANGELOG names, once there is one.
const REVISED: &str = "2026-11-21";

const HELP: &str = "\
Examples:
  greenroom man | man -l -
  greenroom man cohosts add | man -l -
  greenroom man --dir ~/.local/share/man/man1";

pub(super) fn run(own: &ManArgs) -> Exit {
    let mut program = Cli::command();
    program.build();
    if let Some(dir) = &own.dir {
        return match all(&program, dir) {
            Ok(()) => Exit::Done,
            Err(error) => Exit::Failed(format!("{}: {}", dir.display(), crate::files::said(&error))),
        };
    }
    let mut command = &program;
    for word in &own.command {
        match command.find_subcommand(word) {
            Some(below) => command = below,
            None => return Exit::Usage(format!("there is no command {}", crate::text::clean(word))),
        }
    }
    let page = page(command);
    out::write(|out| {
        let mut text = Vec::new();
        page.render(&mut text)?;
        out.write_all(&text)
    })
}

/// The page of one command. Without a date the title would lose a field.
fn page(command: &Command) -> Man {
    let source = concat!("greenroom ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone()).date(REVISED).source(source).manual("greenroom's manual")
}

/// The page of a command, and those of the commands below it.
fn all(command: &Command, dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        all(below, dir)?;
    }
    page(command).generate_to(dir).map(drop)
}
