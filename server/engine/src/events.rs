//! Events for the mall: an event row and, if the mall has a webhook address,
//! its delivery job, in the transaction of the change. Where several writers
//! share the database, the event's position among the mall's events is given
//! before the mall reads it.

use crate::jobs::{self, DeliverEvent};
use crate::webhooks::event_body::{self, EventRecords};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::{EventId, MallId};
use domain::machine::Announcement;
use store::events::EventRow;
use store::{Error, Store, Tx, WriteQueue, attempts, events, malls};

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
        // Given by the store.
        position: 0,
    };
    events::insert(tx, &event).await?;
    let mall = malls::find(tx, &order.mall_id).await?;
    if mall.is_some_and(|mall| mall.webhook_url.is_some()) {
        jobs::put::<DeliverEvent>(tx, event.id.as_str(), &(), now).await?;
    }
    Ok(())
}

/// Gives positions to the mall's oldest events that have none.
///
/// # Errors
/// A fault of the database.
pub async fn number(store: &Store, mall: &MallId) -> Result<(), Error> {
    number_some(store, mall).await.map(drop)
}

/// Gives positions to all events that have none.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn number_all(store: &Store) -> Result<(), Error> {
    let malls = store.read_one_statement(|tx| Box::pin(events::malls_to_number(tx)));
    for mall in malls.await? {
        while number_some(store, &mall).await? > 0 {}
    }
    Ok(())
}

/// How many events were given positions.
async fn number_some(store: &Store, mall: &MallId) -> Result<u64, Error> {
    if !store.is_shared() {
        // Each event got its position when it was added.
        return Ok(0);
    }
    let id = mall.clone();
    let needed = store
        .read_one_statement(move |tx| Box::pin(async move { events::is_to_number(tx, &id).await }));
    if !needed.await? {
        return Ok(0);
    }
    let id = mall.clone();
    let numbered = store.write_in(WriteQueue::Jobs, move |tx| {
        Box::pin(async move { events::number(tx, &id).await })
    });
    numbered.await
}
