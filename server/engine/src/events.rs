//! News for the mall: an event row and, where the mall has an address for
//! them, its delivery, in the transaction that made the news.

use crate::engine::Engine;
use crate::error::Error;
use crate::store::events::Event;
use crate::store::{Tx, attempts, events, jobs, malls};
use crate::webhooks::event_body;
use domain::clock::At;
use domain::ids::EventId;
use domain::machine::{News, Step};

/// Puts the event down. `step` has the order as it is after the news; its
/// `sequence` is the event's.
pub(crate) async fn announce(
    tx: &mut Tx,
    engine: &Engine,
    step: &Step,
    news: News,
    now: At,
) -> Result<(), Error> {
    let order = &step.order;
    let paid = match (&step.attempt, &order.paid_attempt) {
        (None, Some(paid)) => Some(attempts::get(tx, paid).await?),
        (attempt, _) => attempt.clone(),
    };
    let event = Event {
        id: EventId::new(engine.entropy.as_ref(), now),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence: order.sequence,
        kind: news.name().to_owned(),
        body: event_body::text(news, order, paid.as_ref(), step.refund.as_ref(), now),
        created_at: now,
        // Given by the store.
        position: 0,
    };
    events::insert(tx, &event).await?;
    let mall = malls::find(tx, &order.mall_id).await?;
    if mall.is_some_and(|mall| mall.webhook_url.is_some()) {
        jobs::put(tx, jobs::Kind::Deliver, event.id.as_str(), now).await?;
    }
    Ok(())
}
