//! The commands about spaces: what they print on which side, with which code, and what reaches the server.

mod house;

mod changing;
mod listing;
mod making;
mod naming;
mod showing;
