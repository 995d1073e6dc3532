//! The sections of applications: entries without personal data as JSON, and the
//! personal data apart and encrypted.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::application::{Entries, Section};
use domain::clock::At;
use domain::ids::{ApplicationId, PersonId};

/// A section as it is stored.
#[derive(Clone, Debug)]
pub struct StoredSection {
    /// Which one.
    pub section: Section,
    /// Counts its changes, from 1.
    pub revision: u32,
    /// The entries that are no personal data.
    pub plain: Entries,
    /// The others as JSON, encrypted.
    pub sealed: String,
    /// What the review says of it.
    pub remark: Option<String>,
    /// The name of the person who saved it.
    pub saved_by: String,
    /// When.
    pub saved_at: At,
}

/// Those of an application.
pub async fn all(tx: &mut Tx, id: &ApplicationId) -> Result<Vec<StoredSection>, Error> {
    let sql = "SELECT s.*, p.name AS saved_by_name FROM application_sections s JOIN people p ON p.id = s.saved_by
               WHERE s.application_id = $1";
    let rows = tx.all(sql, args![id.as_str()]).await?;
    rows.iter().map(read).collect()
}

/// Saves a section in place of this revision, 0 for none; its remark is answered.
/// False where another revision is stored.
pub async fn save(
    tx: &mut Tx,
    id: &ApplicationId,
    (section, revision): (Section, u32),
    (plain, sealed): (&Entries, &str),
    (by, now): (&PersonId, At),
) -> Result<bool, Error> {
    let entries = plain.to_json(false);
    let values = args![
        id.as_str(),
        section.name(),
        revision,
        entries.expose(),
        sealed,
        by.as_str(),
        now
    ];
    let sql = match revision {
        0 => {
            "INSERT INTO application_sections (application_id, section, revision, entries, sealed, saved_by, saved_at)
             VALUES ($1, $2, $3 + 1, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        }
        _ => {
            "UPDATE application_sections SET revision = revision + 1, entries = $4, sealed = $5, remark = NULL,
                 saved_by = $6, saved_at = $7
             WHERE application_id = $1 AND section = $2 AND revision = $3"
        }
    };
    Ok(tx.run(sql, values).await? == 1)
}

/// Sets what the review says of a section.
pub async fn set_remark(
    tx: &mut Tx,
    id: &ApplicationId,
    (section, remark): (Section, &str),
) -> Result<(), Error> {
    let sql =
        "UPDATE application_sections SET remark = $3 WHERE application_id = $1 AND section = $2";
    tx.run(sql, args![id.as_str(), section.name(), remark])
        .await?;
    Ok(())
}

fn read(row: &Row) -> Result<StoredSection, Error> {
    Ok(StoredSection {
        section: row.parsed("section", Section::parse)?,
        revision: row.count("revision")?,
        plain: row.parsed("entries", Entries::from_json)?,
        sealed: row.text("sealed")?,
        remark: row.maybe_text("remark")?,
        saved_by: row.text("saved_by_name")?,
        saved_at: row.at("saved_at")?,
    })
}
