//! Changes that a second person approves. The database refuses a maker who
//! checks, a check after the end, a second open request for the same subject,
//! and any change of what was asked for.

use super::{Row, SqlValue, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{
    AccountName, Approval, ApprovalCommand, ApprovalCursor, ApprovalKind, ApprovalPage,
    ApprovalState, FormKey, Person, Scope,
};
use domain::ids::{ApprovalId, PersonId};

/// The most requests of a list.
const LIST_MAX: u32 = 200;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.*, m.account AS maker_account, m.name AS maker_name,
                 c.account AS checker_account, c.name AS checker_name
             FROM approvals a JOIN people m ON m.id = a.maker_id LEFT JOIN people c ON c.id = a.checker_id ",
            $rest
        )
    };
}

/// A new request.
#[derive(Clone, Debug)]
pub struct NewApproval<'a> {
    /// Its id.
    pub id: &'a ApprovalId,
    /// The console.
    pub scope: &'a Scope,
    /// Who asks.
    pub maker: &'a PersonId,
    /// When.
    pub made_at: At,
    /// Until when it can be approved.
    pub expires_at: At,
    /// What is asked for.
    pub command: &'a ApprovalCommand,
    /// The hash of its subject as it is now.
    pub before_hash: &'a str,
    /// The key of the form, where a form may be sent twice.
    pub form_key: Option<&'a FormKey>,
}

/// A request with the hash of its subject as the maker saw it.
#[derive(Clone, Debug)]
pub struct StoredApproval {
    /// The request.
    pub approval: Approval,
    /// The hash.
    pub before_hash: String,
}

/// Adds one. False where one is open for the same subject, or the form's key
/// was used.
pub async fn insert(tx: &mut Tx, new: NewApproval<'_>) -> Result<bool, Error> {
    let sql = "INSERT INTO approvals (id, scope, kind, subject, maker_id, made_at, expires_at, command, before_hash,
                   form_key, state)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open') ON CONFLICT DO NOTHING";
    let args = args![
        new.id.as_str(),
        new.scope.as_str(),
        new.command.kind().name(),
        new.command.subject(),
        new.maker.as_str(),
        new.made_at,
        new.expires_at,
        new.command.to_json(),
        new.before_hash,
        new.form_key.map(FormKey::as_str),
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// By id, in a scope.
pub async fn find(
    tx: &mut Tx,
    scope: &Scope,
    id: &ApprovalId,
) -> Result<Option<StoredApproval>, Error> {
    let sql = select!("WHERE a.id = $1 AND a.scope = $2");
    let row = tx.one(sql, args![id.as_str(), scope.as_str()]).await?;
    row.map(|row| stored(&row)).transpose()
}

/// By the key of the form that asked.
pub async fn by_form_key(tx: &mut Tx, key: &FormKey) -> Result<Option<Approval>, Error> {
    let sql = select!("WHERE a.form_key = $1");
    let row = tx.one(sql, args![key.as_str()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// The one of a subject that waits.
pub async fn open_of_subject(
    tx: &mut Tx,
    kind: ApprovalKind,
    subject: &str,
    now: At,
) -> Result<Option<Approval>, Error> {
    let sql =
        select!("WHERE a.kind = $1 AND a.subject = $2 AND a.state = 'open' AND a.expires_at > $3");
    let row = tx.one(sql, args![kind.name(), subject, now]).await?;
    row.map(|row| read(&row)).transpose()
}

/// All of a subject, the oldest first.
pub async fn of_subject(
    tx: &mut Tx,
    kind: ApprovalKind,
    subject: &str,
) -> Result<Vec<Approval>, Error> {
    let sql = select!("WHERE a.kind = $1 AND a.subject = $2 ORDER BY a.made_at, a.id LIMIT $3");
    let rows = tx.all(sql, args![kind.name(), subject, LIST_MAX]).await?;
    rows.iter().map(read).collect()
}

/// Those of a scope that wait, the oldest first.
pub async fn open_of_scope(tx: &mut Tx, scope: &Scope, now: At) -> Result<Vec<Approval>, Error> {
    let sql = select!(
        "WHERE a.scope = $1 AND a.state = 'open' AND a.expires_at > $2 ORDER BY a.made_at, a.id LIMIT $3"
    );
    let rows = tx.all(sql, args![scope.as_str(), now, LIST_MAX]).await?;
    rows.iter().map(read).collect()
}

/// A page of those of a scope that have ended. The statement's plan is asserted
/// on both databases.
pub(crate) const ENDED: &str = select!(
    "WHERE a.scope = $1 AND a.state <> 'open' AND (a.made_at, a.id) < ($2, $3)
     ORDER BY a.made_at DESC, a.id DESC LIMIT 51"
);

/// The values of [`ENDED`].
pub(crate) fn ended_values(scope: &Scope, after: Option<&ApprovalCursor>) -> Vec<SqlValue> {
    match after {
        Some(after) => args![scope.as_str(), after.made_at, after.id.as_str()],
        None => args![scope.as_str(), At::from_ms(i64::MAX), ""],
    }
}

/// A page of those of a scope that have ended, the one asked for last first;
/// without a cursor the first one.
pub async fn ended_of_scope(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<&ApprovalCursor>,
) -> Result<ApprovalPage, Error> {
    let rows = tx.all(ENDED, ended_values(scope, after)).await?;
    let mut rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > ApprovalPage::ROWS;
    rows.truncate(ApprovalPage::ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| ApprovalCursor {
        made_at: row.made_at,
        id: row.id.clone(),
    });
    Ok(ApprovalPage { rows, next })
}

/// Ends one that is open by a second person's decision. False where it is not
/// open any more at that time.
pub async fn check(
    tx: &mut Tx,
    id: &ApprovalId,
    (state, reason): (ApprovalState, Option<&str>),
    (checker, now): (&PersonId, At),
) -> Result<bool, Error> {
    let sql = "UPDATE approvals SET state = $2, checker_id = $3, checked_at = $4, reason = $5
               WHERE id = $1 AND state = 'open' AND made_at <= $4 AND expires_at > $4";
    let args = args![id.as_str(), state.name(), checker.as_str(), now, reason];
    Ok(tx.run(sql, args).await? == 1)
}

/// Withdraws one that is open. False where it is not open any more.
pub async fn withdraw(tx: &mut Tx, id: &ApprovalId) -> Result<bool, Error> {
    let sql = "UPDATE approvals SET state = 'withdrawn' WHERE id = $1 AND state = 'open'";
    Ok(tx.run(sql, args![id.as_str()]).await? == 1)
}

/// Marks the one of a subject that nobody approved in time.
pub async fn expire_of_subject(
    tx: &mut Tx,
    kind: ApprovalKind,
    subject: &str,
    now: At,
) -> Result<(), Error> {
    let sql = "UPDATE approvals SET state = 'expired'
               WHERE kind = $1 AND subject = $2 AND state = 'open' AND expires_at <= $3";
    tx.run(sql, args![kind.name(), subject, now]).await?;
    Ok(())
}

/// Marks those that nobody approved in time.
pub async fn expire(tx: &mut Tx, now: At) -> Result<u64, Error> {
    let sql = "UPDATE approvals SET state = 'expired' WHERE state = 'open' AND expires_at <= $1";
    tx.run(sql, args![now]).await
}

fn stored(row: &Row) -> Result<StoredApproval, Error> {
    Ok(StoredApproval {
        approval: read(row)?,
        before_hash: row.text("before_hash")?,
    })
}

fn read(row: &Row) -> Result<Approval, Error> {
    let kind = row.parsed("kind", ApprovalKind::parse)?;
    let checker = match row.maybe_text("checker_id")? {
        Some(id) => Some(Person {
            id: PersonId::stored(id),
            account: row.parsed("checker_account", AccountName::parse)?,
            name: row.text("checker_name")?,
        }),
        None => None,
    };
    Ok(Approval {
        id: ApprovalId::stored(row.text("id")?),
        maker: Person {
            id: PersonId::stored(row.text("maker_id")?),
            account: row.parsed("maker_account", AccountName::parse)?,
            name: row.text("maker_name")?,
        },
        made_at: row.at("made_at")?,
        expires_at: row.at("expires_at")?,
        command: row.parsed("command", |json| ApprovalCommand::from_json(kind, json))?,
        state: row.parsed("state", ApprovalState::parse)?,
        checker,
        checked_at: row.maybe_at("checked_at")?,
        reason: row.maybe_text("reason")?,
    })
}
