//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

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
  GREENROOM_LOG            error, warn, info, debug or trace: greenroom.log in the data folder
  NO_COLOR                 no colour";

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

/// Your Google Meet spaces in the terminal.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(name = "greenroom", version, about, after_help = AFTER, disable_help_subcommand = true)]
pub struct Args {
    /// Look around: the app on its built-in emulator, touching no file of yours
    #[arg(long)]
    pub demo: bool,

    /// Take away everything that changes something at Google
    #[arg(long, global = true)]
    pub read_only: bool,

    /// No character outside ASCII
    #[arg(long, global = true)]
    pub ascii: bool,

    /// Root of the Meet API: https, or http on loopback
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint: Option<Endpoint>,

    /// Which account: lists are kept apart, links open as it
    #[arg(long, global = true, value_name = "EMAIL", value_parser = email)]
    pub account: Option<String>,

    /// The OAuth client file from Google's console
    #[arg(long, global = true, value_name = "FILE")]
    pub client: Option<PathBuf>,

    /// The user that a service account acts as
    #[arg(long, global = true, value_name = "EMAIL", value_parser = email)]
    pub impersonate: Option<String>,

    /// Answer yes to what would be asked
    #[arg(long, global = true)]
    pub yes: bool,

    /// What to do instead of opening the app
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program does besides the app.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the built-in emulator of the Meet API to any program
    Emulator {
        /// Port on 127.0.0.1; 0 takes any that is free
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// What is in it from the start (JSON); otherwise the demo's week
        #[arg(long, value_name = "FILE")]
        seed: Option<PathBuf>,
    },
    /// Sign in and out, and see who is signed in
    #[command(arg_required_else_help = false)]
    Auth {
        /// What to do
        #[command(subcommand)]
        command: super::AuthCommand,
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
    /// Print every key, its action and what it does
    Keys {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
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
