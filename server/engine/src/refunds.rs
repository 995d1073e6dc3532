//! Refunds, requested by the mall or the merchant, or of surplus payments.
//!
//! Creating a refund stores it, reserves its amount in the order and the
//! ledger, and schedules its job, in one commit before the network is called.
//! The job ([`job`]) sends it; outcomes of the job and of notices are settled
//! in one place ([`outcome`]). Requests that may still move money after the
//! refund has ended are queried further ([`late_requests`]).

mod job;
mod late_requests;
mod message;
pub(crate) mod outcome;

use crate::network::Network;
use crate::orders::transition;
use channels::RefundCase;
use domain::attempt::Attempt;
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::ids::{MallId, OrderId, RefundId};
use domain::machine::OrderEvent;
use domain::merchant::Merchant;
use domain::money::Money;
use domain::network_request::{NetworkRequest, Purpose};
use domain::order::Order;
use domain::refund::{Refund, RefundCause, RefundRequest};
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::network_requests;
use store::{Error, Fault, Store, Tx, attempts, freezes, merchants, orders, refunds, surplus};

/// Refunds at the network.
pub(crate) struct Refunds {
    pub(crate) store: Arc<Store>,
    pub(crate) network: Arc<Network>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// A refund that was created or found.
#[derive(Clone, Debug)]
pub struct CreatedRefund {
    /// The refund.
    pub refund: Refund,
    /// True if it was created by this call.
    pub fresh: bool,
}

/// Creates the refund. The same number with the same content is the same
/// refund, whatever its state.
///
/// # Errors
/// `not_found` also for another mall's order; `refund_conflict` for the same
/// number with other content or order; `order_not_paid`, `refund_exceeds_paid`.
/// Nothing is written.
pub async fn create_in(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    mall: &MallId,
    order: &OrderId,
    ask: &RefundRequest,
    now: At,
) -> Result<CreatedRefund, Error> {
    let order = orders::find(tx, order).await?;
    let order = order
        .filter(|order| order.mall_id == *mall)
        .ok_or_else(|| Error::not_found("order"))?;
    if let Some(known) = refunds::by_number(tx, mall, &ask.mall_refund_no).await? {
        return Ok(found(known, &order, ask)?);
    }
    let paid = paid_attempt(tx, &order).await?;
    let id = RefundId::new(entropy, now);
    let refund = Refund::requested(id, &order, paid.as_ref(), ask, now)?;
    Ok(CreatedRefund {
        refund: begin(tx, entropy, &order, refund, now).await?,
        fresh: true,
    })
}

/// Begins a refund that the merchant itself asks for, of an order that was read
/// in this transaction.
///
/// # Errors
/// `order_not_paid`, `refund_exceeds_paid`. Nothing is written.
pub(crate) async fn begin_for_merchant(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    order: &Order,
    (amount, reason): (Money, String),
    now: At,
) -> Result<Refund, Error> {
    let paid = paid_attempt(tx, order).await?;
    let id = RefundId::new(entropy, now);
    let refund = Refund {
        reason: Some(reason),
        ..Refund::of_merchant(id, order, paid.as_ref(), amount, now)?
    };
    begin(tx, entropy, order, refund, now).await
}

async fn paid_attempt(tx: &mut Tx, order: &Order) -> Result<Option<Attempt>, Error> {
    match &order.paid_attempt {
        Some(id) => Ok(Some(attempts::get(tx, id).await?)),
        None => Ok(None),
    }
}

/// Begins a refund that was asked for. Surplus goes back without it: no freeze
/// keeps it.
async fn begin(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    order: &Order,
    refund: Refund,
    now: At,
) -> Result<Refund, Error> {
    let merchant = &order.facts.merchant_id;
    if freezes::stops(tx, merchant, &order.id, now).await?.refunds {
        let detail = "the provider makes no refunds of this merchant or order at present";
        return Err(Refusal::new(Code::RefundsSuspended, detail).into());
    }
    let begun = transition::apply(tx, entropy, order, OrderEvent::Refund(&refund), now).await?;
    Ok(begun.refund.unwrap_or(refund))
}

/// The existing refund with this number, if its content is the same.
fn found(refund: Refund, order: &Order, ask: &RefundRequest) -> Result<CreatedRefund, Refusal> {
    if refund.order_id == order.id && refund.is_the_same(ask) {
        return Ok(CreatedRefund {
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

/// What a refund message is built from.
#[derive(Clone, Debug)]
struct RefundContext {
    order: Order,
    merchant: Merchant,
    /// The attempt that was paid.
    attempt: Attempt,
    refund: Refund,
    /// Its requests at the network, oldest first.
    requests: Vec<NetworkRequest>,
    payment: Payment,
}

/// The payment that is refunded.
#[derive(Clone, Debug)]
struct Payment {
    amount: Money,
    /// The clearing day, as the network wrote it.
    settle_date: Option<String>,
    /// When the payment was recorded.
    seen_at: At,
}

impl RefundContext {
    /// The request whose result is open.
    fn open_request(&self) -> Option<&NetworkRequest> {
        self.requests.iter().find(|request| request.ended.is_none())
    }

    /// What decides how the next request is sent.
    fn case(&self) -> RefundCase<'_> {
        let undo = |request: &NetworkRequest| request.purpose == Purpose::Undo;
        RefundCase {
            paid_at: self.payment.seen_at,
            settle_date: self.payment.settle_date.as_deref(),
            whole: self.is_whole(),
            undo_tried: self.requests.iter().any(undo),
        }
    }

    /// True if the whole payment is refunded and nothing was refunded before: a
    /// condition for an undo.
    fn is_whole(&self) -> bool {
        let alone = match self.refund.cause {
            RefundCause::Merchant => self.order.reserved == self.refund.amount,
            RefundCause::Surplus => true,
        };
        alone && self.refund.amount == self.payment.amount
    }
}

async fn context(tx: &mut Tx, id: &RefundId) -> Result<RefundContext, Error> {
    let refund = refunds::get(tx, id).await?;
    let order = orders::get(tx, &refund.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let attempt = attempts::get(tx, &refund.attempt_id).await?;
    let (receipt, seen_at) = match refund.cause {
        RefundCause::Merchant => (attempt.state.receipt().cloned(), order.paid_at),
        // A second payment under one attempt has its own receipt.
        RefundCause::Surplus => {
            let surplus = surplus::receipt(tx, &refund.channel, &refund.payment).await?;
            surplus.unzip()
        }
    };
    let (Some(receipt), Some(seen_at)) = (receipt, seen_at) else {
        return Err(Fault::new(format!("the payment behind refund {id} is gone")).into());
    };
    Ok(RefundContext {
        requests: network_requests::of_subject(tx, id.as_str()).await?,
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

impl Refunds {
    async fn refund_context(&self, id: &RefundId) -> Result<RefundContext, Error> {
        let id = id.clone();
        self.store
            .read(move |tx| Box::pin(async move { context(tx, &id).await }))
            .await
    }
}
