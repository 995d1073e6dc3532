//! What was acknowledged is there: looked at each time a desk starts, so that
//! a death between an answer and its commit shows at once.

use super::note::Report;
use super::world::World;
use store::{Error, Tx, args};

/// Something the outside was told it may rely on.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// The order was made.
    Order(String),
    /// The refund was made.
    Refund(String),
    /// A payment's notice was taken: the attempt, the network's number.
    Money(String, String),
    /// The notice of money gone back was taken: our number.
    Back(String),
    /// The mall was told the final state.
    Ended(String),
}

impl World {
    /// Somebody was told so, of this order.
    pub(super) fn rely(&mut self, case: usize, kept: Kept) {
        self.relied.push((case, kept));
    }

    /// All that was told since the last look is in the database.
    pub(super) fn is_kept(&mut self, desk: usize) {
        if self.relied.is_empty() || self.calm {
            return;
        }
        let relied = std::mem::take(&mut self.relied);
        let looked: Vec<Kept> = relied.iter().map(|(_, kept)| kept.clone()).collect();
        let report = self.ask(desk, |engine| async move {
            let read = engine
                .store
                .read(move |tx| Box::pin(async move { missing(tx, &looked).await }));
            Report::Missing(read.await.expect("read"))
        });
        let Report::Missing(missing) = report else {
            // The desk died: another is asked.
            self.relied.extend(relied);
            return;
        };
        if let Some(first) = missing.first() {
            let (case, kept) = &relied[*first];
            self.fail(Some(*case), &format!("acknowledged and not kept: {kept:?}"));
        }
    }
}

async fn missing(tx: &mut Tx, looked: &[Kept]) -> Result<Vec<usize>, Error> {
    let mut missing = Vec::new();
    for (index, kept) in looked.iter().enumerate() {
        let found = match kept {
            Kept::Order(id) => {
                tx.one("SELECT id FROM orders WHERE id = $1", args![id])
                    .await?
            }
            Kept::Refund(id) => {
                tx.one("SELECT id FROM refunds WHERE id = $1", args![id])
                    .await?
            }
            Kept::Money(attempt, number) => {
                let sql = "SELECT id FROM attempts WHERE id = $1 AND receipt LIKE $2
                           UNION ALL SELECT network_id FROM surplus WHERE network_id = $3";
                tx.one(sql, args![attempt, format!("%{number}%"), number])
                    .await?
            }
            Kept::Back(number) => {
                let sql =
                    "SELECT wire_no FROM refund_tries WHERE wire_no = $1 AND ended IS NOT NULL";
                tx.one(sql, args![number]).await?
            }
            Kept::Ended(id) => {
                let sql = "SELECT id FROM orders WHERE id = $1 AND state NOT IN ('open', 'paying')";
                tx.one(sql, args![id]).await?
            }
        };
        if found.is_none() {
            missing.push(index);
        }
    }
    Ok(missing)
}
