//! Everything acknowledged is in the database. Checked each time a desk
//! starts, so that a missing commit is seen at once.

use super::message::Report;
use super::simulator::Simulator;
use store::{Error, Tx, args};

/// What the desk acknowledged.
#[derive(Clone, Debug)]
pub(super) enum Acknowledged {
    /// The order was created; its id.
    Order(String),
    /// The refund was created; its id.
    Refund(String),
    /// A payment notice: attempt id and `queryId`.
    PaymentNotice(String, String),
    /// A refund notice: our network number.
    RefundNotice(String),
    /// A final state was shown; the order's id.
    FinalState(String),
}

impl Simulator {
    /// Remembers an acknowledgement, to be checked later.
    pub(super) fn acknowledge(&mut self, case: usize, kept: Acknowledged) {
        self.acknowledged.push((case, kept));
    }

    /// Checks everything acknowledged since the last check.
    pub(super) fn check_durable(&mut self, desk: usize) {
        if self.acknowledged.is_empty() || self.faults_over {
            return;
        }
        let acknowledged = std::mem::take(&mut self.acknowledged);
        let looked: Vec<Acknowledged> = acknowledged.iter().map(|(_, kept)| kept.clone()).collect();
        let report = self.run_task(desk, |engine| async move {
            let read = engine
                .store
                .read(move |tx| Box::pin(async move { missing(tx, &looked).await }));
            Report::Missing(read.await.expect("read"))
        });
        let Report::Missing(missing) = report else {
            // The desk died; the check is repeated at another.
            self.acknowledged.extend(acknowledged);
            return;
        };
        if let Some(first) = missing.first() {
            let (case, kept) = &acknowledged[*first];
            self.fail(Some(*case), &format!("acknowledged and not kept: {kept:?}"));
        }
    }
}

async fn missing(tx: &mut Tx, looked: &[Acknowledged]) -> Result<Vec<usize>, Error> {
    let mut missing = Vec::new();
    for (index, kept) in looked.iter().enumerate() {
        let found = match kept {
            Acknowledged::Order(id) => {
                tx.one("SELECT id FROM orders WHERE id = $1", args![id])
                    .await?
            }
            Acknowledged::Refund(id) => {
                tx.one("SELECT id FROM refunds WHERE id = $1", args![id])
                    .await?
            }
            Acknowledged::PaymentNotice(attempt, number) => {
                let sql = "SELECT id FROM attempts WHERE id = $1 AND receipt LIKE $2
                           UNION ALL SELECT network_id FROM surplus WHERE network_id = $3";
                tx.one(sql, args![attempt, format!("%{number}%"), number])
                    .await?
            }
            Acknowledged::RefundNotice(number) => {
                let sql =
                    "SELECT number FROM network_requests WHERE number = $1 AND ended IS NOT NULL";
                tx.one(sql, args![number]).await?
            }
            Acknowledged::FinalState(id) => {
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
