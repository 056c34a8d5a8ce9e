//! The commands about spaces: what they print on which side, with which code, and what reaches the server.

mod definitions;
mod house;

mod accounts;
mod bad_files;
mod changing;
mod completing;
mod exec;
mod hostile_names;
mod interrupted;
mod listing;
mod making;
mod moving;
mod naming;
mod no_reader;
mod people;
mod records;
mod shapes;
mod showing;
mod watching;
mod wrong_flags;
