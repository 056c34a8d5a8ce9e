//! Asking the list.

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::meet::names::SpaceName;
use crate::meet::resources::AccessType;

use super::entry::{Entry, Facts, Known, Scope};
use super::schema::{self, BEGINNING, CALLED, KNOWN_LIST, LIST, columns};
use super::{Result, Store};

impl Store {
    /// How many spaces the list has. Costs the same for every length.
    ///
    /// # Errors
    /// What a disk may do.
    pub fn len(&self) -> Result<u64> {
        let Some(scope) = self.scope_id()? else { return Ok(0) };
        let count = || {
            let mut statement = self.db.prepare_cached("SELECT spaces FROM scopes WHERE id = ?1")?;
            statement.query_row([scope], |row| row.get::<_, i64>(0)).optional()
        };
        let count = count().map_err(|error| self.sorted(&error))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// True when the list has no space.
    ///
    /// # Errors
    /// What a disk may do.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Spaces that are watched, by name; none in a file of an earlier form that could not be renewed.
    ///
    /// # Errors
    /// As [`Store::first`].
    pub fn watched(&self) -> Result<Vec<SpaceName>> {
        let Some(scope) = self.scope_id()? else { return Ok(Vec::new()) };
        let names = || {
            if schema::look(&self.db)? == schema::Look::Form(1) {
                return Ok(Vec::new());
            }
            let mut statement = self.db.prepare_cached("SELECT name FROM watched WHERE scope = ?1 ORDER BY name")?;
            let rows = statement.query_map([scope], |row| row.get::<_, String>(0))?;
            // One that this version cannot read is kept and passed over.
            rows.filter_map(|name| name.map(|name| name.parse().ok()).transpose()).collect()
        };
        names().map_err(|error| self.sorted(&error))
    }

    /// The first rows in list order: pinned ones, then live ones, then the most recently used, then by name. Costs by the
    /// rows asked for, not by the length of the list.
    ///
    /// # Errors
    /// [`StoreError::Damaged`](super::StoreError::Damaged) when damage shows, and what a disk may do.
    pub fn first(&self, limit: usize) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.walk(i64::try_from(limit).unwrap_or(i64::MAX), |entry| entries.push(entry))?;
        Ok(entries)
    }

    /// Hands over every row, in list order. A row whose name this version cannot read is kept and passed over.
    ///
    /// # Errors
    /// As [`Store::first`]; rows may have been handed over by then.
    pub fn each(&self, f: impl FnMut(Entry)) -> Result<()> {
        self.walk(-1, f)
    }

    /// As [`Store::each`], with the facts of each; those that this version cannot read are left out.
    ///
    /// # Errors
    /// As [`Store::first`]; rows may have been handed over by then.
    pub fn each_known(&self, mut f: impl FnMut(Known)) -> Result<()> {
        let Some(scope) = self.scope_id()? else { return Ok(()) };
        let mut walk = || {
            let mut statement = self.db.prepare_cached(KNOWN_LIST)?;
            let mut rows = statement.query([scope])?;
            while let Some(row) = rows.next()? {
                if let Some(entry) = entry(row)? {
                    let facts = row_facts(row.get_ref(9)?, &entry);
                    f(Known { entry, facts });
                }
            }
            Ok(())
        };
        walk().map_err(|error| self.sorted(&error))
    }

    /// The rows that the person calls so, letter for letter or but for the case of ASCII letters, or whose meeting code it is; in
    /// list order. Looks at every row, without taking it apart.
    ///
    /// # Errors
    /// As [`Store::first`].
    pub fn called(&self, text: &str) -> Result<Vec<Entry>> {
        let Some(scope) = self.scope_id()? else { return Ok(Vec::new()) };
        let find = || {
            let mut statement = self.db.prepare_cached(CALLED)?;
            let mut rows = statement.query(params![scope, text])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.extend(entry(row)?);
            }
            Ok(found)
        };
        find().map_err(|error| self.sorted(&error))
    }

    /// The first rows whose name or code begins so, but for the case of ASCII letters; in list order.
    ///
    /// # Errors
    /// As [`Store::first`].
    pub fn beginning(&self, text: &str, limit: usize) -> Result<Vec<Entry>> {
        let Some(scope) = self.scope_id()? else { return Ok(Vec::new()) };
        let mut pattern = String::new();
        for letter in text.chars() {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        let find = || {
            let mut statement = self.db.prepare_cached(BEGINNING)?;
            let mut rows = statement.query(params![scope, pattern, i64::try_from(limit).unwrap_or(i64::MAX)])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.extend(entry(row)?);
            }
            Ok(found)
        };
        find().map_err(|error| self.sorted(&error))
    }

    fn walk(&self, limit: i64, mut f: impl FnMut(Entry)) -> Result<()> {
        let Some(scope) = self.scope_id()? else { return Ok(()) };
        let mut walk = || {
            let mut statement = self.db.prepare_cached(LIST)?;
            let mut rows = statement.query([scope, limit])?;
            while let Some(row) = rows.next()? {
                if let Some(entry) = entry(row)? {
                    f(entry);
                }
            }
            Ok(())
        };
        walk().map_err(|error| self.sorted(&error))
    }

    /// The row of a space, where the list has it.
    ///
    /// # Errors
    /// As [`Store::first`].
    pub fn entry(&self, name: &SpaceName) -> Result<Option<Entry>> {
        let Some(scope) = self.scope_id()? else { return Ok(None) };
        let found = stored(&self.db, scope, name).map_err(|error| self.sorted(&error))?;
        Ok(found.map(|(_, entry)| entry))
    }

    /// The last known facts of a space; `None` when there are none, or none that this version can read.
    ///
    /// # Errors
    /// As [`Store::first`].
    pub fn facts(&self, name: &SpaceName) -> Result<Option<Facts>> {
        let Some(scope) = self.scope_id()? else { return Ok(None) };
        let find = || match stored(&self.db, scope, name)? {
            Some((id, entry)) => facts(&self.db, id, &entry),
            None => Ok(None),
        };
        find().map_err(|error: rusqlite::Error| self.sorted(&error))
    }

    /// True when another program changed the file since the last question (the first one: since the opening). Also true for
    /// changes in other scopes. Own changes do not count.
    ///
    /// # Errors
    /// What a disk may do.
    pub fn changed_elsewhere(&mut self) -> Result<bool> {
        let ask = |db: &Connection| db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get::<_, i64>(0));
        let version = ask(&self.db).map_err(|error| self.sorted(&error))?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }

    /// The row of the scope, where it has one; another program may make it at any time.
    fn scope_id(&self) -> Result<Option<i64>> {
        if self.scope_id.get().is_none() {
            self.scope_id.set(scope_row(&self.db, &self.scope).map_err(|error| self.sorted(&error))?);
        }
        Ok(self.scope_id.get())
    }
}

/// Finds the row of a scope.
pub(super) fn scope_row(db: &Connection, scope: &Scope) -> rusqlite::Result<Option<i64>> {
    let mut statement = db.prepare_cached("SELECT id FROM scopes WHERE account = ?1 AND endpoint = ?2")?;
    statement.query_row([&scope.account, &scope.endpoint], |row| row.get(0)).optional()
}

/// Finds a space: its row's id and the entry.
pub(super) fn stored(db: &Connection, scope: i64, name: &SpaceName) -> rusqlite::Result<Option<(i64, Entry)>> {
    let sql = concat!("SELECT ", columns!(), ", id FROM spaces WHERE scope = ?1 AND name = ?2");
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![scope, name.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let id = row.get(9)?;
    Ok(entry(row)?.map(|entry| (id, entry)))
}

/// The facts of the row; `None` as well when they cannot be read: they can be asked for again, the list must stay usable.
pub(super) fn facts(db: &Connection, id: i64, entry: &Entry) -> rusqlite::Result<Option<Facts>> {
    if entry.learnt.is_none() {
        return Ok(None);
    }
    let mut statement = db.prepare_cached("SELECT json FROM facts WHERE space = ?1")?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(row_facts(row.get_ref(0)?, entry))
}

/// The facts of the row, as they lie in the file.
fn row_facts(value: ValueRef<'_>, entry: &Entry) -> Option<Facts> {
    let learnt = entry.learnt?;
    let ValueRef::Text(json) = value else { return None };
    let space = serde_json::from_slice(json).ok().filter(|space: &crate::meet::resources::Space| space.name == entry.name);
    space.map(|space| Facts { space, learnt })
}

/// Reads a row of [`columns`]; `None` when its name cannot be read.
fn entry(row: &Row<'_>) -> rusqlite::Result<Option<Entry>> {
    let text = |column| Ok::<_, rusqlite::Error>(text(row.get_ref(column)?));
    let whole = |column| Ok::<_, rusqlite::Error>(whole(row.get_ref(column)?));
    let Some(name) = text(0)?.and_then(|name| name.parse().ok()) else { return Ok(None) };
    Ok(Some(Entry {
        name,
        label: text(1)?.map(Into::into),
        code: text(2)?.map(Into::into),
        access: text(3)?.map(|access| self::access(&access)),
        pinned: whole(4)?.is_some_and(|pinned| pinned != 0),
        live: whole(5)?.is_some_and(|live| live != 0),
        created: whole(6)?.map(time),
        last_seen: time(whole(7)?.unwrap_or(0)),
        learnt: whole(8)?.map(time),
    }))
}

/// Text as it is, or as far as it is text: one bad byte must not hide the row.
fn text(value: ValueRef<'_>) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes)),
        _ => None,
    }
}

fn whole(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Integer(number) => Some(number),
        _ => None,
    }
}

/// The access type of the API's word, without a detour for those that are known.
fn access(word: &str) -> AccessType {
    match word {
        "OPEN" => AccessType::Open,
        "TRUSTED" => AccessType::Trusted,
        "RESTRICTED" => AccessType::Restricted,
        other => other.to_owned().into(),
    }
}

/// Microseconds since 1970 as a time; what no calendar holds becomes its end.
fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
