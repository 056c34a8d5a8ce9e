//! Settings and folders: what the file, the environment and the flags say, checked before the screen is touched.
//!
#![doc = include_str!("settings.md")]

mod events;
mod file;
mod folders;
mod keys;
mod pattern;
mod polling;
mod preset;
mod read;
mod said;
mod settings;
mod table;
mod theme;
mod write;

pub use events::{Events, Watched};
pub use folders::{FolderError, Folders};
pub use pattern::{PLACEHOLDERS, Pattern, PatternError};
pub use polling::Polling;
pub use preset::{Preset, Presets, UnknownPreset, Wanted, no_name};
pub use said::{Said, said};
pub use settings::{Notices, Settings, SettingsError};
pub use table::{ROWS, Row, commented, markdown};
pub use theme::{Ground, Named};
pub use write::{SaveError, init, keep};

#[cfg(test)]
mod tests;
