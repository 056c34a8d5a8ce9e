//! The arguments, as clap reads them.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use super::Command;
use super::spaces::{list::ListArgs, new::NewArgs};
use crate::meet::endpoint::Endpoint;

const AFTER: &str = "\
Exit codes:
  0  done
  1  failed
  2  wrong usage, or no terminal
  3  not signed in
  4  not permitted
  5  not found
  6  rate limited or unreachable
A signal ends it with 128 and its number.

Environment:
  GREENROOM_ACCESS_TOKEN   a bearer token for the Meet API
  GREENROOM_ENDPOINT       root of the API: https, or http on loopback
  GREENROOM_ACCOUNT        which account
  GREENROOM_CLIENT         the OAuth client file; otherwise client.json in the config folder
  GREENROOM_OAUTH_ENDPOINT root of Google's OAuth, where no client file names it
  GOOGLE_APPLICATION_CREDENTIALS  a service account's key, or other credentials of Google's
  GREENROOM_CONFIG_DIR     folder of config.toml
  GREENROOM_DATA_DIR       folder of the list of spaces
  GREENROOM_CLIPBOARD      auto, system, osc52 or none
  GREENROOM_EVENTS_TOPIC, GREENROOM_EVENTS_SUBSCRIPTION  projects/P/topics/T and projects/P/subscriptions/S, for news as it happens
  GREENROOM_EVENTS_ENDPOINT, GREENROOM_PUBSUB_ENDPOINT, PUBSUB_EMULATOR_HOST  roots of those two APIs
  GREENROOM_LOG            error, warn, info, debug or trace: greenroom.log in the data folder
  NO_COLOR                 no colour";

/// Flags that every command takes.
const EVERYWHERE: &str = "Everywhere";

/// Your Google Meet spaces in the terminal.
#[derive(Debug, Parser)]
#[command(name = "greenroom", version, about, after_help = AFTER, disable_help_subcommand = true)]
pub struct Cli {
    /// The flags.
    #[command(flatten)]
    pub args: Args,

    /// What to do instead of opening the app
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The app and nothing else: the flags of commands are not even thought of, which would take a tenth of the time to the first frame.
#[derive(Debug, Parser)]
#[command(name = "greenroom", disable_help_flag = true)]
struct App {
    #[command(flatten)]
    args: Args,
}

/// The commands that scripts wait for: read alone, for what all the others take is not thought of.
#[derive(Debug, Parser)]
#[command(name = "greenroom", disable_help_flag = true, disable_help_subcommand = true)]
struct Quick {
    #[command(flatten)]
    args: Args,

    #[command(subcommand)]
    command: QuickCommand,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
enum QuickCommand {
    #[command(alias = "create")]
    New(NewArgs),
    #[command(alias = "ls")]
    List(ListArgs),
}

impl QuickCommand {
    const NAMES: [&str; 4] = ["new", "create", "list", "ls"];
}

impl From<QuickCommand> for Command {
    fn from(command: QuickCommand) -> Self {
        match command {
            QuickCommand::New(own) => Self::New(own),
            QuickCommand::List(own) => Self::List(own),
        }
    }
}

impl Cli {
    /// Reads the process' arguments.
    ///
    /// # Errors
    ///
    /// What clap has to say: of a mistake, or the help and the version that were asked for.
    pub fn read() -> Result<Self, clap::Error> {
        if std::env::args_os().len() == 1 {
            // Nothing was said: clap's tables cost more than reading the list does.
            return Ok(Self { args: Args::default(), command: None });
        }
        let first = std::env::args_os().nth(1).unwrap_or_default();
        // Whatever these do not understand is told with the whole in view.
        if first.as_encoded_bytes().starts_with(b"-")
            && let Ok(App { args }) = App::try_parse()
        {
            return Ok(Self { args, command: None });
        }
        if QuickCommand::NAMES.iter().any(|name| first == *name)
            && let Ok(Quick { args, command }) = Quick::try_parse()
        {
            return Ok(Self { args, command: Some(command.into()) });
        }
        Self::try_parse()
    }
}

/// The flags of the app and of every command.
#[derive(Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// Look around: the app on its built-in emulator, touching no file of yours
    #[arg(long)]
    pub demo: bool,

    /// Take away everything that changes something at Google
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub read_only: bool,

    /// No character outside ASCII
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub ascii: bool,

    /// Root of the Meet API: https, or http on loopback
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "URL")]
    pub endpoint: Option<Endpoint>,

    /// Which account: lists are kept apart, links open as it
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "EMAIL", value_parser = email)]
    pub account: Option<String>,

    /// The OAuth client file from Google's console
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub client: Option<PathBuf>,

    /// The user that a service account acts as
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "EMAIL", value_parser = email)]
    pub impersonate: Option<String>,

    /// Answer yes to what would be asked
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub yes: bool,

    /// Show what would be sent (method, URL, body), and send nothing
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub dry_run: bool,

    /// Give up after so many seconds, with code 6
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// Say nothing but errors
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
}

/// An e-mail address, roughly: Google decides.
pub(super) fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let looks_right = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if looks_right && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        Ok(text.to_owned())
    } else {
        Err("an e-mail address is wanted, such as ana@example.com".into())
    }
}

/// A length of time, as people write one.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.trim().trim_end_matches('s').parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let length = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).filter(|length| *length <= LONGEST);
    length.ok_or_else(|| "a number of seconds is wanted, such as 10 or 0.5".into())
}

/// Longest time that a command can be given: a day.
const LONGEST: Duration = Duration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_what_clap_makes_of_it() {
        let read = Cli::parse_from(["greenroom"]);
        assert_eq!(format!("{:?}", read.args), format!("{:?}", Args::default()));
        assert!(read.command.is_none());
    }

    #[test]
    fn commands_that_are_read_alone_are_what_they_are_among_all() {
        for line in [
            "new",
            "create Stand-up --access open --json --quiet",
            "new --endpoint http://127.0.0.1:1 -- --dash",
            "ls --live --json",
            "list --refresh --timeout 3",
        ] {
            let words = || std::iter::once("greenroom").chain(line.split(' '));
            let (whole, quick) = (Cli::parse_from(words()), Quick::parse_from(words()));
            assert!(QuickCommand::NAMES.contains(&line.split(' ').next().unwrap()));
            assert_eq!(format!("{:?}", quick.args), format!("{:?}", whole.args), "{line}");
            assert_eq!(format!("{:?}", Command::from(quick.command)), format!("{:?}", whole.command.unwrap()), "{line}");
        }
        for line in ["greenroom new --help", "greenroom list -h", "greenroom new --nonsense", "greenroom show x"] {
            assert!(Quick::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
