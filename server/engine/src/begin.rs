//! The beginning of an attempt, on record before any network hears of it.

use crate::engine::Engine;
use crate::error::Error;
use crate::record;
use crate::store::attempts::Spent;
use crate::store::trades::{self, Kind, TradeRow};
use crate::store::{Tx, attempts, merchants};
use crate::wire::{self, Case};
use domain::attempt::{Attempt, AttemptState};
use domain::clock::At;
use domain::day::Day;
use domain::desk::Visit;
use domain::ids::{AgreementId, AttemptId};
use domain::limits;
use domain::machine::Happening;
use domain::order::Order;
use domain::product::{Channel, Product};
use domain::refusal::{Code, Refusal};

/// How long a payer may take elsewhere, at most.
const ELSEWHERE_S: i64 = 1800;
/// How long quick pay may take: as long as a sealed card lives.
const QUICK_S: i64 = crate::seal::CARD_LIVES_S;
/// The least a payer is given, however late the order's end is near: nobody
/// can pay in less, and an order waits for its live attempt.
const LEAST_S: i64 = 120;

/// What the shopper chose.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    /// The way.
    pub(crate) product: Product,
    /// The bank, for online banking.
    pub(crate) bank: Option<String>,
    /// The signed card, for the next time.
    pub(crate) agreement: Option<AgreementId>,
    /// Last four digits of the card.
    pub(crate) card_last4: Option<String>,
    /// The phone that gets the code, masked.
    pub(crate) phone_masked: Option<String>,
}

impl Beginning {
    /// A way that says nothing of a card.
    pub(crate) const fn elsewhere(product: Product, bank: Option<String>) -> Self {
        Self {
            product,
            bank,
            agreement: None,
            card_last4: None,
            phone_masked: None,
        }
    }
}

/// Until when the payer may pay, as the network is told (`payTimeout`).
fn pay_until(product: Product, order: &Order, now: At) -> At {
    let most = now.plus_s(if product.payer_pays_elsewhere() {
        ELSEWHERE_S
    } else {
        QUICK_S
    });
    most.min(order.expires_at).max(now.plus_s(LEAST_S))
}

/// Records a new attempt. The merchant's contract (R2) and the limits (R6)
/// are looked at again: they may have changed since the order was made.
///
/// # Errors
/// `product_not_contracted`, `limit_exceeded`, or what the machine refuses.
#[tracing::instrument(name = "begin_payment", skip_all, fields(order = %order.id, product = new.product.name()))]
pub(crate) async fn begin_in(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    new: &Beginning,
) -> Result<Case, Error> {
    let now = engine.now();
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    if !merchant.active
        || !merchant
            .offer(&order.facts.products)?
            .contains(&new.product)
    {
        let detail = format!("{} is not offered for this order", new.product.name());
        return Err(Refusal::new(Code::ProductNotContracted, detail).into());
    }
    // One that was registered before this was looked at: nothing could be sent.
    if let Err(refusal) = wire::may_be_named(&merchant) {
        tracing::error!(merchant = %merchant.id, %refusal, "the network cannot be told of this merchant");
        let detail = format!("{} cannot be paid with", new.product.name());
        return Err(Refusal::new(Code::ProductNotContracted, detail).into());
    }
    within_limits(tx, order, new.product, now).await?;
    let attempt = Attempt {
        id: AttemptId::new(engine.entropy.as_ref(), now),
        order_id: order.id.clone(),
        product: new.product,
        channel: Channel::UnionPay,
        state: AttemptState::Started,
        created_at: now,
        pay_until: pay_until(new.product, order, now),
        bank: new.bank.clone(),
        declined: None,
        receipt: None,
        wrong_codes: 0,
        code_sent_at: None,
        qr: None,
        card_last4: new.card_last4.clone(),
        phone_masked: new.phone_masked.clone(),
        agreement: new.agreement.clone(),
        version: 0,
    };
    let begun = record::apply(tx, engine, order, Happening::Begin(&attempt), now).await?;
    Ok(Case {
        order: begun.order,
        merchant,
        attempt: begun.attempt.unwrap_or(attempt),
    })
}

/// Rule R6: what this buyer paid today with this product, and this order.
///
/// # Errors
/// `limit_exceeded` names the limit.
pub(crate) async fn within_limits(
    tx: &mut Tx,
    order: &Order,
    product: Product,
    now: At,
) -> Result<(), Error> {
    let today = Day::in_china(now);
    let spent = match &order.facts.buyer_ref {
        Some(buyer) => attempts::spent(tx, order, buyer, today.start_in_china()).await?,
        None => Spent::default(),
    };
    let (amount, spent) = (order.facts.amount, spent.with(product));
    Ok(limits::check(product, amount, spent, today)?)
}

/// Takes a live attempt out of the way of a new one, where no money can move
/// under it any more by itself: quick pay before its code was handed in, a
/// scan whose QR was never shown. Others wait for their end, or for the
/// shopper to give them up by name.
///
/// # Errors
/// `payment_in_progress`.
pub(crate) async fn clear_way(tx: &mut Tx, engine: &Engine, order: &Order) -> Result<Order, Error> {
    let Some(live) = &order.live_attempt else {
        return Ok(order.clone());
    };
    let attempt = attempts::get(tx, live).await?;
    if !is_idle(&attempt) {
        return Err(Refusal::new(
            Code::PaymentInProgress,
            "a payment is in progress; its result decides",
        )
        .into());
    }
    Ok(
        record::apply(tx, engine, order, Happening::Cancel(&attempt), engine.now())
            .await?
            .order,
    )
}

/// True where no money can move under a live attempt by itself.
pub(crate) fn is_idle(attempt: &Attempt) -> bool {
    attempt.state != AttemptState::Unsettled
        && match attempt.product {
            Product::QuickAgreement => true,
            Product::Scan => attempt.qr.is_none(),
            Product::GatewayPersonal => false,
        }
}

/// Records the attempt's next number at the network. Two digits after the
/// attempt's own 26 letters and digits: UnionPay takes 32, and a number that
/// was used for a payment is never used for another.
pub(crate) async fn trade_in(
    tx: &mut Tx,
    attempt: &Attempt,
    kind: Kind,
    visit: &Visit,
    now: At,
) -> Result<TradeRow, Error> {
    let before = trades::of_attempt(tx, &attempt.id).await?.len();
    let by_payer = matches!(kind, Kind::Front | Kind::Qr);
    let trade = TradeRow {
        wire_no: format!("{}{before:02}", attempt.id.wire_no()),
        attempt_id: attempt.id.clone(),
        kind,
        txn_time: now,
        phone: visit.phone,
        customer_ip: visit.ip.map(|ip| ip.to_string()),
        sms_at: None,
        // From when the payer holds the form or the code, money may move.
        submitted_at: by_payer.then_some(now),
        ended: None,
    };
    trades::insert(tx, &trade).await?;
    Ok(trade)
}
