//! Creating an order: one use case behind both doors, the API and the signed
//! link.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::store::{Tx, jobs, merchants, orders};
use domain::ids::{MerchantId, OrderId, PayToken};
use domain::mall::Mall;
use domain::order::{Order, OrderDraft, OrderState, checked};
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
/// is the same order, whatever has become of it since.
///
/// # Errors
/// The first rule (R1 to R6) the draft breaks, or [`Code::OrderConflict`]
/// for the same number with other content. Nothing is written then.
pub(crate) async fn create_in(
    tx: &mut Tx,
    engine: &Engine,
    mall: &Mall,
    draft: &OrderDraft,
) -> Result<Created, Error> {
    let now = engine.now();
    let merchant = match MerchantId::parse(&draft.merchant_id) {
        Some(id) => merchants::find(tx, &id).await?,
        None => None,
    };
    let facts = checked(draft, mall, merchant.as_ref(), now)?;
    let order = Order {
        id: OrderId::new(engine.entropy.as_ref()),
        token: PayToken::new(engine.entropy.as_ref()),
        mall_id: mall.id.clone(),
        state: OrderState::Open,
        created_at: now,
        expires_at: now.plus_s(i64::from(facts.expires_in_s)),
        extensions: 0,
        live_attempt: None,
        paid_attempt: None,
        paid_at: None,
        sequence: 0,
        version: 1,
        facts,
    };
    if orders::insert(tx, &order).await? {
        jobs::put(tx, jobs::Kind::Expire, order.id.as_str(), order.expires_at).await?;
        return Ok(Created { order, fresh: true });
    }
    let known = orders::by_number(tx, &mall.id, &order.facts.mall_order_no).await?;
    let known = known.ok_or_else(|| Fault::stale("an order's number was taken and is gone"))?;
    if known.facts == order.facts {
        return Ok(Created {
            order: known,
            fresh: false,
        });
    }
    Err(Refusal::at(
        Code::OrderConflict,
        "/mall_order_no",
        "an order with this number and other content exists",
    )
    .into())
}
