//! The form of the file: tables, the index that is the list's order, and how a file comes to that form.

use rusqlite::{Connection, TransactionBehavior};

/// The newest form that this program knows.
pub(super) const KNOWN: i64 = 2;

/// Marks the file as greenroom's (`gree`, big endian).
pub(super) const APPLICATION: i64 = 0x6772_6565;

/// The columns of an [`Entry`](super::Entry), in the order in which `read::entry` takes them.
macro_rules! columns {
    () => {
        "name, label, code, access, pinned, live, created, last_seen, learnt"
    };
}
pub(super) use columns;

/// All rows of a scope, in list order. The index holds every column, so that the table is never read.
pub(super) const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM spaces WHERE scope = ?1 ORDER BY pinned DESC, live DESC, last_seen DESC, name LIMIT ?2"
);

/// The same with the facts of each.
pub(super) const KNOWN_LIST: &str = concat!(
    "SELECT ",
    columns!(),
    ", json FROM spaces LEFT JOIN facts ON facts.space = spaces.id WHERE scope = ?1
     ORDER BY pinned DESC, live DESC, last_seen DESC, name"
);

/// The rows of a scope of this label or code, in list order.
pub(super) const CALLED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM spaces WHERE scope = ?1 AND (label = ?2 COLLATE NOCASE OR code = ?2)
     ORDER BY pinned DESC, live DESC, last_seen DESC, name"
);

/// The first rows of a scope whose label or code is like this, in list order.
pub(super) const BEGINNING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM spaces WHERE scope = ?1 AND (label LIKE ?2 ESCAPE '\\' OR code LIKE ?2 ESCAPE '\\')
     ORDER BY pinned DESC, live DESC, last_seen DESC, name LIMIT ?3"
);

/// The order stands in the index: the first rows cost the same with a hundred thousand. The number of spaces is kept by
/// triggers for the same reason. Facts lie apart, so that walking the list does not read them. They go by trigger, not by
/// a foreign key: that is off in other programs, and a dangling row would come to belong to the next space.
const FORM_1: &str = "
CREATE TABLE scopes (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    spaces INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, endpoint)
) STRICT;
CREATE TABLE spaces (
    id INTEGER PRIMARY KEY,
    scope INTEGER NOT NULL,
    name TEXT NOT NULL,
    label TEXT,
    code TEXT,
    access TEXT,
    pinned INTEGER NOT NULL,
    live INTEGER NOT NULL,
    created INTEGER,
    last_seen INTEGER NOT NULL,
    learnt INTEGER,
    UNIQUE (scope, name)
) STRICT;
CREATE TABLE facts (space INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
CREATE INDEX list_order ON spaces
    (scope, pinned DESC, live DESC, last_seen DESC, name, label, code, access, created, learnt);
CREATE TRIGGER space_added AFTER INSERT ON spaces BEGIN
    UPDATE scopes SET spaces = spaces + 1 WHERE id = new.scope;
END;
CREATE TRIGGER space_gone AFTER DELETE ON spaces BEGIN
    DELETE FROM facts WHERE space = old.id;
    UPDATE scopes SET spaces = spaces - 1 WHERE id = old.scope;
END;
";

/// Spaces that are watched lie apart: most lists have few or none, and the list's index stays as it is.
const FORM_2: &str = "
CREATE TABLE watched (scope INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (scope, name)) STRICT, WITHOUT ROWID;
CREATE TRIGGER watched_gone AFTER DELETE ON spaces BEGIN
    DELETE FROM watched WHERE scope = old.scope AND name = old.name;
END;
";

/// What a first look at a file shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing in it yet.
    Empty,
    /// greenroom's, in this form.
    Form(i64),
    /// A database of some other program.
    Foreign,
}

/// Looks which form the file has; reads one page.
pub(super) fn look(db: &Connection) -> rusqlite::Result<Look> {
    let form: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application == APPLICATION && form > 0 {
        return Ok(Look::Form(form));
    }
    let parts: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(if parts == 0 && form == 0 && application == 0 { Look::Empty } else { Look::Foreign })
}

/// Brings an empty file into the newest form; does nothing when another program was faster.
pub(super) fn create(db: &mut Connection) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if look(&transaction)? == Look::Empty {
        transaction.execute_batch(FORM_1)?;
        transaction.execute_batch(FORM_2)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", KNOWN)?;
    }
    transaction.commit()
}

/// Brings a file of an earlier form into the newest one; does nothing when another program was faster.
pub(super) fn renew(db: &mut Connection) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if look(&transaction)? == Look::Form(1) {
        transaction.execute_batch(FORM_2)?;
        transaction.pragma_update(None, "user_version", KNOWN)?;
    }
    transaction.commit()
}

/// True when the file reads as the newest form: prepares what the list needs, reads no row.
pub(super) fn check(db: &Connection) -> rusqlite::Result<()> {
    db.prepare_cached(LIST)?;
    db.prepare_cached("SELECT json FROM facts WHERE space = ?1")?;
    Ok(())
}
