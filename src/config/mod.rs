//! Settings and folders: what the file, the environment and the flags say, checked before the screen is touched.

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

pub use folders::{FolderError, Folders};
pub use pattern::{PLACEHOLDERS, Pattern, PatternError};
pub use polling::Polling;
pub use preset::{Preset, Presets, UnknownPreset, Wanted, no_name};
pub use settings::{Settings, SettingsError};
pub use theme::{Ground, Named};
pub use write::{SaveError, keep};

#[cfg(test)]
mod tests;
