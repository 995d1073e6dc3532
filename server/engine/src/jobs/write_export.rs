//! The job that writes an export of orders.

use super::{Job, Next};
use crate::engine::Engine;
use domain::console::{Export, ExportRow, ExportState, OrderPage, OrdersOf};
use domain::ids::ExportId;
use std::sync::Arc;
use store::exports::StoredExport;
use store::jobs::{ClaimedJob, Lane};
use store::{Error, exports, order_list};

/// Pages of the list in a part, and so in memory.
const PAGES: usize = 5;
/// Parts of a run: a stop of the server waits for it.
const PARTS: usize = 10;

/// Writes the rows of an export, part after part. The subject is its id. Each
/// part is committed with the place in the list after it, where the next run
/// goes on.
pub(crate) struct WriteExport;

impl Job for WriteExport {
    const NAME: &'static str = "export";
    const LANE: Lane = Lane::Events;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        let id = ExportId::stored(job.subject.clone());
        for _ in 0..PARTS {
            if !engine.write_export_part(&id).await? {
                return Ok(Next::Done);
            }
        }
        Ok(Next::At(engine.now()))
    }
}

impl Engine {
    /// Writes the next part of an export; false if it is the last, or there is
    /// none.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn write_export_part(&self, id: &ExportId) -> Result<bool, Error> {
        let of = id.clone();
        let next = self
            .store
            .read(move |tx| Box::pin(async move { next_part(tx, &of).await }));
        let Some((export, part)) = next.await? else {
            return Ok(false);
        };
        let now = self.now();
        let written = self.store.write(move |tx| {
            let (export, part) = (export.clone(), part.clone());
            Box::pin(async move {
                let expires_at = now.plus_s(Export::KEPT_S);
                let many = u32::try_from(part.rows.len()).unwrap_or(u32::MAX);
                if export.rows.saturating_add(many) > Export::ROWS_MAX {
                    let state = ExportState::TooManyRows;
                    exports::end(tx, &export.id, state, expires_at).await?;
                    return Ok(false);
                }
                if !exports::add_part(tx, &export, &part.rows, part.next.as_ref()).await? {
                    return Ok(false);
                }
                if part.next.is_none() {
                    exports::end(tx, &export.id, ExportState::Done, expires_at).await?;
                }
                Ok(part.next.is_some())
            })
        });
        written.await
    }
}

/// Rows of an export, and where the list goes on after them.
#[derive(Clone)]
struct Part {
    rows: Vec<ExportRow>,
    next: Option<domain::console::OrderCursor>,
}

/// The part after those that are written; `None` if the export is not running.
async fn next_part(tx: &mut store::Tx, id: &ExportId) -> Result<Option<(Export, Part)>, Error> {
    let Some(StoredExport {
        merchant,
        export,
        cursor,
    }) = exports::find(tx, id).await?
    else {
        return Ok(None);
    };
    if export.state != ExportState::Running {
        return Ok(None);
    }
    let mut part = Part {
        rows: Vec::new(),
        next: cursor,
    };
    let of = OrdersOf::from(&merchant);
    for _ in 0..PAGES {
        let (filter, limit) = (&export.filter, OrderPage::ROWS_MAX);
        let page = order_list::page(tx, &of, filter, part.next.as_ref(), limit).await?;
        part.rows.extend(page.rows.into_iter().map(ExportRow::from));
        part.next = page.next;
        if part.next.is_none() {
            break;
        }
    }
    Ok(Some((export, part)))
}
