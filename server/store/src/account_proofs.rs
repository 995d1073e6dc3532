//! Small sums that prove settlement accounts. An application has one that is open
//! at most.

use super::{Tx, args};
use crate::error::Error;
use domain::application::{AccountProof, ProofState};
use domain::ids::ApplicationId;

/// A sum that was sent.
#[derive(Clone, Debug)]
pub struct StoredProof {
    /// Its number in the application, from 1.
    pub number: u32,
    /// What became of it.
    pub proof: AccountProof,
    /// The sum, encrypted.
    pub sealed: String,
}

/// Adds one; false while another is open.
pub async fn insert(tx: &mut Tx, id: &ApplicationId, new: &StoredProof) -> Result<bool, Error> {
    let sql = "INSERT INTO account_proofs (application_id, number, sealed, sent_at, tries, state)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let values = args![
        id.as_str(),
        new.number,
        &new.sealed,
        new.proof.sent_at,
        new.proof.tries,
        new.proof.state.name(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// The newest of an application.
pub async fn newest(tx: &mut Tx, id: &ApplicationId) -> Result<Option<StoredProof>, Error> {
    let sql = "SELECT * FROM account_proofs WHERE application_id = $1 ORDER BY number DESC LIMIT 1";
    let Some(row) = tx.one(sql, args![id.as_str()]).await? else {
        return Ok(None);
    };
    Ok(Some(StoredProof {
        number: row.count("number")?,
        proof: AccountProof {
            sent_at: row.at("sent_at")?,
            tries: row.count("tries")?,
            state: row.parsed("state", ProofState::parse)?,
        },
        sealed: row.text("sealed")?,
    }))
}

/// Stores what became of one.
pub async fn set(tx: &mut Tx, id: &ApplicationId, stored: &StoredProof) -> Result<(), Error> {
    let sql = "UPDATE account_proofs SET tries = $3, state = $4 WHERE application_id = $1 AND number = $2";
    let (tries, state) = (stored.proof.tries, stored.proof.state.name());
    tx.run(sql, args![id.as_str(), stored.number, tries, state])
        .await?;
    Ok(())
}

/// Ends what is open or proved: the account may become another one.
pub async fn end(tx: &mut Tx, id: &ApplicationId) -> Result<(), Error> {
    let sql = "UPDATE account_proofs SET state = 'ended' WHERE application_id = $1 AND state IN ('open', 'proved')";
    tx.run(sql, args![id.as_str()]).await?;
    Ok(())
}
