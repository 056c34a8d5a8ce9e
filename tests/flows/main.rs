//! The whole loop, driven in process as a person drives it, against the emulator: what is promised, and what happens on bad days.
//! Each test's name says what holds.

#[cfg(test)]
mod access;
#[cfg(test)]
mod activity;
#[cfg(test)]
mod bad_answers;
#[cfg(test)]
mod bad_network;
#[cfg(test)]
mod bad_text;
#[cfg(test)]
mod cohosts;
#[cfg(test)]
mod cohosts_badly;
#[cfg(test)]
mod conferences;
#[cfg(test)]
mod copying;
#[cfg(test)]
mod creating;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod events;
#[cfg(test)]
mod events_asleep;
#[cfg(test)]
mod events_badly;
#[cfg(test)]
mod events_pulled;
#[cfg(test)]
mod events_shared;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod few_requests;
#[cfg(test)]
mod form;
#[cfg(test)]
mod history;
#[cfg(test)]
#[path = "../support/keep.rs"]
mod keep;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod live_view;
#[cfg(test)]
mod looking_up;
#[cfg(test)]
mod many_events;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod organising;
#[cfg(test)]
mod presets;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod settings_badly;
#[cfg(test)]
mod several;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod signing_in_badly;
#[cfg(test)]
mod store_trouble;
#[cfg(test)]
mod support;
#[cfg(test)]
mod two_programs;
