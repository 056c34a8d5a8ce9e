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
    let page = Man::new(command.clone());
    out::write(|out| {
        let mut text = Vec::new();
        page.render(&mut text)?;
        out.write_all(&text)
    })
}

fn all(program: &Command, dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    clap_mangen::generate_to(program.clone(), dir)
}
