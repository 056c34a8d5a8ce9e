//! `greenroom auth …`: signing in and out, and who is signed in.
//!
//! What is said to the person goes to stderr. On stdout stand only the link of `login --no-browser` and what `status` tells.

mod link;
mod login;
mod logout;
mod status;
mod steps;
mod switch;

use clap::Subcommand;

use super::exit::{auth as exit, auth_words as words};
use super::surroundings::Surroundings;
use super::{Args, Exit, say};

/// What `greenroom auth` does.
#[derive(Debug, Subcommand)]
pub enum AuthCommand {
    /// Sign in through the browser
    #[command(after_help = LOGIN)]
    Login {
        /// Port on 127.0.0.1 for the browser's answer; otherwise any that is free
        #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
        port: Option<u16>,
        /// Print the link instead of opening a browser, and take the address that the browser ended on
        #[arg(long)]
        no_browser: bool,
    },
    /// Tell who is signed in, which way in is taken, and what it may do. Asks no server
    #[command(after_help = STATUS)]
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make another account the one that is used where none is named
    #[command(after_help = SWITCH)]
    Switch {
        /// Its address
        #[arg(value_name = "EMAIL", value_parser = super::args::email)]
        email: String,
    },
    /// Forget an account's sign-in on this computer; its list stays
    #[command(after_help = LOGOUT)]
    Logout {
        /// Its address; otherwise the current one
        #[arg(value_name = "EMAIL", value_parser = super::args::email)]
        email: Option<String>,
        /// Also take the access back at Google: for every program with a client of the same Cloud project, on every computer
        #[arg(long)]
        revoke: bool,
    },
}

const LOGIN: &str = "\
The client file is the JSON of an OAuth client of type Desktop app, from https://console.cloud.google.com/auth/clients. It is \
read from --client, GREENROOM_CLIENT or client.json in the config folder; one that worked is kept there, if there is none.

With --no-browser the link stands alone on a line of stdout. Open it anywhere, then paste the address that the browser ended on \
(its page cannot be shown there), or forward the port: ssh -L PORT:127.0.0.1:PORT HOST. The first of the two counts.

Exit codes: 0 signed in; 1 it could not be kept, or the port is taken; 2 a wrong flag or client file; 3 no client file, or \
nobody came; 4 not granted; 6 unreachable; 130 Ctrl-C.

Examples:
  greenroom auth login --client ~/Downloads/client_secret_1234.json
  greenroom auth login --no-browser --port 8123
  greenroom --read-only auth login";

const STATUS: &str = "\
Exit codes: 0 there is a way in; 3 there is none.

Examples:
  greenroom auth status
  greenroom auth status --json | jq -r .current";

const SWITCH: &str = "\
Exit codes: 0 switched; 5 that account is not signed in.

Example:
  greenroom auth switch ana@example.com";

const LOGOUT: &str = "\
Exit codes: 0 forgotten; 1 it could not be; 2 --revoke without a terminal and without --yes; 3 nobody is signed in; \
5 that account is not; 6 Google could not be told, and nothing was forgotten.

Examples:
  greenroom auth logout
  greenroom auth logout ana@example.com --revoke";

pub(super) fn run(args: &Args, command: &AuthCommand) -> Exit {
    let around = match Surroundings::read(args) {
        Ok(around) => around,
        Err(words) => return Exit::Usage(words),
    };
    let _logging = super::begin_log(&around);
    match command {
        AuthCommand::Login { port, no_browser } => login::run(args, &around, port.unwrap_or(0), *no_browser),
        AuthCommand::Status { json } => status::run(&around, *json),
        AuthCommand::Switch { email } => switch::run(&around, email),
        AuthCommand::Logout { email, revoke } => logout::run(&around, email.as_deref(), *revoke, args.yes),
    }
}

/// A variable that decides which way is taken, whoever signs in or is switched to.
fn in_the_way(around: &Surroundings, email: &str) -> Option<String> {
    if around.home.token.is_some() {
        return Some("GREENROOM_ACCESS_TOKEN is set and comes first: unset it to be signed in by this account.".into());
    }
    let named = super::variable("GREENROOM_ACCOUNT").filter(|named| !named.eq_ignore_ascii_case(email))?;
    Some(format!("GREENROOM_ACCOUNT names {named}, and comes first: unset or change it."))
}
