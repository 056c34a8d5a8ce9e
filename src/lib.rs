//! greenroom: your Google Meet spaces in the terminal. This page is the map of the code; for using it there is the [`guide`], and for
//! testing programs of your own against a Meet API on your machine [`guide::emulator`].
//!
//! A key travels one way, and so does an answer; nothing calls back:
//!
//! ```text
//! terminal ─ key ─▶ keys ─ Action ─▶ App::update ─ Effect ─▶ runtime::runner ─▶ meet · auth · store · share
//!                                      │  ▲                                         │
//!                      &App ─▶ draw ◀──┘  └──────────────── Msg (the answer) ◀──────┘
//! ```
//!
//! - State changes in one place, [`app::App::update`]: no I/O, no clock of its own, so that thousands of tests run in a blink.
//! - [`effect::Effect`]s are values. One [`runtime::runner::Runner`] performs them, owns every task, and answers with a
//!   [`effect::Msg`].
//! - Drawing reads the state and gives back the [`ui::Areas`] that it drew, for the mouse.
//! - The loop, [`runtime::session::Session`], is generic over terminal and input: tests drive the very loop that ships.
//!
//! The rooms, from the top floor down. A room may look down, never up; of two on one floor at most one looks at the other:
//!
//! | floor | room | owns |
//! |---|---|---|
//! | 6 | [`cli`] | arguments, exit codes, the start of the app; the one room that prints |
//! | 5 | [`runtime`] | everything impure around the app: loop, runner, screen, terminal guard, signals |
//! | 4 | [`app`] | all state; what each message changes and asks for; the whole screen |
//! | 3 | [`panes`], [`overlays`] | what stands side by side, and what lies on top: state, keys, drawing |
//! | 3 | [`bulk`] | one change of many spaces: order, pace, what failed and why |
//! | 3 | [`effect`] | the words between pure and impure |
//! | 2 | [`book`] | all that the app knows of the spaces at this moment: rows, order, cards |
//! | 2 | [`activity`] | what happens in spaces: what two looks tell, whom to look at next, what is remembered, what is worth a notice, whether events are missing |
//! | 2 | [`auth`] | signing in: accounts, the ways to a token, tokens at rest |
//! | 2 | [`store`] | the list of spaces, durable |
//! | 2 | [`share`] | clipboard, browser, invitation, QR code |
//! | 2 | [`export`] | what is left of a conference as files to keep: transcripts, people, artifacts |
//! | 2 | [`config`] | settings and folders |
//! | 1 | [`trouble`] | what went wrong, in the three parts in which it is told |
//! | 1 | [`keys`] | every [`keys::Action`] and the one table of bindings |
//! | 1 | [`ui`] | what panes share to draw: theme, times, windows |
//! | 1 | [`meet`] | the Meet REST API: names, resources, client, errors, retry |
//! | 1 | [`events`] | Workspace Events and Pub/Sub: clients, what a message says, which subscriptions are to be there |
//! | 1 | [`emulator`] | the Meet API, its news through Workspace Events and Pub/Sub, and Google's sign-in on loopback; shares no type with `meet`, so that a slip in one cannot hide in the other |
//! | 0 | [`log`] | the log file and which events reach it |
//! | 0 | [`files`] | private folders and files: written whole or not at all, locked, set aside, never lost |
//! | 0 | [`tasks`] | work beside what asked for it, started so that its machinery is in the program once |
//! | 0 | [`text`] | what comes from outside is text, never terminal code: cleaning, measuring, fitting |
//!
//! How a space comes to be, as an example: `n` is looked up in [`keys`], [`app`] puts a row into the [`book`] and gives an
//! `Effect::Call`; the runner calls [`meet`], whose answer comes back as a `Msg::Answer`; the app then asks for two more effects,
//! one for the [`store`] and one for the clipboard in [`share`].

pub mod activity;
pub mod app;
pub mod auth;
pub mod book;
pub mod bulk;
pub mod cli;
pub mod config;
pub mod effect;
pub mod emulator;
pub mod events;
pub mod export;
pub mod files;
pub mod guide;
pub mod keys;
pub mod log;
pub mod meet;
pub mod overlays;
pub mod panes;
pub mod runtime;
pub mod share;
pub mod store;
pub mod tasks;
pub mod text;
pub mod trouble;
pub mod ui;
