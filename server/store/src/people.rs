//! People with an account of a console, and their recovery codes.

use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::console::{AccountName, LastSignIn, Person};
use domain::ids::PersonId;

/// A person with what it signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPerson {
    /// The person.
    pub person: Person,
    /// The password's hash, with its salt and parameters (PHC string).
    pub password_hash: String,
    /// The authenticator's secret, sealed.
    pub authenticator_sealed: String,
    /// The time step of the last code that was used.
    pub authenticator_step: i64,
}

/// Adds one; false where the account's name is taken.
pub async fn insert(tx: &mut Tx, new: &StoredPerson, now: At) -> Result<bool, Error> {
    let sql = "INSERT INTO people (id, account, name, password_hash, authenticator_sealed, authenticator_step, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account) DO NOTHING";
    let args = args![
        new.person.id.as_str(),
        new.person.account.as_str(),
        &new.person.name,
        &new.password_hash,
        &new.authenticator_sealed,
        new.authenticator_step,
        now,
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// By account name.
pub async fn by_account(tx: &mut Tx, account: &AccountName) -> Result<Option<StoredPerson>, Error> {
    let sql = "SELECT * FROM people WHERE account = $1";
    let row = tx.one(sql, args![account.as_str()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// By id; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &PersonId) -> Result<StoredPerson, Error> {
    let sql = "SELECT * FROM people WHERE id = $1";
    let row = tx.one(sql, args![id.as_str()]).await?;
    let gone = || Fault::new(format!("person {id} is gone")).into();
    read(&row.ok_or_else::<Error, _>(gone)?)
}

/// Sets the password.
pub async fn set_password(tx: &mut Tx, id: &PersonId, hash: &str) -> Result<(), Error> {
    let sql = "UPDATE people SET password_hash = $2 WHERE id = $1";
    tx.run(sql, args![id.as_str(), hash]).await?;
    Ok(())
}

/// Sets password and authenticator.
pub async fn set_sign_in(tx: &mut Tx, person: &StoredPerson) -> Result<(), Error> {
    let sql = "UPDATE people SET password_hash = $2, authenticator_sealed = $3, authenticator_step = $4 WHERE id = $1";
    let args = args![
        person.person.id.as_str(),
        &person.password_hash,
        &person.authenticator_sealed,
        person.authenticator_step,
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// Notes a sign-in, and returns the one before.
pub async fn set_signed_in(
    tx: &mut Tx,
    id: &PersonId,
    now: &LastSignIn,
) -> Result<Option<LastSignIn>, Error> {
    let sql = "SELECT signed_in_at, signed_in_ip, signed_in_agent FROM people WHERE id = $1";
    let before = match tx.one(sql, args![id.as_str()]).await? {
        Some(row) => last_sign_in(&row)?,
        None => None,
    };
    let sql = "UPDATE people SET signed_in_at = $2, signed_in_ip = $3, signed_in_agent = $4 WHERE id = $1";
    let args = args![id.as_str(), now.at, now.ip.clone(), &now.agent];
    tx.run(sql, args).await?;
    Ok(before)
}

/// Uses the authenticator's code of this time step. False where it, or a later
/// one, was used.
pub async fn use_step(tx: &mut Tx, id: &PersonId, step: i64) -> Result<bool, Error> {
    let sql = "UPDATE people SET authenticator_step = $2 WHERE id = $1 AND authenticator_step < $2";
    Ok(tx.run(sql, args![id.as_str(), step]).await? == 1)
}

/// Replaces the recovery codes.
pub async fn set_recovery_codes(
    tx: &mut Tx,
    id: &PersonId,
    hashes: &[String],
) -> Result<(), Error> {
    let sql = "DELETE FROM recovery_codes WHERE person_id = $1";
    tx.run(sql, args![id.as_str()]).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)";
        tx.run(sql, args![id.as_str(), hash]).await?;
    }
    Ok(())
}

/// Uses a recovery code up. False where there is no such code.
pub async fn use_recovery_code(tx: &mut Tx, id: &PersonId, hash: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM recovery_codes WHERE person_id = $1 AND code_hash = $2";
    Ok(tx.run(sql, args![id.as_str(), hash]).await? == 1)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(tx: &mut Tx, id: &PersonId) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) AS n FROM recovery_codes WHERE person_id = $1";
    match tx.one(sql, args![id.as_str()]).await? {
        Some(row) => row.count("n"),
        None => Ok(0),
    }
}

fn last_sign_in(row: &Row) -> Result<Option<LastSignIn>, Error> {
    let Some(at) = row.maybe_at("signed_in_at")? else {
        return Ok(None);
    };
    Ok(Some(LastSignIn {
        at,
        ip: row.maybe_text("signed_in_ip")?,
        agent: row.maybe_text("signed_in_agent")?.unwrap_or_default(),
    }))
}

fn read(row: &Row) -> Result<StoredPerson, Error> {
    Ok(StoredPerson {
        person: person(row)?,
        password_hash: row.text("password_hash")?,
        authenticator_sealed: row.text("authenticator_sealed")?,
        authenticator_step: row.int("authenticator_step")?,
    })
}

/// The person of a row with the columns `id`, `account` and `name`.
pub(crate) fn person(row: &Row) -> Result<Person, Error> {
    Ok(Person {
        id: PersonId::stored(row.text("id")?),
        account: row.parsed("account", AccountName::parse)?,
        name: row.text("name")?,
    })
}
