//! Codes by SMS: how many and how often, and the code that was typed.

use super::too_many;
use crate::begin::trade_in;
use crate::engine::Engine;
use crate::record;
use crate::wire::Case;
use domain::attempt::{Attempt, AttemptState};
use domain::clock::At;
use domain::desk::{Problem, Visit};
use domain::ids::AttemptId;
use domain::machine::{Happening, Verdict};
use domain::secret::Secret;
use domain::typed::compact;
use std::sync::Arc;
use store::trades::{self, TradeKind, TradeRow};
use store::{Error, Tx, attempts, merchants, orders};

/// At most one code in this time to one phone.
pub(crate) const PAUSE_S: i64 = 60;
/// At most so many codes under one attempt.
const PER_ATTEMPT: usize = 5;
/// At most so many codes for one order, so that a page is no means to send
/// messages to strangers.
const PER_ORDER: u32 = 10;

/// A number under which a code may be asked for, or why not yet.
pub(super) enum May {
    /// On record; ask the network for it.
    Send(TradeRow),
    /// The last one is not a minute old.
    TooSoon,
}

/// Records that a code is about to be asked for under this attempt.
///
/// # Errors
/// `too_many_requests`.
pub(super) async fn next_in(
    tx: &mut Tx,
    attempt: &Attempt,
    kind: TradeKind,
    visit: &Visit,
    now: At,
) -> Result<May, Error> {
    let phone = attempt.phone_masked.as_deref().unwrap_or_default();
    let (sent, last) = trades::codes_sent(tx, &attempt.order_id, phone).await?;
    let here = trades::of_attempt(tx, &attempt.id)
        .await?
        .iter()
        .filter(|t| t.sms_at.is_some())
        .count();
    if here >= PER_ATTEMPT || sent >= PER_ORDER {
        return Err(too_many(
            "too many codes were sent for this order; pay another way",
        ));
    }
    if last.is_some_and(|at| now < at.plus_s(PAUSE_S)) {
        return Ok(May::TooSoon);
    }
    let mut trade = trade_in(tx, attempt, kind, visit, now).await?;
    trades::sms(tx, &trade.wire_no, now).await?;
    trade.sms_at = Some(now);
    Ok(May::Send(trade))
}

impl Engine {
    /// Records the next number for a code under a live attempt; `None` when
    /// it is too soon.
    pub(super) async fn next_code(
        self: &Arc<Self>,
        live: &Attempt,
        kind: TradeKind,
        visit: &Visit,
    ) -> Result<Option<(Case, TradeRow)>, Error> {
        let (id, visit, now) = (live.id.clone(), visit.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &id).await?;
                    let May::Send(trade) = next_in(tx, &attempt, kind, &visit, now).await? else {
                        return Ok(None);
                    };
                    let order = orders::get(tx, &attempt.order_id).await?;
                    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
                    Ok(Some((
                        Case {
                            order,
                            merchant,
                            attempt,
                        },
                        trade,
                    )))
                })
            })
            .await
    }

    /// The network sent the code: the attempt waits for it.
    pub(super) async fn code_sent(self: &Arc<Self>, id: &AttemptId) -> Result<Attempt, Error> {
        let (engine, id, now) = (Arc::clone(self), id.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let mut attempt = attempts::get(tx, &id).await?;
                    let order = orders::get(tx, &attempt.order_id).await?;
                    attempt.code_sent_at = Some(now);
                    if attempt.state == AttemptState::Started {
                        let waits = Happening::Learn(&attempt, Verdict::AwaitingPayer);
                        let stored = record::apply(tx, &engine, &order, waits, now).await?;
                        return Ok(stored.attempt.unwrap_or(attempt));
                    }
                    attempts::update(tx, &attempt).await?;
                    attempts::get(tx, &id).await
                })
            })
            .await
    }
}

/// Reads the code as typed: four to eight digits.
pub(super) fn read(typed: &Secret) -> Result<Secret, Problem> {
    let code = compact(typed.expose());
    match code.len() {
        0 => Err(Problem::Empty),
        _ if !code.bytes().all(|b| b.is_ascii_digit()) => Err(Problem::Format),
        1..=3 => Err(Problem::TooShort),
        4..=8 => Ok(Secret::new(code)),
        _ => Err(Problem::TooLong),
    }
}
