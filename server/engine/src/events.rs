//! Events for the mall: an event row and, if the mall has a webhook address,
//! its delivery job, in the transaction of the change.

use crate::jobs::{self, DeliverEvent};
use crate::webhooks::event_body;
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::EventId;
use domain::machine::{MallEvent, Transition};
use store::events::EventRow;
use store::{Error, Tx, attempts, events, malls};

/// Stores the event. `step.order` is the changed order; its `sequence` becomes
/// the event's.
pub(crate) async fn announce(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    step: &Transition,
    event_type: MallEvent,
    now: At,
) -> Result<(), Error> {
    let order = &step.order;
    let paid = match (&step.attempt, &order.paid_attempt) {
        (None, Some(paid)) => Some(attempts::get(tx, paid).await?),
        (attempt, _) => attempt.clone(),
    };
    let event = EventRow {
        id: EventId::new(entropy, now),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence: order.sequence,
        kind: event_type.name().to_owned(),
        body: event_body::text(event_type, order, paid.as_ref(), step.refund.as_ref(), now),
        created_at: now,
        // Assigned by the store.
        position: 0,
    };
    events::insert(tx, &event).await?;
    let mall = malls::find(tx, &order.mall_id).await?;
    if mall.is_some_and(|mall| mall.webhook_url.is_some()) {
        jobs::put::<DeliverEvent>(tx, event.id.as_str(), &(), now).await?;
    }
    Ok(())
}
