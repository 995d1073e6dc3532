//! All purchases, in a file of whole purchases, of which the last line counts.
//! The file also has the id of the last event read.

use super::purchase::Purchase;
use crate::jsonl_file::{JsonlError, JsonlFile};
use domain::clock::At;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// China's offset from UTC, in hours.
const CHINA_UTC_PLUS_H: i8 = 8;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PurchaseEntry {
    Purchase(Box<Purchase>),
    ReadUpTo(String),
}

#[derive(Debug)]
struct PurchaseTable {
    jsonl_file: JsonlFile,
    by_no: BTreeMap<String, Purchase>,
    read_up_to: Option<String>,
}

/// The result of placing a purchase.
#[derive(Debug)]
pub(crate) struct PlacedPurchase {
    pub(crate) purchase: Purchase,
    /// False when the same form was submitted before.
    pub(crate) fresh: bool,
}

/// The purchases.
#[derive(Debug)]
pub(crate) struct PurchaseBook(Mutex<PurchaseTable>);

impl PurchaseBook {
    /// Reads the file, or creates it.
    pub(crate) fn open(path: &Path) -> Result<Self, JsonlError> {
        let (jsonl_file, lines) = JsonlFile::open::<PurchaseEntry>(path)?;
        let mut table = PurchaseTable {
            jsonl_file,
            by_no: BTreeMap::new(),
            read_up_to: None,
        };
        for line in lines {
            match line {
                PurchaseEntry::Purchase(p) => drop(table.by_no.insert(p.no().to_owned(), *p)),
                PurchaseEntry::ReadUpTo(event) => table.read_up_to = Some(event),
            }
        }
        Ok(Self(Mutex::new(table)))
    }

    /// The purchase that was placed with this form id.
    pub(crate) fn by_ticket(&self, ticket: &str) -> Option<Purchase> {
        self.table()
            .by_no
            .values()
            .find(|p| p.ticket == ticket)
            .cloned()
    }

    /// Records a new purchase under the next number, which `fill` receives. For
    /// a known form id it returns that purchase, with `fresh` false.
    pub(crate) fn place(
        &self,
        ticket: &str,
        now: At,
        fill: impl FnOnce(String) -> Purchase,
    ) -> Result<PlacedPurchase, JsonlError> {
        let mut table = self.table();
        if let Some(known) = table.by_no.values().find(|p| p.ticket == ticket) {
            return Ok(PlacedPurchase {
                purchase: known.clone(),
                fresh: false,
            });
        }
        let purchase = fill(next_no(&table.by_no, now));
        table.write(purchase.clone())?;
        Ok(PlacedPurchase {
            purchase,
            fresh: true,
        })
    }

    /// The purchase with this order number.
    pub(crate) fn get(&self, no: &str) -> Option<Purchase> {
        self.table().by_no.get(no).cloned()
    }

    /// The purchases that `wanted` selects, newest first.
    pub(crate) fn newest(&self, wanted: impl Fn(&Purchase) -> bool) -> Vec<Purchase> {
        let mut found: Vec<_> = self
            .table()
            .by_no
            .values()
            .filter(|p| wanted(p))
            .cloned()
            .collect();
        found.sort_by(|a, b| {
            b.placed_at()
                .cmp(&a.placed_at())
                .then_with(|| b.no().cmp(a.no()))
        });
        found
    }

    /// Changes a purchase. The change is on disk when this returns. `None` when
    /// there is no purchase with this number.
    pub(crate) fn change<R>(
        &self,
        no: &str,
        change: impl FnOnce(&mut Purchase) -> R,
    ) -> Result<Option<R>, JsonlError> {
        let mut table = self.table();
        let Some(known) = table.by_no.get(no) else {
            return Ok(None);
        };
        let mut purchase = known.clone();
        let result = change(&mut purchase);
        if purchase != *known {
            table.write(purchase)?;
        }
        Ok(Some(result))
    }

    /// The id of the last event read by `GET /v1/events`.
    pub(crate) fn read_up_to(&self) -> Option<String> {
        self.table().read_up_to.clone()
    }

    /// Records the id of the last event read.
    pub(crate) fn set_read_up_to(&self, event_id: &str) -> Result<(), JsonlError> {
        let mut table = self.table();
        table
            .jsonl_file
            .append_synced(&PurchaseEntry::ReadUpTo(event_id.to_owned()))?;
        table.read_up_to = Some(event_id.to_owned());
        Ok(())
    }

    fn table(&self) -> MutexGuard<'_, PurchaseTable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PurchaseTable {
    fn write(&mut self, purchase: Purchase) -> Result<(), JsonlError> {
        let line = PurchaseEntry::Purchase(Box::new(purchase));
        self.jsonl_file.append_synced(&line)?;
        if let PurchaseEntry::Purchase(purchase) = line {
            self.by_no.insert(purchase.no().to_owned(), *purchase);
        }
        Ok(())
    }
}

/// `JN`, the day in China, a running number: `JN20261122-000123`.
fn next_no(by_no: &BTreeMap<String, Purchase>, now: At) -> String {
    let running = |no: &String| no.rsplit_once('-')?.1.parse::<u64>().ok();
    let next = by_no.keys().filter_map(running).max().unwrap_or(0) + 1;
    format!("JN{}-{next:06}", china(now).strftime("%Y%m%d"))
}

/// The time in China.
pub(crate) fn china(at: At) -> jiff::Zoned {
    let instant = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(
        CHINA_UTC_PLUS_H,
    )))
}

#[cfg(test)]
mod tests {
    use super::PurchaseBook;
    use crate::mall::purchase::{NoteKind, tests::purchase};
    use domain::clock::At;

    /// 2026-11-22T16:30:00Z: already the 23rd in China.
    const NIGHT: At = At::from_ms(1_795_365_000_000);

    #[test]
    fn numbers_run_on_and_the_book_survives_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("purchases.jsonl");
        let book = PurchaseBook::open(&path).expect("opens");
        let place = |book: &PurchaseBook, ticket: &str| {
            let fill = |no: String| {
                let mut made = purchase();
                made.order.mall_order_no = no;
                made.ticket = ticket.to_owned();
                made
            };
            book.place(ticket, NIGHT, fill)
                .expect("writes")
                .purchase
                .no()
                .to_owned()
        };
        assert_eq!(place(&book, "a"), "JN20261123-000001");
        assert_eq!(
            place(&book, "a"),
            "JN20261123-000001",
            "the same page sent twice"
        );
        assert_eq!(place(&book, "b"), "JN20261123-000002");
        let noted = book
            .change("JN20261123-000001", |p| p.note(NIGHT, NoteKind::NoAnswer))
            .expect("writes");
        assert_eq!(noted, Some(()));
        book.set_read_up_to("evt_9").expect("writes");
        let before = book.newest(|_| true);
        drop(book);
        let book = PurchaseBook::open(&path).expect("opens");
        assert_eq!(book.newest(|_| true), before);
        assert_eq!(book.read_up_to().as_deref(), Some("evt_9"));
        assert_eq!(place(&book, "c"), "JN20261123-000003");
        assert_eq!(
            book.change("JN20261123-000009", |_| ()).expect("reads"),
            None
        );
    }
}
