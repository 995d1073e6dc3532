//! Comparing a database's schema with this release's. For `paydesk doctor`.

use crate::database::Database;
use crate::error::Error;
use crate::store::schema;

/// One line per difference from what the migrations create: a migration that
/// has not run; a missing, different or unknown table, column, index or
/// trigger. Writes nothing.
///
/// # Errors
/// A fault: the database cannot be reached, or has a newer schema.
pub async fn schema_differences(database: &Database) -> Result<Vec<String>, Error> {
    schema::differences(database).await
}
