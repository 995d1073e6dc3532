//! News for the mall: an event row and, where the mall has an address for
//! them, its delivery, in the transaction that made the news.

use crate::engine::Engine;
use crate::error::Error;
use crate::store::events::Event;
use crate::store::{Tx, events, jobs, malls};
use crate::webhook;
use domain::attempt::Attempt;
use domain::clock::At;
use domain::ids::EventId;
use domain::machine::News;
use domain::order::Order;

/// Puts the event down. `order` is as it is after the news; its `sequence`
/// is the event's.
pub(crate) async fn announce(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    attempt: Option<&Attempt>,
    news: News,
    now: At,
) -> Result<(), Error> {
    let event = Event {
        id: EventId::new(engine.entropy.as_ref()),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence: order.sequence,
        kind: news.name().to_owned(),
        body: webhook::body::text(news, order, attempt, now),
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
