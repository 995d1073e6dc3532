//! A few real orders made into very many, for the benchmark: every row of an
//! order is copied with ids of its own, by set-based statements that read
//! only the orders there were at first.
//!
//! A copy's ids differ from the original's in the letters after the prefix,
//! so copies lie all over the indexes, as random ids do. Its times are as many
//! minutes earlier as it is copies away. What is kept for a while only
//! (signatures, answers for a key) is not copied, nor the jobs of orders that
//! are over.

use super::{Store, Tx, args};
use crate::error::{Error, Fault};

/// Copies that can be told apart: a letter of 24, and two of 32.
const COPIES_MAX: u32 = 24 * 32 * 32 - 1;
/// The alphabet of ids.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How much earlier each copy is than the one before it.
const MINUTE_MS: i64 = 60_000;
/// Copies that share one transaction.
const TOGETHER: u32 = 10;

/// The orders there are, before there are copies of them.
const ORIGINALS: [&str; 2] = [
    "CREATE TABLE originals (id TEXT PRIMARY KEY)",
    "INSERT INTO originals SELECT id FROM orders",
];
/// And when all is done.
const FORGET: &str = "DROP TABLE originals";

/// An id's copy: other letters after the prefix.
macro_rules! id {
    ($column:literal) => {
        concat!(
            "substr(",
            $column,
            ", 1, 4) || CAST($1 AS TEXT) || substr(",
            $column,
            ", 8)"
        )
    };
}
/// A token's or number's copy: other letters in front.
macro_rules! token {
    ($column:literal) => {
        concat!("CAST($1 AS TEXT) || substr(", $column, ", 4)")
    };
}
/// The copied order's number at its mall.
macro_rules! number {
    () => {
        "o.mall_order_no || '-' || CAST($1 AS TEXT)"
    };
}

/// One statement for each table: `$1` three letters, `$2` how much earlier.
const COPY: &[&str] = &[
    concat!(
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, buyer_ref, facts,
             state, created_at, expires_at, extensions, live_attempt, paid_attempt, paid_at, reserved, refunded,
             sequence, version)
         SELECT ", id!("o.id"), ", ", token!("o.token"), ", o.mall_id, ", number!(), ", o.merchant_id, o.amount,
             o.currency, o.buyer_ref, replace(o.facts, o.mall_order_no, ", number!(), "), o.state, o.created_at - $2,
             CASE WHEN o.state = 'open' THEN o.expires_at ELSE o.expires_at - $2 END, o.extensions, ",
             id!("o.live_attempt"), ", ", id!("o.paid_attempt"), ", o.paid_at - $2, o.reserved, o.refunded,
             o.sequence, o.version
         FROM originals x JOIN orders o ON o.id = x.id"
    ),
    concat!(
        "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, bank, declined_reason,
             declined_code, receipt, wrong_codes, code_sent_at, qr, card_last4, phone_masked, agreement_id, asked_at,
             version)
         SELECT ", id!("a.id"), ", ", id!("a.order_id"), ", a.product, a.channel, a.state, a.created_at - $2,
             a.pay_until - $2, a.bank, a.declined_reason, a.declined_code, a.receipt, a.wrong_codes,
             a.code_sent_at - $2, a.qr, a.card_last4, a.phone_masked, a.agreement_id, a.asked_at - $2, a.version
         FROM originals x JOIN attempts a ON a.order_id = x.id"
    ),
    concat!(
        "INSERT INTO trades (wire_no, attempt_id, kind, txn_time, screen, customer_ip, sms_at, submitted_at, ended)
         SELECT ", token!("t.wire_no"), ", ", id!("t.attempt_id"), ", t.kind, t.txn_time - $2, t.screen, t.customer_ip,
             t.sms_at - $2, t.submitted_at - $2, t.ended
         FROM originals x JOIN attempts a ON a.order_id = x.id JOIN trades t ON t.attempt_id = a.id"
    ),
    concat!(
        "INSERT INTO notices (id, channel, received_at, body_hash, wire_no, verdict, record)
         SELECT ", id!("n.id"), ", n.channel, n.received_at - $2, n.body_hash, ", token!("n.wire_no"), ", n.verdict,
             n.record
         FROM originals x JOIN attempts a ON a.order_id = x.id JOIN trades t ON t.attempt_id = a.id
             JOIN notices n ON n.wire_no = t.wire_no"
    ),
    // Positions are an order, not a count: copies take up where the next
    // sixty million end.
    concat!(
        "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
         SELECT ", id!("e.id"), ", e.mall_id, ", id!("e.order_id"), ", e.sequence, e.type,
             replace(replace(e.body, e.order_id, ", id!("e.order_id"), "), o.mall_order_no, ", number!(), "),
             e.created_at - $2, e.position + $2 * 1000
         FROM originals x JOIN orders o ON o.id = x.id JOIN events e ON e.order_id = x.id"
    ),
    concat!(
        "INSERT INTO deliveries (event_id, tries, next_at, last_status, last_error, delivered_at, given_up_at)
         SELECT ", id!("d.event_id"), ", d.tries, d.next_at - $2, d.last_status, d.last_error, d.delivered_at - $2,
             d.given_up_at - $2
         FROM originals x JOIN events e ON e.order_id = x.id JOIN deliveries d ON d.event_id = e.id"
    ),
    concat!(
        "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest, state,
             mall_refund_no, reason, created_at, ended_at, declined, receipt, version)
         SELECT ", id!("r.id"), ", r.mall_id, ", id!("r.order_id"), ", ", id!("r.attempt_id"), ", r.channel, r.payment,
             r.cause, r.amount, r.currency, r.rest, r.state, r.mall_refund_no || '-' || CAST($1 AS TEXT), r.reason,
             r.created_at - $2, r.ended_at - $2, r.declined, r.receipt, r.version
         FROM originals x JOIN refunds r ON r.order_id = x.id"
    ),
    concat!(
        "INSERT INTO refund_tries (wire_no, refund_id, sent_as, txn_time, sent_at, sends, ended)
         SELECT ", token!("t.wire_no"), ", ", id!("t.refund_id"), ", t.sent_as, t.txn_time - $2, t.sent_at - $2, t.sends,
             t.ended
         FROM originals x JOIN refunds r ON r.order_id = x.id JOIN refund_tries t ON t.refund_id = r.id"
    ),
    // Lines before their journals, which close them.
    concat!(
        "INSERT INTO journal_lines (reference, account, currency, amount)
         SELECT replace(j.reference, j.subject, ", id!("j.subject"), "), l.account, l.currency, l.amount
         FROM originals x JOIN attempts a ON a.order_id = x.id JOIN journals j ON j.reference = 'paid/' || a.id
             JOIN journal_lines l ON l.reference = j.reference WHERE $2 > 0"
    ),
    concat!(
        "INSERT INTO journals (reference, kind, subject, posted_at)
         SELECT replace(j.reference, j.subject, ", id!("j.subject"), "), j.kind, ", id!("j.subject"), ", j.posted_at - $2
         FROM originals x JOIN attempts a ON a.order_id = x.id JOIN journals j ON j.reference = 'paid/' || a.id"
    ),
    concat!(
        "INSERT INTO journal_lines (reference, account, currency, amount)
         SELECT replace(j.reference, j.subject, ", id!("j.subject"), "), l.account, l.currency, l.amount
         FROM originals x JOIN refunds r ON r.order_id = x.id
             JOIN journals j ON j.reference IN ('refund/' || r.id || '/begun', 'refund/' || r.id || '/succeeded',
                 'refund/' || r.id || '/failed')
             JOIN journal_lines l ON l.reference = j.reference WHERE $2 > 0"
    ),
    concat!(
        "INSERT INTO journals (reference, kind, subject, posted_at)
         SELECT replace(j.reference, j.subject, ", id!("j.subject"), "), j.kind, ", id!("j.subject"), ", j.posted_at - $2
         FROM originals x JOIN refunds r ON r.order_id = x.id
             JOIN journals j ON j.reference IN ('refund/' || r.id || '/begun', 'refund/' || r.id || '/succeeded',
                 'refund/' || r.id || '/failed')"
    ),
    concat!(
        "INSERT INTO jobs (id, kind, subject, due_at, tries, lease_until)
         SELECT 'expire/' || ", id!("o.id"), ", j.kind, ", id!("o.id"), ", o.expires_at + $2 * 0, 0, NULL
         FROM originals x JOIN orders o ON o.id = x.id JOIN jobs j ON j.kind = 'expire' AND j.subject = x.id
         WHERE o.state = 'open'"
    ),
];

/// What repeats the rest: `$1` is how many times as much there is now.
const SUMS: [&str; 2] = [
    "UPDATE balances SET amount = amount * $1",
    "UPDATE event_places SET last = COALESCE((SELECT MAX(e.position) FROM events e
         WHERE e.mall_id = event_places.mall_id), last) WHERE $1 > 0",
];

/// Copies all orders there are, `copies` times: their surplus excepted, so
/// there must be none.
pub(crate) async fn make(store: &Store, copies: u32) -> Result<(), Error> {
    if copies > COPIES_MAX {
        return Err(Fault::new(format!("at most {COPIES_MAX} copies can be told apart")).into());
    }
    each(store, &ORIGINALS).await?;
    let mut next = 1;
    while next <= copies {
        let last = copies.min(next + TOGETHER - 1);
        store
            .write(move |tx| {
                Box::pin(async move {
                    for copy in next..=last {
                        for sql in COPY {
                            tx.run(sql, args![letters(copy), i64::from(copy) * MINUTE_MS])
                                .await?;
                        }
                    }
                    Ok(())
                })
            })
            .await?;
        next = last + 1;
    }
    store
        .write(move |tx| {
            Box::pin(async move {
                for sql in SUMS {
                    tx.run(sql, args![i64::from(copies) + 1]).await?;
                }
                Ok(())
            })
        })
        .await?;
    each(store, &[FORGET]).await
}

/// Statements without values, one after the other.
async fn each(store: &Store, statements: &'static [&'static str]) -> Result<(), Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                for sql in statements {
                    tx.run(sql, args![]).await?;
                }
                Ok(())
            })
        })
        .await
}

/// A copy's letters. The first is one that no id of ours begins with: 128 bits
/// are 26 letters less two bits, so those begin with 0 to 7.
fn letters(copy: u32) -> String {
    let letter = |n: u32| char::from(ALPHABET[usize::try_from(n).expect("a small number")]);
    [8 + copy / 1024, copy / 32 % 32, copy % 32]
        .map(letter)
        .iter()
        .collect()
}

/// Tokens of orders that can be paid; ids are random, so they lie anywhere.
pub(crate) async fn open_pages(tx: &mut Tx, most: u32) -> Result<Vec<String>, Error> {
    let sql = "SELECT token FROM orders WHERE state = 'open' ORDER BY token LIMIT $1";
    tx.all(sql, args![most])
        .await?
        .iter()
        .map(|row| row.text("token"))
        .collect()
}

/// How many orders there are.
pub(crate) async fn orders(tx: &mut Tx) -> Result<i64, Error> {
    let row = tx
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) AS orders FROM orders",
            args![],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("orders"))
}

#[cfg(test)]
mod tests {
    use super::{letters, make, open_pages, orders};
    use crate::tests::house::{House, visit};
    use crate::tests::network::notice;
    use domain::desk::Choice;

    #[test]
    fn letters_tell_copies_apart() {
        assert_eq!(letters(1), "801");
        assert_eq!(letters(32 * 32 + 31), "90z");
        assert_eq!(letters(super::COPIES_MAX), "zzz");
    }

    #[tokio::test]
    async fn copies_are_orders_of_their_own_and_the_books_hold() {
        let house = House::new().await;
        let paid = house.another("PAID").await;
        house
            .desk
            .confirm(&paid, Choice::Scan, &visit())
            .await
            .expect("a code");
        let paid = notice(house.network.pay_qr());
        house.engine.notice(&paid).await.expect("believed");
        for number in ["A", "B", "C"] {
            house.another(number).await;
        }
        make(&house.engine.store, 12).await.expect("copies");
        let counted = house.engine.store.read(|tx| {
            Box::pin(async move { Ok((orders(tx).await?, open_pages(tx, 1000).await?)) })
        });
        let (orders, pages) = counted.await.expect("read");
        assert_eq!(house.events().await.len(), 13);
        assert_eq!((orders, pages.len()), (4 * 13, 3 * 13));
    }
}
