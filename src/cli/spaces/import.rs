//! `greenroom import`: takes in what `list --json` prints. Asks no server.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use super::super::base::Base;
use super::super::{Args, Exit, exit, shape};
use crate::store::Known;

/// Longest file that is taken, in bytes: some hundred thousand spaces.
const LONGEST: u64 = 1 << 30;

/// What `greenroom import` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ImportArgs {
    /// What `list --json` or `show --json` printed; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

const HELP: &str = "\
For moving to another machine. A space that is in the list already keeps its name and its pin; what is new is filled in, and newer \
facts replace older ones. All of the file is taken in, or nothing.

Examples:
  greenroom list --json > spaces.json
  greenroom import spaces.json
  ssh old-machine greenroom list --json | greenroom import -";

pub(in crate::cli) fn run(args: &Args, own: &ImportArgs) -> Exit {
    import(args, own).unwrap_or_else(|end| end)
}

fn import(args: &Args, own: &ImportArgs) -> Result<Exit, Exit> {
    let base = Base::begin(args)?;
    let shown = if own.file == Path::new("-") { "standard input".to_owned() } else { own.file.display().to_string() };
    let bytes = bytes(&own.file).map_err(|error| Exit::Usage(format!("{shown}: {}", crate::files::said(&error))))?;
    let all = spaces(&bytes, Timestamp::now()).map_err(|words| Exit::Usage(format!("{shown}: {words}; nothing was taken in")))?;
    let count = all.len();
    if args.dry_run {
        base.say(&format!("{} would be taken in; nothing was.", spaces_in_words(count)));
        return Ok(Exit::Done);
    }
    let added = base.store()?.fill(all).map_err(|error| exit::store("Nothing was taken in", &error))?;
    let new = usize::try_from(added).unwrap_or(count);
    let known = match count.saturating_sub(new) {
        0 => String::new(),
        known => format!(", {known} were there already"),
    };
    base.say(&format!("{} taken in{known}.", spaces_in_words(new)));
    Ok(Exit::Done)
}

fn spaces_in_words(count: usize) -> String {
    if count == 1 { "1 space".into() } else { format!("{count} spaces") }
}

fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)?
    } else {
        std::fs::File::open(file)?.take(LONGEST + 1).read_to_end(&mut bytes)?
    };
    if read as u64 > LONGEST {
        return Err(io::Error::other("larger than any list of spaces"));
    }
    Ok(bytes)
}

/// The spaces of an array, or of one object; what is wrong otherwise, and with which.
fn spaces(bytes: &[u8], now: Timestamp) -> Result<Vec<Known>, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("no JSON ({error})"))?;
    let list = match value {
        Value::Array(list) => list,
        one @ Value::Object(_) => vec![one],
        _ => return Err("neither an array of spaces nor one space".into()),
    };
    let read = |(at, value): (usize, Value)| match value {
        Value::Object(fields) => shape::read(fields, now).map_err(|words| format!("space {}: {words}", at + 1)),
        _ => Err(format!("space {}: no object", at + 1)),
    };
    list.into_iter().enumerate().map(read).collect()
}
