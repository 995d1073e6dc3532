//! Applications of merchants. Each change counts the revision up, and finds the
//! one that it was made for.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::application::ApplicationState;
use domain::clock::At;
use domain::console::{APPLICATION_ROWS, ApplicationPage, ApplicationQuery, ApplicationRow};
use domain::ids::{ApplicationId, ApprovalId, MerchantId, PersonId};

/// An application without its sections.
#[derive(Clone, Debug)]
pub struct StoredApplication {
    /// What the list has of it.
    pub row: ApplicationRow,
    /// Counts its changes.
    pub revision: u32,
    /// The merchant that it became.
    pub merchant: Option<MerchantId>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.*, p.name AS entered_by_name FROM applications a JOIN people p ON p.id = a.entered_by ",
            $rest
        )
    };
}

/// Adds a draft of revision 1.
pub async fn insert(
    tx: &mut Tx,
    id: &ApplicationId,
    (by, now): (&PersonId, At),
) -> Result<(), Error> {
    let sql = "INSERT INTO applications (id, state, revision, name, uscc, entered_by, created_at, changed_at)
               VALUES ($1, $2, 1, '', '', $3, $4, $4)";
    let state = ApplicationState::Draft.name();
    tx.run(sql, args![id.as_str(), state, by.as_str(), now])
        .await?;
    Ok(())
}

/// By id.
pub async fn find(tx: &mut Tx, id: &ApplicationId) -> Result<Option<StoredApplication>, Error> {
    let row = tx.one(select!("WHERE a.id = $1"), args![id.as_str()]);
    row.await?.map(|row| read(&row)).transpose()
}

/// A page of them, the newest first.
pub async fn page(tx: &mut Tx, query: &ApplicationQuery) -> Result<ApplicationPage, Error> {
    let after = query.after.as_ref().map_or("app_~", ApplicationId::as_str);
    let most = APPLICATION_ROWS + 1;
    let rows = match query.state {
        None => {
            let sql = select!("WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2");
            tx.all(sql, args![after, most]).await?
        }
        Some(state) => {
            let sql = select!("WHERE a.state = $3 AND a.id < $1 ORDER BY a.id DESC LIMIT $2");
            tx.all(sql, args![after, most, state.name()]).await?
        }
    };
    let rows: Result<Vec<_>, _> = rows
        .iter()
        .map(|row| Ok::<_, Error>(read(row)?.row))
        .collect();
    let mut rows = rows?;
    let more = rows.len() > APPLICATION_ROWS as usize;
    rows.truncate(APPLICATION_ROWS as usize);
    let last = rows.last().filter(|_| more);
    Ok(ApplicationPage {
        next: last.map(|row| row.id.clone()),
        rows,
    })
}

/// Sets state and revision, if the revision is still the one before. False where
/// it is not.
pub async fn set_state(
    tx: &mut Tx,
    id: &ApplicationId,
    (state, revision): (ApplicationState, u32),
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE applications SET state = $2, revision = revision + 1, changed_at = $4
               WHERE id = $1 AND revision = $3";
    let values = args![id.as_str(), state.name(), revision, now];
    Ok(tx.run(sql, values).await? == 1)
}

/// Sets what the lists have of the company.
pub async fn set_company(
    tx: &mut Tx,
    id: &ApplicationId,
    (name, uscc): (&str, &str),
) -> Result<(), Error> {
    let sql = "UPDATE applications SET name = $2, uscc = $3 WHERE id = $1";
    tx.run(sql, args![id.as_str(), name, uscc]).await?;
    Ok(())
}

/// Makes it active with its merchant, if the revision is still the one before.
pub async fn activate(
    tx: &mut Tx,
    (id, revision): (&ApplicationId, u32),
    (approval, merchant): (&ApprovalId, &MerchantId),
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE applications SET state = $2, approval_id = $3, merchant_id = $4, revision = revision + 1,
                   changed_at = $6
               WHERE id = $1 AND revision = $5";
    let state = ApplicationState::Active.name();
    let values = args![
        id.as_str(),
        state,
        approval.as_str(),
        merchant.as_str(),
        revision,
        now
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// True where a company of this registration number is a merchant, or has another
/// application that is not over.
pub async fn is_known(tx: &mut Tx, uscc: &str, except: &ApplicationId) -> Result<bool, Error> {
    let sql = "SELECT 1 AS n WHERE EXISTS (SELECT 1 FROM merchants WHERE uscc = $1)
                   OR EXISTS (SELECT 1 FROM applications WHERE uscc = $1 AND id <> $2
                       AND state IN ('submitted', 'returned', 'proving', 'proved'))";
    let row = tx.one(sql, args![uscc, except.as_str()]).await?;
    Ok(row.is_some())
}

/// Sets when its entries and documents are destroyed.
pub async fn keep_until(tx: &mut Tx, id: &ApplicationId, until: At) -> Result<(), Error> {
    let sql = "UPDATE applications SET keep_until = $2 WHERE id = $1";
    tx.run(sql, args![id.as_str(), until]).await?;
    Ok(())
}

/// Destroys entries, sums and documents whose time is over. What happened to the
/// application stays.
pub async fn destroy(tx: &mut Tx, now: At) -> Result<(), Error> {
    for sql in [
        "DELETE FROM application_sections WHERE application_id IN (SELECT id FROM applications WHERE keep_until <= $1)",
        "DELETE FROM application_documents WHERE application_id IN (SELECT id FROM applications WHERE keep_until <= $1)",
        "DELETE FROM account_proofs WHERE application_id IN (SELECT id FROM applications WHERE keep_until <= $1)",
        "UPDATE applications SET destroyed_at = $1, keep_until = NULL WHERE keep_until <= $1",
    ] {
        tx.run(sql, args![now]).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<StoredApplication, Error> {
    Ok(StoredApplication {
        row: ApplicationRow {
            id: ApplicationId::stored(row.text("id")?),
            name: row.text("name")?,
            uscc: row.text("uscc")?,
            state: row.parsed("state", ApplicationState::parse)?,
            entered_by: row.text("entered_by_name")?,
            created_at: row.at("created_at")?,
            changed_at: row.at("changed_at")?,
        },
        revision: row.count("revision")?,
        merchant: row.maybe_text("merchant_id")?.map(MerchantId::stored),
    })
}
