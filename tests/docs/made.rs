//! Parts of the pages that are made from the code.

use super::{path, read};

/// That between the two markers of a page stands what the code says; with `UPDATE_DOCS` it is put there.
#[track_caller]
fn is_made(page: &str, name: &str, made: &str) {
    let text = read(page);
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    assert_eq!((text.matches(&open).count(), text.matches(&close).count()), (1, 1), "{page}: {open}{close}");
    let (before, rest) = text.split_once(&open).unwrap();
    let (between, after) = rest.split_once(&close).unwrap();
    // a table begins after an empty line
    let wanted = format!("\n{}\n\n", made.trim());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path(page), format!("{before}{open}{wanted}{close}{after}")).unwrap();
    } else {
        assert_eq!(between, wanted, "UPDATE_DOCS=1 cargo test --test docs writes {page} anew");
    }
}

#[test]
fn the_page_of_keys_is_that_of_the_table() {
    is_made("docs/keys.md", "keys", &greenroom::keys::page());
}

#[test]
fn the_table_of_settings_is_that_of_the_code() {
    is_made("docs/configuration.md", "settings", &greenroom::config::markdown());
}
