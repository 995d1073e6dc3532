//! Events for the mall: an event row and, if the mall has a webhook address,
//! its delivery job, in the transaction of the change.

use crate::jobs::{self, DeliverEvent};
use crate::webhooks::event_body::{self, EventRecords};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::EventId;
use domain::machine::Announcement;
use store::events::EventRow;
use store::{Error, Tx, attempts, events, malls};

/// Stores the event.
pub(crate) async fn announce(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    announcement: Announcement,
    records: EventRecords<'_>,
    now: At,
) -> Result<(), Error> {
    let order = records.order;
    let paid = match (records.attempt, &order.paid_attempt) {
        (None, Some(paid)) => Some(attempts::get(tx, paid).await?),
        (attempt, _) => attempt.cloned(),
    };
    let records = EventRecords {
        attempt: paid.as_ref(),
        ..records
    };
    let event = EventRow {
        id: EventId::new(entropy, now),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence: announcement.sequence,
        kind: announcement.event.name().to_owned(),
        body: event_body::text(announcement, records, now),
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
