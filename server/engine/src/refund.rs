//! Refunds: money on its way back to the payer, because the mall asks for it
//! or because it was not wanted in the first place.
//!
//! Asking records the refund, sets its money aside in the order and in the
//! books and puts its job down, in one commit; the answer comes after that
//! and before any network hears of it. From there on one job carries it out
//! ([`carry`]), and whoever hears the network's word (the job, a notice)
//! takes it in by one transition ([`learn`]). Numbers that may still move
//! money after that are watched ([`watch`]).

mod carry;
pub(crate) mod learn;
mod watch;
mod wire;

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::record;
use crate::store::refund_tries::{self, TryRow};
use crate::store::{Tx, attempts, merchants, orders, refunds, surplus};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::{MallId, OrderId, RefundId};
use domain::machine::Happening;
use domain::merchant::Merchant;
use domain::money::Money;
use domain::order::Order;
use domain::refund::{Ask, Cause, Refund};
use domain::refusal::{Code, Refusal};

/// A refund that was begun, or found.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The refund.
    pub(crate) refund: Refund,
    /// True when it was begun just now.
    pub(crate) fresh: bool,
}

/// Begins the refund a mall asks for. The same number with the same content
/// is the same refund, whatever has become of it since.
///
/// # Errors
/// `not_found` for no order, or another mall's; `refund_conflict` for the
/// same number with other content or another order; `order_not_paid`,
/// `refund_exceeds_paid`. Nothing is written then.
#[tracing::instrument(name = "ask_refund", skip_all, fields(mall = %mall, order = %order))]
pub(crate) async fn ask_in(
    tx: &mut Tx,
    engine: &Engine,
    mall: &MallId,
    order: &OrderId,
    ask: &Ask,
) -> Result<Asked, Error> {
    let order = orders::find(tx, order).await?;
    let order = order
        .filter(|order| order.mall_id == *mall)
        .ok_or_else(|| Error::not_found("order"))?;
    if let Some(known) = refunds::by_number(tx, mall, &ask.mall_refund_no).await? {
        return Ok(found(known, &order, ask)?);
    }
    let paid = match &order.paid_attempt {
        Some(id) => Some(attempts::get(tx, id).await?),
        None => None,
    };
    let now = engine.now();
    let id = RefundId::new(engine.entropy.as_ref(), now);
    let refund = Refund::asked(id, &order, paid.as_ref(), ask, now)?;
    let begun = record::apply(tx, engine, &order, Happening::Refund(&refund), now).await?;
    Ok(Asked {
        refund: begun.refund.unwrap_or(refund),
        fresh: true,
    })
}

/// The refund that has the number already, if it is the one asked for.
fn found(refund: Refund, order: &Order, ask: &Ask) -> Result<Asked, Refusal> {
    if refund.order_id == order.id && refund.is_the_same(ask) {
        return Ok(Asked {
            refund,
            fresh: false,
        });
    }
    Err(Refusal::at(
        Code::RefundConflict,
        "/mall_refund_no",
        "a refund with this number and other content exists",
    ))
}

/// A refund with all that a message about it needs.
#[derive(Clone, Debug)]
struct Case {
    order: Order,
    merchant: Merchant,
    /// The attempt whose money goes back: its product is the refund's.
    attempt: Attempt,
    refund: Refund,
    /// Its numbers at the network, oldest first.
    tries: Vec<TryRow>,
    payment: Payment,
}

/// The payment that goes back.
#[derive(Clone, Debug)]
struct Payment {
    amount: Money,
    /// The clearing day, as the network wrote it.
    settle_date: Option<String>,
    /// When we heard of it.
    seen_at: At,
}

impl Case {
    /// The number that is with the network, if one is.
    fn open_try(&self) -> Option<&TryRow> {
        self.tries.iter().find(|row| row.ended.is_none())
    }

    /// True where all of a payment goes back that nothing was given back of:
    /// only then may it be undone.
    fn is_whole(&self) -> bool {
        let alone = match self.refund.cause {
            Cause::Merchant => self.order.reserved == self.refund.amount,
            Cause::Surplus => true,
        };
        alone && self.refund.amount == self.payment.amount
    }
}

async fn case(tx: &mut Tx, id: &RefundId) -> Result<Case, Error> {
    let refund = refunds::get(tx, id).await?;
    let order = orders::get(tx, &refund.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let attempt = attempts::get(tx, &refund.attempt_id).await?;
    let (receipt, seen_at) = match refund.cause {
        Cause::Merchant => (attempt.receipt.clone(), order.paid_at),
        // A second payment under one attempt has a receipt of its own.
        Cause::Surplus => surplus::receipt(tx, &refund.payment).await?.unzip(),
    };
    let (Some(receipt), Some(seen_at)) = (receipt, seen_at) else {
        return Err(Fault::new(format!("the payment behind refund {id} is gone")).into());
    };
    Ok(Case {
        tries: refund_tries::of_refund(tx, id).await?,
        payment: Payment {
            amount: receipt.amount,
            settle_date: receipt.settle_date,
            seen_at,
        },
        order,
        merchant,
        attempt,
        refund,
    })
}

impl Engine {
    async fn refund_case(&self, id: &RefundId) -> Result<Case, Error> {
        let id = id.clone();
        self.store
            .read(move |tx| Box::pin(async move { case(tx, &id).await }))
            .await
    }
}
