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
    let mall = mall.clone();
    let read = engine.store.read(move |tx| {
        Box::pin(async move {
            let mut position = 0;
            if let Some(id) = after {
                let event = events::find(tx, &id).await?;
                match event.filter(|event| event.mall_id == mall) {
                    Some(event) => position = event.position,
                    None => return Ok(None),
                }
            }
            events::after(tx, &mall, position, limit).await.map(Some)
        })
    });
    read.await
}
