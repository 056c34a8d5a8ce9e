//! Settings and folders: what the file, the environment and the flags say, checked before the screen is touched.

mod events;
mod file;
mod folders;
mod keys;
mod pattern;
mod polling;
mod preset;
mod read;
mod settings;
mod theme;
mod write;

pub use events::{Events, Watched};
pub use folders::{FolderError, Folders};
pub use pattern::{PLACEHOLDERS, Pattern, PatternError};
pub use polling::Polling;
pub use preset::{Preset, Presets, UnknownPreset, Wanted, no_name};
pub use settings::{Notices, Settings, SettingsError};
pub use theme::{Ground, Named};
pub use write::{SaveError, keep};

#[cfg(test)]
mod tests;
