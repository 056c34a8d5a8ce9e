//! Signing in at OAuth servers that are not ours, so that greenroom is not only right by its own emulator: the Google of the
//! package `emulate`, and `oidc-provider`, which takes the standards to the letter.
//!
//! Both run by Node in processes of their own, on loopback. `GREENROOM_NODE_TOOLS` names the folder in which their packages are
//! installed (`.ci/run` does that); without it, or without Node, these tests are left out, saying so; with `CI=true` that is a
//! failure. The program is the built one; the person and the browser are an HTTP client.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod browser;
mod desk;
mod emulate;
#[path = "../support/keep.rs"]
mod keep;
mod oidc;
mod server;
