//! Every pane and overlay in its states, as cells and styles, drawn from made-up state: no server, no store, a clock that stands.
//!
//! `INSTA_UPDATE=always cargo nextest run --test screens` takes what is drawn now for right.

#[cfg(test)]
mod activity;
#[cfg(test)]
mod any_size;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod conferences;
#[cfg(test)]
mod grid;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod themes;
