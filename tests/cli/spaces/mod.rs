//! The commands about spaces: what they print on which side, with which code, and what reaches the server.

mod house;

mod accounts;
mod changing;
mod completing;
mod listing;
mod making;
mod moving;
mod naming;
mod people;
mod readme;
mod records;
mod showing;
mod watching;
