//! The events of a mall, read by cursor.

use domain::ids::{EventId, MallId};
use engine::Engine;
use store::Error;
use store::events::{self, EventRow};

/// At most `limit` events of a mall after the event `after`, oldest first;
/// `None` if `after` is not an event of this mall.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn events_after(
    engine: &Engine,
    mall: &MallId,
    after: Option<EventId>,
    limit: u32,
) -> Result<Option<Vec<EventRow>>, Error> {
    engine::events::number(&engine.store, mall).await?;
    loop {
        let (id, mall_id) = (after.clone(), mall.clone());
        let read = engine.store.read(move |tx| {
            Box::pin(async move {
                let Some(id) = id else {
                    let first = events::after(tx, &mall_id, 0, limit).await?;
                    return Ok(EventPage::Events(first));
                };
                let event = events::find(tx, &id).await?;
                match event.filter(|event| event.mall_id == mall_id) {
                    None => Ok(EventPage::UnknownCursor),
                    Some(event) if event.position < 0 => Ok(EventPage::CursorToNumber),
                    Some(event) => {
                        let after = events::after(tx, &mall_id, event.position, limit);
                        after.await.map(EventPage::Events)
                    }
                }
            })
        });
        match read.await? {
            EventPage::Events(events) => return Ok(Some(events)),
            EventPage::UnknownCursor => return Ok(None),
            EventPage::CursorToNumber => engine::events::number(&engine.store, mall).await?,
        }
    }
}

/// What was read.
enum EventPage {
    Events(Vec<EventRow>),
    UnknownCursor,
    /// The cursor's event has no position yet.
    CursorToNumber,
}
