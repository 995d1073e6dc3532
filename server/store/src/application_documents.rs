//! The documents of applications, encrypted.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::console::{DOCUMENTS_MAX, Document, DocumentKind};
use domain::ids::{ApplicationId, DocumentId, PersonId};

/// Adds one; false where the application has as many as it may.
pub async fn insert(
    tx: &mut Tx,
    id: &ApplicationId,
    (new, sealed): (&Document, &str),
    by: &PersonId,
) -> Result<bool, Error> {
    let sql = "INSERT INTO application_documents (id, application_id, kind, media, bytes, sealed, added_by, added_at)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8
               WHERE (SELECT COUNT(*) FROM application_documents WHERE application_id = $2) < $9";
    let most = u32::try_from(DOCUMENTS_MAX).unwrap_or(u32::MAX);
    let values = args![
        new.id.as_str(),
        id.as_str(),
        new.kind.name(),
        &new.media,
        new.bytes,
        sealed,
        by.as_str(),
        new.added_at,
        most,
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// Those of an application, the oldest first, without their content.
pub async fn all(tx: &mut Tx, id: &ApplicationId) -> Result<Vec<Document>, Error> {
    let sql =
        "SELECT d.id, d.kind, d.media, d.bytes, d.added_at, p.name FROM application_documents d
               JOIN people p ON p.id = d.added_by WHERE d.application_id = $1 ORDER BY d.id";
    let rows = tx.all(sql, args![id.as_str()]).await?;
    rows.iter().map(read).collect()
}

/// One of an application, with its encrypted content.
pub async fn find(
    tx: &mut Tx,
    (application, id): (&ApplicationId, &DocumentId),
) -> Result<Option<(Document, String)>, Error> {
    let sql = "SELECT d.id, d.kind, d.media, d.bytes, d.added_at, d.sealed, p.name FROM application_documents d
               JOIN people p ON p.id = d.added_by WHERE d.id = $1 AND d.application_id = $2";
    let row = tx.one(sql, args![id.as_str(), application.as_str()]);
    match row.await? {
        Some(row) => Ok(Some((read(&row)?, row.text("sealed")?))),
        None => Ok(None),
    }
}

fn read(row: &Row) -> Result<Document, Error> {
    Ok(Document {
        id: DocumentId::stored(row.text("id")?),
        kind: row.parsed("kind", DocumentKind::parse)?,
        media: row.text("media")?,
        bytes: row.int("bytes")?,
        added_by: row.text("name")?,
        added_at: row.at("added_at")?,
    })
}
