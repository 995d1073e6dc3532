//! Calls with an `Idempotency-Key`: a repeated call is executed once.
//!
//! The answer is stored in the transaction that did the work, for 48 hours (the
//! contract promises 24). A repeat with the same key and body gets the stored
//! answer, with another body 422. While the first call is in progress in this
//! process, an identical one gets 409 with `Retry-After` ([`in_flight`]).
//! Otherwise the key's row decides: a transaction that finds it taken runs again
//! and answers what it holds. It is not read before, because a serializable
//! read of a row that does not exist conflicts with each new row near it.
//!
//! Refusals are not stored. Stripe also stores errors that occur after
//! execution began, because such a call may have moved money. Here a refusal
//! rolls back its transaction, and no network is called inside one. So a repeat
//! is safe, and may succeed under the same key after the state has changed.

pub(crate) mod call;
pub(crate) mod in_flight;

use domain::refusal::Refusal;
use engine::Engine;
use serde::Serialize;

use call::{KeyedCall, key_reused};
use in_flight::CallInFlight;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use store::idempotency::{self, AnswerKey, AnswerRow};
use store::{Error, Fault, WriteFn, WriteQueue};

/// An answer to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON text.
    pub body: String,
    /// True for the stored answer to an earlier call.
    pub replayed: bool,
}

impl CallAnswer {
    /// A new answer.
    pub(crate) fn new<T: Serialize>(status: u16, body: &T) -> Self {
        let body =
            serde_json::to_string(body).expect("our own types have text keys and no failing parts");
        Self {
            status,
            body,
            replayed: false,
        }
    }
}

/// Does `work` and stores its answer, in one transaction, or finds the stored
/// one. If the caller is dropped, the work still completes, and the call stays
/// in flight until then.
///
/// # Errors
/// `idempotency_key_reused`, or those of `work`.
pub(crate) async fn answer_once<F>(
    engine: &Engine,
    call: &CallInFlight,
    queue: WriteQueue,
    work: F,
) -> Result<CallAnswer, Error>
where
    F: WriteFn<CallAnswer>,
{
    let (call, now) = (call.clone(), engine.now());
    // Most keys are new, so the row is read only after it was found to exist.
    let used = Arc::new(AtomicBool::new(false));
    let written = engine.store.write_in(queue, move |tx| {
        Box::pin(async move {
            if used.load(Relaxed)
                && let Some(stored) = idempotency::find(tx, row_name(&call)).await?
            {
                return Ok(replay(stored, &call)?);
            }
            let new_row = match work(tx).await {
                Ok(answer) => {
                    let stored = AnswerRow {
                        body_hash: call.body_hash.clone(),
                        status: answer.status,
                        answer: answer.body.clone(),
                    };
                    idempotency::insert(tx, row_name(&call), &stored, now)
                        .await?
                        .then_some(answer)
                }
                // The state may have changed by this very call, answered before.
                Err(Error::Refused(refusal)) => {
                    match idempotency::find(tx, row_name(&call)).await? {
                        Some(_) => None,
                        None => return Err(refusal.into()),
                    }
                }
                Err(fault) => return Err(fault),
            };
            new_row.ok_or_else(|| {
                used.store(true, Relaxed);
                Fault::stale("this Idempotency-Key was used before").into()
            })
        })
    });
    written.await
}

fn replay(stored: AnswerRow, call: &KeyedCall) -> Result<CallAnswer, Refusal> {
    if stored.body_hash != call.body_hash {
        return Err(key_reused());
    }
    Ok(CallAnswer {
        status: stored.status,
        body: stored.answer,
        replayed: true,
    })
}

fn row_name(call: &KeyedCall) -> AnswerKey<'_> {
    AnswerKey {
        mall: &call.mall_id,
        route: &call.route,
        key: &call.key,
    }
}
