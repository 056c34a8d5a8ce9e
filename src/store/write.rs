//! Changing the list. Every change is one transaction: done when the call returns, or not at all.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};

use crate::meet::names::SpaceName;
use crate::meet::resources::AccessType;

use super::entry::{Entry, Facts, Known, Scope};
use super::read::{facts, scope_row, stored};
use super::{Result, Store, StoreError, error, folder};

/// A stamp further ahead than this comes from a clock that was wrong, then or now.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// True when what is stamped `new` may replace what is stamped `old`. A stamp from the future counts as older than any that
/// can be true, or facts learnt while the clock was ahead could not be replaced for years.
fn supersedes(new: Timestamp, old: Timestamp, now: Timestamp) -> bool {
    let limit = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let rank = |stamp: Timestamp| (stamp <= limit, stamp.as_microsecond());
    rank(new) >= rank(old)
}

impl Store {
    /// Adds a space and returns what is now stored. One that is there already keeps its label and its pin, and stays made by
    /// greenroom if it was; what is new is filled in, and the facts are replaced if these are not older.
    ///
    /// # Errors
    /// As for every change: [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::Locked`] after five seconds,
    /// [`StoreError::Moved`], [`StoreError::Damaged`], and what a disk may do. Nothing is changed then.
    pub fn add(&mut self, known: &Known) -> Result<Entry> {
        let now = (self.habits.now)();
        self.write(|db, scope| {
            put(db, scope, known, now)?;
            Ok(stored(db, scope, &known.entry.name)?.map_or_else(|| known.entry.clone(), |(_, entry)| entry))
        })
    }

    /// Adds many, each as [`Store::add`] does, all or none, and returns how many of them the list did not have. Other programs
    /// cannot write meanwhile.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn fill(&mut self, known: impl IntoIterator<Item = Known>) -> Result<u64> {
        let now = (self.habits.now)();
        self.write(|db, scope| {
            let mut added = 0;
            for known in known {
                added += u64::from(put(db, scope, &known, now)?);
            }
            Ok(added)
        })
    }

    /// Brings back what [`Store::forget`] gave. Where the space came back in another way it is treated as by [`Store::add`].
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn restore(&mut self, known: &Known) -> Result<()> {
        self.add(known).map(drop)
    }

    /// Keeps fresh facts and returns the row as it is now; `None` when the list does not have the space: a late answer brings
    /// nothing back.
    ///
    /// Older facts never replace newer ones, whichever program learnt them. Facts stamped more than five minutes into the
    /// future count as the oldest, so that a clock that was once ahead does no lasting harm.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn learn(&mut self, facts: &Facts) -> Result<Option<Entry>> {
        let now = (self.habits.now)();
        self.write(|db, scope| {
            let name = &facts.space.name;
            let Some((id, old)) = stored(db, scope, name)? else { return Ok(None) };
            if old.learnt.is_none_or(|learnt| supersedes(facts.learnt, learnt, now)) {
                let new = with_facts(old, facts);
                update(db, id, &new)?;
                put_facts(db, id, facts)?;
            }
            Ok(stored(db, scope, name)?.map(|(_, entry)| entry))
        })
    }

    /// Sets the person's name for a space, or takes it away (an empty one is none), and returns the one before. Nothing happens
    /// when the list does not have the space.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn rename(&mut self, name: &SpaceName, label: Option<&str>) -> Result<Option<Box<str>>> {
        self.write(|db, scope| {
            let Some((id, old)) = stored(db, scope, name)? else { return Ok(None) };
            let mut statement = db.prepare_cached("UPDATE spaces SET label = ?2 WHERE id = ?1")?;
            statement.execute(params![id, label.filter(|label| !label.is_empty())])?;
            Ok(old.label)
        })
    }

    /// Pins or unpins a space. Nothing happens when the list does not have it.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn pin(&mut self, name: &SpaceName, pinned: bool) -> Result<()> {
        self.write(|db, scope| {
            let mut statement = db.prepare_cached("UPDATE spaces SET pinned = ?3 WHERE scope = ?1 AND name = ?2")?;
            statement.execute(params![scope, name.as_str(), pinned]).map(drop)
        })
    }

    /// Pins or unpins many, all or none.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn pin_all(&mut self, names: &[SpaceName], pinned: bool) -> Result<()> {
        self.write(|db, scope| {
            let mut statement = db.prepare_cached("UPDATE spaces SET pinned = ?3 WHERE scope = ?1 AND name = ?2")?;
            for name in names {
                statement.execute(params![scope, name.as_str(), pinned])?;
            }
            Ok(())
        })
    }

    /// Watches many, or no longer, all or none. Nothing happens to those that the list does not have.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn watch_all(&mut self, names: &[SpaceName], watched: bool) -> Result<()> {
        let order = if watched {
            "INSERT OR IGNORE INTO watched (scope, name) SELECT scope, name FROM spaces WHERE scope = ?1 AND name = ?2"
        } else {
            "DELETE FROM watched WHERE scope = ?1 AND name = ?2"
        };
        self.write(|db, scope| {
            let mut statement = db.prepare_cached(order)?;
            for name in names {
                statement.execute(params![scope, name.as_str()])?;
            }
            Ok(())
        })
    }

    /// Notes that the person used a space at `at`. An earlier time than the stored one changes nothing, unless the stored one
    /// lies in the future. Nothing happens when the list does not have the space.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn touch(&mut self, name: &SpaceName, at: Timestamp) -> Result<()> {
        let now = (self.habits.now)();
        self.write(|db, scope| match stored(db, scope, name)? {
            Some((id, old)) if supersedes(at, old.last_seen, now) => {
                let mut statement = db.prepare_cached("UPDATE spaces SET last_seen = ?2 WHERE id = ?1")?;
                statement.execute(params![id, at.as_microsecond()]).map(drop)
            }
            _ => Ok(()),
        })
    }

    /// Takes a space off the list and returns all that was kept of it, for [`Store::restore`]; `None` when it was not there.
    /// The space itself lives on.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn forget(&mut self, name: &SpaceName) -> Result<Option<Known>> {
        self.write(|db, scope| take(db, scope, name))
    }

    /// Takes many off the list, all or none, and returns what was kept of those that were on it.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn forget_all(&mut self, names: &[SpaceName]) -> Result<Vec<Known>> {
        self.write(|db, scope| names.iter().filter_map(|name| take(db, scope, name).transpose()).collect())
    }

    /// Does the work in one transaction that has the right to write from its beginning, so that what it read stays true.
    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>, i64) -> rusqlite::Result<T>) -> Result<T> {
        if self.read_only {
            return Err(StoreError::ReadOnly { path: self.path().into() });
        }
        // A file that was set aside or removed would take the change with it.
        if let Some(file) = &self.file
            && folder::identity(file) != self.identity
        {
            return Err(StoreError::Moved { path: file.clone() });
        }
        let done = self.db.busy_timeout(self.habits.write_wait).and_then(|()| {
            let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let scope = match self.scope_id.get() {
                Some(scope) => scope,
                None => own_scope(&transaction, &self.scope)?,
            };
            let value = work(&transaction, scope)?;
            transaction.commit()?;
            self.scope_id.set(Some(scope));
            Ok(value)
        });
        // Setting a time cannot fail on an open connection; were it to, only the wait would be longer.
        let _ = self.db.busy_timeout(self.habits.read_wait);
        done.map_err(|error| match error::codes(&error) {
            // The list itself is open, so what cannot be made is a file beside it.
            Some((ErrorCode::CannotOpen, _)) => StoreError::ReadOnly { path: self.path().into() },
            _ => self.sorted(&error),
        })
    }
}

/// Finds the scope's row or makes it.
fn own_scope(db: &Connection, scope: &Scope) -> rusqlite::Result<i64> {
    if let Some(id) = scope_row(db, scope)? {
        return Ok(id);
    }
    db.execute("INSERT INTO scopes (account, endpoint) VALUES (?1, ?2)", [&scope.account, &scope.endpoint])?;
    Ok(db.last_insert_rowid())
}

/// The row with what the facts say in it.
fn with_facts(entry: Entry, facts: &Facts) -> Entry {
    let space = &facts.space;
    Entry {
        code: space.meeting_code.as_deref().map(Into::into),
        access: space.access().cloned(),
        live: space.active_conference.is_some(),
        learnt: Some(facts.learnt),
        ..entry
    }
}

/// Adds or merges; true when it was not there.
fn put(db: &Connection, scope: i64, known: &Known, now: Timestamp) -> rusqlite::Result<bool> {
    let facts = known.facts.as_ref();
    if facts.is_some_and(|facts| facts.space.name != known.entry.name) {
        return Err(rusqlite::Error::ToSqlConversionFailure("the facts are of another space".into()));
    }
    let given = known.entry.clone();
    let new = match facts {
        Some(facts) => with_facts(given, facts),
        None => given,
    };
    let mut insert = db.prepare_cached(
        "INSERT INTO spaces (scope, name, label, code, access, pinned, live, created, last_seen, learnt)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (scope, name) DO NOTHING",
    )?;
    let inserted = insert.execute(params![
        scope,
        new.name.as_str(),
        new.label.as_deref().filter(|label| !label.is_empty()),
        new.code.as_deref(),
        new.access.as_ref().map(AccessType::as_str),
        new.pinned,
        new.live,
        new.created.map(Timestamp::as_microsecond),
        new.last_seen.as_microsecond(),
        new.learnt.map(Timestamp::as_microsecond),
    ])?;
    if inserted == 1 {
        if let Some(facts) = facts {
            put_facts(db, db.last_insert_rowid(), facts)?;
        }
        return Ok(true);
    }
    let Some((id, old)) = stored(db, scope, &new.name)? else { return Ok(false) };
    let fresh = facts.filter(|facts| old.learnt.is_none_or(|learnt| supersedes(facts.learnt, learnt, now)));
    let merged = Entry {
        label: old.label.or(new.label),
        code: old.code.or(new.code),
        access: old.access.or(new.access),
        pinned: old.pinned || new.pinned,
        created: old.created.or(new.created),
        last_seen: if supersedes(new.last_seen, old.last_seen, now) { new.last_seen } else { old.last_seen },
        ..old
    };
    if let Some(facts) = fresh {
        update(db, id, &with_facts(merged, facts))?;
        put_facts(db, id, facts)?;
    } else {
        update(db, id, &merged)?;
    }
    Ok(false)
}

/// Takes a row out, with all that was kept of it.
fn take(db: &Connection, scope: i64, name: &SpaceName) -> rusqlite::Result<Option<Known>> {
    let Some((id, entry)) = stored(db, scope, name)? else { return Ok(None) };
    let facts = facts(db, id, &entry)?;
    db.prepare_cached("DELETE FROM spaces WHERE id = ?1")?.execute([id])?;
    Ok(Some(Known { entry, facts }))
}

fn update(db: &Connection, id: i64, entry: &Entry) -> rusqlite::Result<()> {
    let mut statement = db.prepare_cached(
        "UPDATE spaces SET label = ?2, code = ?3, access = ?4, pinned = ?5, live = ?6, created = ?7, last_seen = ?8, learnt = ?9
         WHERE id = ?1",
    )?;
    let changed = statement.execute(params![
        id,
        entry.label.as_deref().filter(|label| !label.is_empty()),
        entry.code.as_deref(),
        entry.access.as_ref().map(AccessType::as_str),
        entry.pinned,
        entry.live,
        entry.created.map(Timestamp::as_microsecond),
        entry.last_seen.as_microsecond(),
        entry.learnt.map(Timestamp::as_microsecond),
    ]);
    changed.map(drop)
}

fn put_facts(db: &Connection, id: i64, facts: &Facts) -> rusqlite::Result<()> {
    let json = serde_json::to_string(&facts.space).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    db.prepare_cached("INSERT OR REPLACE INTO facts (space, json) VALUES (?1, ?2)")?.execute(params![id, json]).map(drop)
}
