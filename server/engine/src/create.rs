//! Creating an order: one use case behind both doors, the API and the signed
//! link.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::store::{Tx, jobs, merchants, orders};
use domain::ids::{OrderId, PayToken};
use domain::mall::Mall;
use domain::money::Money;
use domain::order::{self, Facts, Order, OrderDraft, OrderState};
use domain::refusal::{Code, Refusal};

/// An order that was made, or found.
#[derive(Clone, Debug)]
pub(crate) struct Created {
    /// The order.
    pub(crate) order: Order,
    /// True when it was made just now.
    pub(crate) fresh: bool,
}

/// Makes the order a mall describes. The same number with the same content
/// is the same order, whatever has become of it or of a contract since: rules
/// that change with time are asked of a new order only.
///
/// # Errors
/// The first rule (R1 to R6) the draft breaks, or [`Code::OrderConflict`]
/// for the same number with other content. Nothing is written then.
#[tracing::instrument(name = "create_order", skip_all, fields(mall = %mall.id, order = tracing::field::Empty))]
pub(crate) async fn create_in(
    tx: &mut Tx,
    engine: &Engine,
    mall: &Mall,
    draft: &OrderDraft,
) -> Result<Created, Error> {
    let facts = order::facts(draft)?;
    let now = engine.now();
    let merchant = merchants::find(tx, &facts.merchant_id).await?;
    // Most orders are new ones, so the number is looked up only where it is
    // taken, or where a new order would be refused.
    if let Err(refusal) = order::judge(&facts, mall, merchant.as_ref(), now) {
        let known = orders::by_number(tx, &mall.id, &facts.mall_order_no).await?;
        return Ok(found(known.ok_or(refusal)?, &facts)?);
    }
    let order = Order {
        id: OrderId::new(engine.entropy.as_ref(), now),
        token: PayToken::new(engine.entropy.as_ref(), now),
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
    jobs::put(tx, jobs::Kind::Expire, order.id.as_str(), order.expires_at).await?;
    Ok(Created { order, fresh: true })
}

/// The order that has the number already, if it is the one described.
fn found(order: Order, facts: &Facts) -> Result<Created, Refusal> {
    if order.facts == *facts {
        Ok(Created {
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
