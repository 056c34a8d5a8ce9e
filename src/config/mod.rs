//! Settings and folders: what the file, the environment and the flags say, checked before the screen is touched.

mod folders;
mod settings;

pub use folders::{FolderError, Folders};
pub use settings::{Settings, SettingsError};

#[cfg(test)]
mod tests;
