//! Folders that a test leaves behind, so that all of them can be searched after the suite: see `.ci/run`.

use tempfile::TempDir;

/// A folder of the test's own; it stays, in the folder that `GREENROOM_KEEP` names, where that is set.
pub fn folder() -> TempDir {
    match std::env::var_os("GREENROOM_KEEP") {
        Some(kept) => tempfile::Builder::new().disable_cleanup(true).tempdir_in(kept).unwrap(),
        None => tempfile::tempdir().unwrap(),
    }
}
