//! Creating an order, for the API and for signed links.

use crate::jobs::{self, ExpireOrder};
use channels::Channels;
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::{OrderId, PayToken};
use domain::mall::Mall;
use domain::money::Money;
use domain::order::{self, Facts, Order, OrderDraft, OrderState};
use domain::refusal::{Code, Refusal};
use store::{Error, Fault, Tx, merchants, orders, stores};

/// An order that was created or found.
#[derive(Clone, Debug)]
pub struct CreatedOrder {
    /// The order.
    pub order: Order,
    /// True if it was created by this call.
    pub fresh: bool,
}

/// Creates the order. The same number with the same content is the same order,
/// whatever its state: rules that change with time apply to new orders only.
///
/// # Errors
/// The first rule (R1 to R6) the draft breaks, or [`Code::OrderConflict`]
/// for the same number with other content. Nothing is written then.
#[tracing::instrument(name = "create_order", skip_all, fields(mall = %mall.id, order = tracing::field::Empty))]
pub async fn create_in(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    channels: &Channels,
    mall: &Mall,
    draft: &OrderDraft,
    now: At,
) -> Result<CreatedOrder, Error> {
    let facts = order::facts(draft)?;
    let payee = merchants::payee(tx, &facts.merchant_id, &mall.id, now).await?;
    // Most numbers are new, so an existing order is looked up only if the
    // number is taken or a new order would be refused.
    let is_carried = |merchant: &_, product| channels.carry(merchant, product);
    let store = match &facts.store_id {
        Some(id) => stores::find(tx, id).await?,
        None => None,
    };
    let judged = order::judge(&facts, mall, payee.as_ref(), is_carried, now);
    if let Err(refusal) = judged.and_then(|()| order::judge_store(&facts, store.as_ref())) {
        let known = orders::by_number(tx, &mall.id, &facts.mall_order_no).await?;
        return Ok(found(known.ok_or(refusal)?, &facts)?);
    }
    let order = Order {
        id: OrderId::new(entropy, now),
        token: PayToken::new(entropy, now),
        mall_id: mall.id.clone(),
        state: OrderState::Open,
        created_at: now,
        expires_at: now.plus_s(i64::from(facts.expires_in_s)),
        extensions: 0,
        live_attempt: None,
        paid_attempt: None,
        paid_at: None,
        reserved: Money::new(0, facts.amount.currency()),
        refunded: Money::new(0, facts.amount.currency()),
        sequence: 0,
        version: 1,
        facts,
    };
    tracing::Span::current().record("order", order.id.as_str());
    if !orders::insert(tx, &order).await? {
        let facts = &order.facts;
        let known = orders::by_number(tx, &mall.id, &facts.mall_order_no).await?;
        let gone = || Fault::stale("an order's number was taken, and free again");
        return Ok(found(known.ok_or_else(gone)?, facts)?);
    }
    jobs::put::<ExpireOrder>(tx, order.id.as_str(), &(), order.expires_at).await?;
    Ok(CreatedOrder { order, fresh: true })
}

/// The existing order with this number, if its content is the same.
fn found(order: Order, facts: &Facts) -> Result<CreatedOrder, Refusal> {
    if order.facts == *facts {
        Ok(CreatedOrder {
            order,
            fresh: false,
        })
    } else {
        Err(Refusal::at(
            Code::OrderConflict,
            "/mall_order_no",
            "an order with this number and other content exists",
        ))
    }
}
