//! The program on disk.

use anyhow::Result;

use super::figure::Figure;
use super::stage::{self, Stage};

/// The stripped binary.
pub fn measure(_: &mut Stage) -> Result<Vec<Figure>> {
    let bytes = std::fs::metadata(stage::program())?.len();
    Ok(vec![Figure::size("stripped binary", bytes, Some(12.0))])
}
