//! Is the database what this release makes? For `paydesk doctor`.

use crate::database::Database;
use crate::error::Error;
use crate::store::schema;

/// One line for each way in which the database differs from what the
/// migrations make: a migration that has not run, a table, column, index or
/// trigger that is missing, of another kind, or not ours. Writes nothing.
///
/// # Errors
/// A fault: the database cannot be reached, or is of a newer release.
pub async fn schema_differences(database: &Database) -> Result<Vec<String>, Error> {
    schema::differences(database).await
}
