//! Finds the senders of signed calls, and stores signatures that do not cover
//! their call's `Idempotency-Key`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::mall::{Mall, MallKey};
use engine::Engine;

use crate::signature::VerifiedSignature;
use store::signatures::{self, UsedSignature};
use store::{Error, Tx, malls};

/// A key in use, and the mall it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    /// The key.
    pub key: MallKey,
    /// Its mall.
    pub mall: Mall,
}

/// The senders with these key ids, in their order; `None` where no key in use
/// has the id.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn of_keys(
    engine: &Engine,
    key_ids: Vec<String>,
) -> Result<Vec<Option<Sender>>, Error> {
    let read = engine
        .store
        .read_one_statement(move |tx| Box::pin(async move { find(tx, &key_ids).await }));
    read.await
}

/// Stores a signature with the `Idempotency-Key` it was sent with, if any.
/// False if it is already stored with another.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn bind_signature(
    engine: &Engine,
    signature: &VerifiedSignature,
    idempotency_key: Option<String>,
) -> Result<bool, Error> {
    let used = UsedSignature {
        key_id: signature.key_id.clone(),
        hash: STANDARD.encode(signature.base_hash),
        until: signature.expires_at,
    };
    let written = engine.store.write(move |tx| {
        Box::pin(async move { signatures::bind(tx, &used, idempotency_key.as_deref()).await })
    });
    written.await
}

async fn find(tx: &mut Tx, key_ids: &[String]) -> Result<Vec<Option<Sender>>, Error> {
    let mut senders = Vec::with_capacity(key_ids.len());
    for key_id in key_ids {
        let sender = malls::sender(tx, key_id).await?;
        senders.push(sender.map(|(key, mall)| Sender { key, mall }));
    }
    Ok(senders)
}
