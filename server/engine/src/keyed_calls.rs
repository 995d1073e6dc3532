//! Calls with an `Idempotency-Key`: a call that is sent twice is done once.
//!
//! The answer is stored with what was done, in one transaction, for 48 hours
//! (the contract says 24 at least). The same key and body again: the stored
//! answer. Another body: 422. While the first call is in progress in this
//! process: 409 with `Retry-After` ([`in_flight`]). Of two processes at once
//! the key's row decides: the second runs again and finds the first's answer.
//!
//! A refusal is not stored. Stripe stores whatever came once work had begun,
//! because there a failed call may have moved money half-way. Here a refusal
//! undoes all of its transaction and no network is called inside one, so
//! asking again is safe, and what has changed by then (an order that is paid
//! now, a failed refund that made room) is granted under the same key.

pub(crate) mod call;
pub(crate) mod in_flight;

use domain::refusal::Refusal;
use serde::Serialize;

use crate::engine::Engine;
use call::{KeyedCall, key_reused};
use in_flight::CallInFlight;
use store::Error;
use store::WriteFn;
use store::idempotency::{self, AnswerKey, AnswerRow};

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

impl Engine {
    /// Does `work` and stores its answer, in one transaction, or finds the
    /// stored one. When the caller goes away the work is still done, and the
    /// call in flight until then.
    ///
    /// # Errors
    /// `idempotency_key_reused`, or those of `work`.
    pub(crate) async fn answer_once<F>(
        &self,
        call: &CallInFlight,
        work: F,
    ) -> Result<CallAnswer, Error>
    where
        F: WriteFn<CallAnswer>,
    {
        let (call, now) = (call.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(stored) = idempotency::find(tx, row_name(&call)).await? {
                        return Ok(replay(stored, &call)?);
                    }
                    let answer = work(tx).await?;
                    let stored = AnswerRow {
                        body_hash: call.body_hash.clone(),
                        status: answer.status,
                        answer: answer.body.clone(),
                    };
                    idempotency::keep(tx, row_name(&call), &stored, now).await?;
                    Ok(answer)
                })
            })
            .await
    }
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
