//! The text of copying: what is set aside, how copies of it are written, and
//! what repeats the rest.

/// An id's copy: of an earlier time.
macro_rules! id {
    ($column:literal) => {
        concat!(
            "substr(",
            $column,
            ", 1, 4) || c.early || substr(",
            $column,
            ", 12)"
        )
    };
}
/// The same of a token, or of a number at the network, which is an id without
/// its prefix.
macro_rules! bare {
    ($column:literal) => {
        concat!("c.early || substr(", $column, ", 8)")
    };
}
/// The copied order's number at its mall.
macro_rules! number {
    () => {
        "s.mall_order_no || c.number"
    };
}
/// Its buyer: nobody buys a thousand times a day.
macro_rules! buyer {
    () => {
        "COALESCE(s.buyer_ref, '') || c.number"
    };
}
/// Some copies of everything that was set aside in a table.
macro_rules! some {
    ($aside:literal) => {
        concat!(
            " FROM copies_wanted c CROSS JOIN ",
            $aside,
            " s WHERE c.copy BETWEEN $1 AND $2"
        )
    };
}

/// Tables for how each copy differs, and the rows there were at first.
pub(super) const ASIDE: &[&str] = &[
    "CREATE TABLE copies_wanted (copy BIGINT PRIMARY KEY, early TEXT NOT NULL,
         number TEXT NOT NULL, earlier BIGINT NOT NULL)",
    "CREATE TABLE aside_orders AS SELECT * FROM orders",
    "CREATE TABLE aside_attempts AS SELECT * FROM attempts",
    "CREATE TABLE aside_trades AS SELECT * FROM trades",
    "CREATE TABLE aside_notices AS SELECT * FROM notices WHERE wire_no IN (SELECT wire_no FROM trades)",
    "CREATE TABLE aside_events AS SELECT e.*, o.mall_order_no FROM events e JOIN orders o ON o.id = e.order_id",
    "CREATE TABLE aside_deliveries AS SELECT * FROM deliveries",
    "CREATE TABLE aside_refunds AS SELECT * FROM refunds",
    "CREATE TABLE aside_refund_tries AS SELECT * FROM refund_tries",
    "CREATE TABLE aside_lines AS SELECT l.*, j.subject FROM journal_lines l JOIN journals j ON j.reference = l.reference",
    "CREATE TABLE aside_journals AS SELECT * FROM journals",
    "CREATE TABLE aside_jobs AS SELECT j.kind, j.subject, o.expires_at FROM jobs j JOIN orders o ON o.id = j.subject
         WHERE j.kind = 'expire' AND o.state = 'open'",
];

/// A copy that is wanted.
pub(super) const WANTED: &str =
    "INSERT INTO copies_wanted (copy, early, number, earlier) VALUES ($1, $2, $3, $4)";

/// And when all is done.
pub(super) const FORGET: &[&str] = &[
    "DROP TABLE copies_wanted",
    "DROP TABLE aside_orders",
    "DROP TABLE aside_attempts",
    "DROP TABLE aside_trades",
    "DROP TABLE aside_notices",
    "DROP TABLE aside_events",
    "DROP TABLE aside_deliveries",
    "DROP TABLE aside_refunds",
    "DROP TABLE aside_refund_tries",
    "DROP TABLE aside_lines",
    "DROP TABLE aside_journals",
    "DROP TABLE aside_jobs",
];

/// One statement for each table: the copies from `$1` to `$2`.
pub(super) const COPY: &[&str] = &[
    concat!(
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, buyer_ref, facts,
             state, created_at, expires_at, extensions, live_attempt, paid_attempt, paid_at, reserved, refunded,
             sequence, version)
         SELECT ", id!("s.id"), ", ", bare!("s.token"), ", s.mall_id, ", number!(), ", s.merchant_id, s.amount,
             s.currency, ", buyer!(), ", replace(replace(s.facts, s.mall_order_no, ", number!(), "),
                 '\"buyer_ref\":\"' || COALESCE(s.buyer_ref, '') || '\"', '\"buyer_ref\":\"' || ", buyer!(), " || '\"'), s.state,
             s.created_at - c.earlier,
             CASE WHEN s.state = 'open' THEN s.expires_at ELSE s.expires_at - c.earlier END, s.extensions, ",
             id!("s.live_attempt"), ", ", id!("s.paid_attempt"), ", s.paid_at - c.earlier, s.reserved, s.refunded,
             s.sequence, s.version", some!("aside_orders")
    ),
    concat!(
        "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, bank, declined_reason,
             declined_code, receipt, wrong_codes, code_sent_at, qr, card_last4, phone_masked, agreement_id, asked_at,
             version)
         SELECT ", id!("s.id"), ", ", id!("s.order_id"), ", s.product, s.channel, s.state, s.created_at - c.earlier,
             s.pay_until - c.earlier, s.bank, s.declined_reason, s.declined_code, s.receipt, s.wrong_codes,
             s.code_sent_at - c.earlier, s.qr, s.card_last4, s.phone_masked, s.agreement_id, s.asked_at - c.earlier,
             s.version", some!("aside_attempts")
    ),
    concat!(
        "INSERT INTO trades (wire_no, attempt_id, kind, txn_time, screen, customer_ip, sms_at, submitted_at, ended)
         SELECT ", bare!("s.wire_no"), ", ", id!("s.attempt_id"), ", s.kind, s.txn_time - c.earlier, s.screen,
             s.customer_ip, s.sms_at - c.earlier, s.submitted_at - c.earlier, s.ended", some!("aside_trades")
    ),
    concat!(
        "INSERT INTO notices (id, channel, received_at, body_hash, wire_no, verdict, record)
         SELECT ", id!("s.id"), ", s.channel, s.received_at - c.earlier, s.body_hash, ", bare!("s.wire_no"), ",
             s.verdict, s.record", some!("aside_notices")
    ),
    // Places are an order, not a count: copies take up where the next sixty
    // million end.
    concat!(
        "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
         SELECT ", id!("s.id"), ", s.mall_id, ", id!("s.order_id"), ", s.sequence, s.type,
             replace(replace(s.body, s.order_id, ", id!("s.order_id"), "), s.mall_order_no, ", number!(), "),
             s.created_at - c.earlier, s.position + c.earlier * 1000", some!("aside_events")
    ),
    concat!(
        "INSERT INTO deliveries (event_id, tries, next_at, last_status, last_error, delivered_at, given_up_at)
         SELECT ", id!("s.event_id"), ", s.tries, s.next_at - c.earlier, s.last_status, s.last_error,
             s.delivered_at - c.earlier, s.given_up_at - c.earlier", some!("aside_deliveries")
    ),
    concat!(
        "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest, state,
             mall_refund_no, reason, created_at, ended_at, declined, receipt, version)
         SELECT ", id!("s.id"), ", s.mall_id, ", id!("s.order_id"), ", ", id!("s.attempt_id"), ", s.channel, s.payment,
             s.cause, s.amount, s.currency, s.rest, s.state, s.mall_refund_no || c.number, s.reason,
             s.created_at - c.earlier, s.ended_at - c.earlier, s.declined, s.receipt, s.version",
             some!("aside_refunds")
    ),
    concat!(
        "INSERT INTO refund_tries (wire_no, refund_id, sent_as, txn_time, sent_at, sends, ended)
         SELECT ", bare!("s.wire_no"), ", ", id!("s.refund_id"), ", s.sent_as, s.txn_time - c.earlier, s.sent_at, s.sends,
             s.ended", some!("aside_refund_tries")
    ),
    // Lines before their journals, which close them.
    concat!(
        "INSERT INTO journal_lines (reference, account, currency, amount)
         SELECT replace(s.reference, s.subject, ", id!("s.subject"), "), s.account, s.currency, s.amount",
             some!("aside_lines")
    ),
    concat!(
        "INSERT INTO journals (reference, kind, subject, posted_at)
         SELECT replace(s.reference, s.subject, ", id!("s.subject"), "), s.kind, ", id!("s.subject"), ",
             s.posted_at - c.earlier", some!("aside_journals")
    ),
    concat!(
        "INSERT INTO jobs (kind, subject, due_at, tries, lease_until)
         SELECT s.kind, ", id!("s.subject"), ", s.expires_at, 0, NULL",
             some!("aside_jobs")
    ),
];

/// What repeats the rest: `$1` is how many times as much there is now.
pub(super) const SUMS: [&str; 2] = [
    "UPDATE balances SET amount = amount * $1",
    "UPDATE event_places SET last = COALESCE((SELECT MAX(e.position) FROM events e
         WHERE e.mall_id = event_places.mall_id), last) WHERE $1 > 0",
];
