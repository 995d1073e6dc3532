//! Who changed what in the consoles. Entries are written once: the database
//! refuses to change or delete one.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{AuditAction, AuditCursor, AuditEntry, AuditPage, Scope};
use domain::ids::{AuditEntryId, PersonId};

/// Entries of a page.
pub const PAGE: usize = 50;

/// Sorts after every id.
const LAST: &str = "aud_zzzzzzzzzzzzzzzzzzzzzzzzzz";

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewAuditEntry {
    /// Its id.
    pub id: AuditEntryId,
    /// When.
    pub at: At,
    /// Where.
    pub scope: Scope,
    /// Who; `None` for the command line.
    pub person: Option<PersonId>,
    /// From which address.
    pub ip: Option<String>,
    /// What was done.
    pub action: AuditAction,
    /// To whom or what.
    pub subject: String,
    /// The value before, where it may be shown.
    pub before: Option<String>,
    /// The value after, where it may be shown.
    pub after: Option<String>,
}

/// Adds one.
pub async fn insert(tx: &mut Tx, new: &NewAuditEntry) -> Result<(), Error> {
    let sql = "INSERT INTO audit_entries (id, at, scope, person_id, ip, action, subject, value_before, value_after)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        new.id.as_str(),
        new.at,
        new.scope.as_str(),
        new.person.as_ref().map(PersonId::as_str),
        new.ip.clone(),
        new.action.name(),
        &new.subject,
        new.before.clone(),
        new.after.clone(),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// The entries of a scope, the newest first. Ids made later sort later.
pub async fn page(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<&AuditCursor>,
) -> Result<AuditPage, Error> {
    let sql = "SELECT e.*, p.account FROM audit_entries e LEFT JOIN people p ON p.id = e.person_id
               WHERE e.scope = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT 51";
    let before = after.map_or(LAST, |cursor| cursor.0.as_str());
    let rows = tx.all(sql, args![scope.as_str(), before]).await?;
    let mut entries = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let last = entries.last().filter(|_| more);
    Ok(AuditPage {
        next: last.map(|entry| AuditCursor(entry.id.clone())),
        entries,
    })
}

fn read(row: &Row) -> Result<AuditEntry, Error> {
    Ok(AuditEntry {
        id: AuditEntryId::stored(row.text("id")?),
        at: row.at("at")?,
        by: row.maybe_text("account")?,
        ip: row.maybe_text("ip")?,
        action: row.parsed("action", AuditAction::parse)?,
        subject: row.text("subject")?,
        before: row.maybe_text("value_before")?,
        after: row.maybe_text("value_after")?,
    })
}
