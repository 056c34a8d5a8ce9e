//! Where settings and data live.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::AppStrategy;
use etcetera::app_strategy::{AppStrategyArgs, Windows, Xdg};

/// The two folders of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// Settings.
    pub config: PathBuf,
    /// The list of spaces.
    pub data: PathBuf,
}

/// There is no home, and no variable names a folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no home folder is known: set GREENROOM_CONFIG_DIR and GREENROOM_DATA_DIR")]
pub struct FolderError;

impl Folders {
    /// `GREENROOM_CONFIG_DIR` and `GREENROOM_DATA_DIR`, otherwise the system's places.
    ///
    /// # Errors
    ///
    /// When neither is known.
    pub fn find(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, FolderError> {
        let named = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let (config, data) = (named("GREENROOM_CONFIG_DIR"), named("GREENROOM_DATA_DIR"));
        if let (Some(config), Some(data)) = (&config, &data) {
            return Ok(Self { config: config.clone(), data: data.clone() });
        }
        let places = AppStrategyArgs { top_level_domain: String::new(), author: String::new(), app_name: "greenroom".into() };
        // On macOS as well: a person of the terminal looks there.
        let (there, here) = if cfg!(windows) {
            let places = Windows::new(places).map_err(|_| FolderError)?;
            (places.config_dir(), places.data_dir())
        } else {
            let places = Xdg::new(places).map_err(|_| FolderError)?;
            (places.config_dir(), places.data_dir())
        };
        Ok(Self { config: config.unwrap_or(there), data: data.unwrap_or(here) })
    }
}
