//! What happened to applications. Rows are only added; the database refuses any
//! change of them.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::application::ApplicationStep;
use domain::clock::At;
use domain::console::StepEntry;
use domain::ids::{ApplicationId, PersonId};

/// The most that are listed.
const LISTED: u32 = 200;

/// Adds what made the application's present revision.
pub async fn insert(
    tx: &mut Tx,
    id: &ApplicationId,
    (step, note): (ApplicationStep, &str),
    (by, now): (&PersonId, At),
) -> Result<(), Error> {
    let sql = "INSERT INTO application_steps (application_id, revision, step, at, person_id, note)
               SELECT id, revision, $2, $3, $4, $5 FROM applications WHERE id = $1";
    tx.run(sql, args![id.as_str(), step.name(), now, by.as_str(), note])
        .await?;
    Ok(())
}

/// Those of an application, the oldest first.
pub async fn all(tx: &mut Tx, id: &ApplicationId) -> Result<Vec<StepEntry>, Error> {
    let sql = "SELECT s.step, s.at, s.note, p.name FROM application_steps s JOIN people p ON p.id = s.person_id
               WHERE s.application_id = $1 ORDER BY s.revision LIMIT $2";
    let rows = tx.all(sql, args![id.as_str(), LISTED]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<StepEntry, Error> {
    Ok(StepEntry {
        step: row.parsed("step", ApplicationStep::parse)?,
        at: row.at("at")?,
        by: row.text("name")?,
        note: row.text("note")?,
    })
}
