//! What a merchant's people should know, and how far each person has read. The
//! statements read a range of the primary key, and a merchant has
//! [`Notification::KEPT`] at most.

use super::{Row, SqlValue, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{Notification, NotificationKind, NotificationSubject, Unread};
use domain::ids::{ApprovalId, MerchantId, OrderId, PersonId};
use domain::money::Money;

/// One to store. The subject is an order's id, or an approval's.
#[derive(Clone, Debug)]
pub struct NewNotification<'a> {
    /// Whose.
    pub merchant: &'a MerchantId,
    /// What it tells.
    pub kind: NotificationKind,
    /// The id of what it is about.
    pub subject: &'a str,
    /// Of the payment or the refund.
    pub amount: Option<Money>,
    /// When it happened.
    pub at: At,
}

/// Stores one under the merchant's next number, and deletes the oldest where
/// there are too many.
pub async fn insert(tx: &mut Tx, new: NewNotification<'_>) -> Result<(), Error> {
    let merchant = new.merchant.as_str();
    let number = "INSERT INTO notification_numbers (merchant_id, last) VALUES ($1, 1)
                  ON CONFLICT (merchant_id) DO UPDATE SET last = notification_numbers.last + 1 RETURNING last";
    let row = tx.one(number, args![merchant]).await?;
    let number = row
        .ok_or_else(|| Error::unreadable_column("last"))?
        .int("last")?;
    let sql = "INSERT INTO notifications (merchant_id, n, kind, subject, amount, happened_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let amount = SqlValue::Int(new.amount.map(Money::minor));
    let values = args![
        merchant,
        number,
        new.kind.name(),
        new.subject,
        amount,
        new.at
    ];
    tx.run(sql, values).await?;
    let sql = "DELETE FROM notifications WHERE merchant_id = $1 AND n <= $2";
    tx.run(sql, args![merchant, number - Notification::KEPT])
        .await?;
    Ok(())
}

/// How far a person has read, and what it does not want.
#[derive(Clone, Debug, Default)]
pub struct NotificationReader {
    /// Those up to this number are read.
    pub read_to: i64,
    /// The kinds that it does not want.
    pub unwanted: Vec<NotificationKind>,
}

/// A person as a reader of a merchant's notifications.
pub async fn reader(
    tx: &mut Tx,
    merchant: &MerchantId,
    person: &PersonId,
) -> Result<NotificationReader, Error> {
    let sql = "SELECT read_to, unwanted FROM notification_readers WHERE merchant_id = $1 AND person_id = $2";
    let values = args![merchant.as_str(), person.as_str()];
    let Some(row) = tx.one(sql, values).await? else {
        return Ok(NotificationReader::default());
    };
    let names = row.text("unwanted")?;
    Ok(NotificationReader {
        read_to: row.int("read_to")?,
        unwanted: names
            .split(' ')
            .filter_map(NotificationKind::parse)
            .collect(),
    })
}

/// Marks those up to a number as read. A number that was not given yet counts as
/// the last one; one that is read already changes nothing.
pub async fn set_read(
    tx: &mut Tx,
    merchant: &MerchantId,
    person: &PersonId,
    up_to: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO notification_readers (merchant_id, person_id, read_to, unwanted)
               SELECT merchant_id, $2, CASE WHEN last < $3 THEN last ELSE $3 END, ''
               FROM notification_numbers WHERE merchant_id = $1
               ON CONFLICT (merchant_id, person_id) DO UPDATE SET read_to = excluded.read_to
               WHERE notification_readers.read_to < excluded.read_to";
    tx.run(sql, args![merchant.as_str(), person.as_str(), up_to])
        .await?;
    Ok(())
}

/// Sets the kinds that a person does not want.
pub async fn set_unwanted(
    tx: &mut Tx,
    merchant: &MerchantId,
    person: &PersonId,
    unwanted: &[NotificationKind],
) -> Result<(), Error> {
    let sql = "INSERT INTO notification_readers (merchant_id, person_id, read_to, unwanted) VALUES ($1, $2, 0, $3)
               ON CONFLICT (merchant_id, person_id) DO UPDATE SET unwanted = excluded.unwanted";
    let names: Vec<_> = unwanted.iter().map(|kind| kind.name()).collect();
    let values = args![merchant.as_str(), person.as_str(), names.join(" ")];
    tx.run(sql, values).await?;
    Ok(())
}

/// A page. The plan is asserted on both databases.
pub(crate) const PAGE: &str =
    "SELECT n.n, n.kind, n.subject, n.amount, n.happened_at, o.mall_order_no
     FROM notifications n LEFT JOIN orders o ON o.id = n.subject
     WHERE n.merchant_id = $1 AND n.n < $2 AND n.kind IN ($3, $4, $5)
     ORDER BY n.n DESC LIMIT 51";

/// Those of these kinds below a number, the newest first, and one more than a
/// page has.
pub async fn below(
    tx: &mut Tx,
    merchant: &MerchantId,
    number: i64,
    kinds: &[NotificationKind],
) -> Result<Vec<Notification>, Error> {
    let rows = tx.all(PAGE, values(merchant, number, kinds)).await?;
    rows.iter().map(read).collect()
}

/// How many there are after a number.
pub(crate) const UNREAD: &str = "SELECT COUNT(*) AS n FROM
     (SELECT n FROM notifications WHERE merchant_id = $1 AND n > $2 AND kind IN ($3, $4, $5) LIMIT 100) AS found";

/// How many of these kinds a person that has read up to a number has not read.
pub async fn unread(
    tx: &mut Tx,
    merchant: &MerchantId,
    read_to: i64,
    kinds: &[NotificationKind],
) -> Result<Unread, Error> {
    let row = tx.one(UNREAD, values(merchant, read_to, kinds)).await?;
    let row = row.ok_or_else(|| Error::unreadable_column("n"))?;
    Ok(Unread(row.count("n")?))
}

/// The values of [`PAGE`] and [`UNREAD`]. No kind has an empty name.
pub(crate) fn values(
    merchant: &MerchantId,
    number: i64,
    kinds: &[NotificationKind],
) -> Vec<SqlValue> {
    let mut values = args![merchant.as_str(), number];
    values.extend(NotificationKind::ALL.map(|kind| {
        let name = if kinds.contains(&kind) {
            kind.name()
        } else {
            ""
        };
        SqlValue::from(name)
    }));
    values
}

fn read(row: &Row) -> Result<Notification, Error> {
    let subject = row.text("subject")?;
    let subject = match row.parsed("kind", NotificationKind::parse)? {
        NotificationKind::OrderPaid => {
            NotificationSubject::OrderPaid(OrderId::stored(subject), row.text("mall_order_no")?)
        }
        NotificationKind::RefundFailed => {
            NotificationSubject::RefundFailed(OrderId::stored(subject), row.text("mall_order_no")?)
        }
        NotificationKind::ApprovalWaiting => {
            NotificationSubject::ApprovalWaiting(ApprovalId::stored(subject))
        }
    };
    Ok(Notification {
        number: row.int("n")?,
        subject,
        amount: row.maybe_int("amount")?.map(Money::fen),
        at: row.at("happened_at")?,
    })
}

/// Deletes those of before.
pub async fn prune(tx: &mut Tx, before: At) -> Result<(), Error> {
    let sql = "DELETE FROM notifications WHERE happened_at < $1";
    tx.run(sql, args![before]).await?;
    Ok(())
}
