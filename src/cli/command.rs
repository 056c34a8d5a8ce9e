//! The commands, as clap reads them. What each takes stands in its own file.

use std::path::PathBuf;

use clap::Subcommand;

use super::complete::Shell;
use super::man::ManArgs;
use super::records::{artifacts::ArtifactsArgs, conferences::ConferencesArgs, people::PeopleArgs, transcript::TranscriptArgs};
use super::spaces::{
    cohosts::CohostsCommand, end::EndArgs, forget::ForgetArgs, import::ImportArgs, invite::InviteArgs, link::LinkArgs,
    list::ListArgs, new::NewArgs, pin::PinArgs, rename::RenameArgs, set::SetArgs, show::ShowArgs,
};
use super::watch::WatchArgs;
use super::{AuthCommand, ConfigCommand, EventsCommand};

const DOCTOR: &str = "\
No token, code, PIN, address of a person or name of your home folder is in what it prints: it can go into a bug report.

Exit codes: 0 all is well, or with warnings only; else that of the first cause:
  6  the network or Google cannot be reached
  3  not signed in
  4  not permitted: a scope, the API or the project
  1  anything else

Examples:
  greenroom doctor
  greenroom doctor --json | jq -r '.checks[] | select(.status != \"ok\") | .fix'
  greenroom doctor --create-space";

const EMULATOR: &str = "\
Examples:
  greenroom emulator --port 8085
  curl -H 'Authorization: Bearer demo-ana' -X POST -d '{}' http://127.0.0.1:8085/v2/spaces";

const KEYS: &str = "\
Examples:
  greenroom keys
  greenroom keys --json | jq -r '.[].action'";

/// What the program does besides the app.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a space and print its join link
    #[command(visible_alias = "create")]
    New(NewArgs),
    /// Your spaces, as this computer remembers them
    #[command(visible_alias = "ls")]
    List(ListArgs),
    /// All that Google says of a space
    #[command(visible_alias = "get")]
    Show(ShowArgs),
    /// Change a space's settings
    Set(SetArgs),
    /// End the running call for everybody
    #[command(visible_alias = "stop")]
    End(EndArgs),
    /// Print the join link
    Link(LinkArgs),
    /// Print the whole invitation: link, dial-in numbers with their PINs, SIP addresses
    Invite(InviteArgs),
    /// Give a space your own name; Google has none
    Rename(RenameArgs),
    /// Take a space off the list; it lives on at Google
    Forget(ForgetArgs),
    /// Keep a space at the top of the list
    Pin(PinArgs),
    /// See and change who joins without knocking and who is a co-host
    #[command(arg_required_else_help = false)]
    Cohosts {
        /// What to do
        #[command(subcommand)]
        command: CohostsCommand,
    },
    /// What took place: the conferences of a space, or of all your spaces
    #[command(visible_alias = "history")]
    Conferences(ConferencesArgs),
    /// Who was in a conference
    #[command(visible_alias = "who")]
    People(PeopleArgs),
    /// The recordings, transcripts and notes of a conference
    Artifacts(ArtifactsArgs),
    /// What was said in a conference
    Transcript(TranscriptArgs),
    /// Follow what happens in spaces, a line an event
    Watch(WatchArgs),
    /// Take in what `list --json` printed, here or on another machine
    Import(ImportArgs),
    /// Sign in and out, and see who is signed in
    #[command(arg_required_else_help = false)]
    Auth {
        /// What to do
        #[command(subcommand)]
        command: AuthCommand,
    },
    /// News as it happens, through a Cloud project of yours: set it up and see how it stands
    #[command(arg_required_else_help = false)]
    Events {
        /// What to do
        #[command(subcommand)]
        command: EventsCommand,
    },
    /// Look whether all is well, and say what to do where it is not
    #[command(after_help = DOCTOR)]
    Doctor {
        /// Also make a space, read it and change it. Google has no way to delete a space: this one stays in your list
        #[arg(long)]
        create_space: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Serve the built-in emulator of the Meet API to any program
    #[command(after_help = EMULATOR)]
    Emulator {
        /// Port on 127.0.0.1; 0 takes any that is free
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// What is in it from the start (JSON); otherwise the demo's week
        #[arg(long, value_name = "FILE")]
        seed: Option<PathBuf>,
    },
    /// Print a script for your shell that completes commands, flags and the names of spaces
    #[command(after_help = super::complete::HELP)]
    Completions {
        /// Which shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Print a manual page, or write all of them
    Man(ManArgs),
    /// See and begin your settings: what holds, where it stands, a file with everything in it
    #[command(after_help = super::config::HELP)]
    Config {
        /// What to do; without it, what holds is shown
        #[command(subcommand)]
        command: Option<ConfigCommand>,
    },
    /// Print every key, its action and what it does
    #[command(after_help = KEYS)]
    Keys {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    /// Whether it can show its requests instead of sending them.
    pub(super) fn shows_requests(&self) -> bool {
        let others = matches!(
            self,
            Self::Auth { .. } | Self::Doctor { .. } | Self::Emulator { .. } | Self::Keys { .. } | Self::Config { .. }
        );
        !others && !matches!(self, Self::Completions { .. } | Self::Man(_))
    }
}
