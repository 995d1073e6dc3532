//! Passkeys of people.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::Passkey;
use domain::ids::{PasskeyId, PersonId};

/// What a passkey's answers are verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The authenticator's id of it, in base64url.
    pub id: String,
    /// The public key (COSE), in base64url.
    pub public_key: String,
    /// IANA's number of the algorithm.
    pub algorithm: i32,
    /// How often it was used, where the authenticator counts; else 0.
    pub counter: u32,
}

/// A passkey with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// The passkey.
    pub passkey: Passkey,
    /// Whose.
    pub person: PersonId,
    /// Its key.
    pub credential: Credential,
}

/// Adds one. False where the authenticator's id is known.
pub async fn insert(tx: &mut Tx, new: &StoredPasskey) -> Result<bool, Error> {
    let sql = "INSERT INTO passkeys (id, person_id, name, credential_id, public_key, algorithm, counter, created_at, used_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (credential_id) DO NOTHING";
    let args = args![
        new.passkey.id.as_str(),
        new.person.as_str(),
        &new.passkey.name,
        &new.credential.id,
        &new.credential.public_key,
        i64::from(new.credential.algorithm),
        new.credential.counter,
        new.passkey.created_at,
        new.passkey.used_at,
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// By the authenticator's id.
pub async fn by_credential(tx: &mut Tx, id: &str) -> Result<Option<StoredPasskey>, Error> {
    let sql = "SELECT * FROM passkeys WHERE credential_id = $1";
    let row = tx.one(sql, args![id]).await?;
    row.map(|row| read(&row)).transpose()
}

/// A person's, the oldest first.
pub async fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<StoredPasskey>, Error> {
    let sql = "SELECT * FROM passkeys WHERE person_id = $1 ORDER BY created_at, id LIMIT 100";
    let rows = tx.all(sql, args![person.as_str()]).await?;
    rows.iter().map(read).collect()
}

/// Notes a use with the authenticator's count. False where the passkey is gone,
/// or was used with this count or a later one meanwhile.
pub async fn set_used(tx: &mut Tx, id: &PasskeyId, counter: u32, now: At) -> Result<bool, Error> {
    let sql = "UPDATE passkeys SET counter = $2, used_at = $3
               WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))";
    Ok(tx.run(sql, args![id.as_str(), counter, now]).await? == 1)
}

/// Removes one of a person's. False where there is none.
pub async fn remove(tx: &mut Tx, person: &PersonId, id: &PasskeyId) -> Result<bool, Error> {
    let sql = "DELETE FROM passkeys WHERE id = $1 AND person_id = $2";
    Ok(tx.run(sql, args![id.as_str(), person.as_str()]).await? == 1)
}

/// Removes all of a person's.
pub async fn remove_all(tx: &mut Tx, person: &PersonId) -> Result<(), Error> {
    let sql = "DELETE FROM passkeys WHERE person_id = $1";
    tx.run(sql, args![person.as_str()]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<StoredPasskey, Error> {
    let algorithm = i32::try_from(row.int("algorithm")?);
    Ok(StoredPasskey {
        passkey: Passkey {
            id: PasskeyId::stored(row.text("id")?),
            name: row.text("name")?,
            created_at: row.at("created_at")?,
            used_at: row.maybe_at("used_at")?,
        },
        person: PersonId::stored(row.text("person_id")?),
        credential: Credential {
            id: row.text("credential_id")?,
            public_key: row.text("public_key")?,
            algorithm: algorithm.map_err(|_| Error::unreadable_column("algorithm"))?,
            counter: row.count("counter")?,
        },
    })
}
