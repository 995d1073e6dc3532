//! What is switched off at networks for new attempts. Few rows; those that are on
//! again are in no index that a page reads.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{AccountName, ChannelSwitch, NewSwitch, Person, SwitchedOff};
use domain::ids::{PersonId, SwitchId};
use domain::product::Product;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.*, p.account, p.name FROM channel_switches s JOIN people p ON p.id = s.off_by ",
            $rest
        )
    };
}

/// The most that are listed of a network.
const LIST_MAX: u32 = 100;

/// What is off, for new attempts.
pub async fn off(tx: &mut Tx, now: At) -> Result<SwitchedOff, Error> {
    let sql = "SELECT channel, product FROM channel_switches
               WHERE on_at IS NULL AND (until_at IS NULL OR until_at > $1)";
    let rows = tx.all(sql, args![now]).await?;
    let one = |row: &Row| Ok::<_, Error>((row.parsed("channel", ChannelId::parse)?, product(row)?));
    let off = rows.iter().map(one).collect::<Result<_, _>>()?;
    Ok(SwitchedOff(off))
}

/// What of a network is off, the oldest first.
pub async fn of_channel(
    tx: &mut Tx,
    channel: &ChannelId,
    now: At,
) -> Result<Vec<ChannelSwitch>, Error> {
    let sql = select!(
        "WHERE s.channel = $1 AND s.on_at IS NULL AND (s.until_at IS NULL OR s.until_at > $2)
         ORDER BY s.off_at LIMIT $3"
    );
    let rows = tx.all(sql, args![channel.as_str(), now, LIST_MAX]).await?;
    rows.iter().map(read).collect()
}

/// By id, while nobody switched it on.
pub async fn find(tx: &mut Tx, id: &SwitchId) -> Result<Option<ChannelSwitch>, Error> {
    let sql = select!("WHERE s.id = $1 AND s.on_at IS NULL");
    let row = tx.one(sql, args![id.as_str()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// Switches off.
pub async fn insert(
    tx: &mut Tx,
    (id, channel): (&SwitchId, &ChannelId),
    new: &NewSwitch,
    (by, now): (&PersonId, At),
) -> Result<(), Error> {
    let sql =
        "INSERT INTO channel_switches (id, channel, product, off_at, until_at, reason, off_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let args = args![
        id.as_str(),
        channel.as_str(),
        new.product.map(Product::name),
        now,
        new.until,
        &new.reason,
        by.as_str(),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// Switches on. False where it is on already.
pub async fn switch_on(
    tx: &mut Tx,
    id: &SwitchId,
    (asked_by, approved_by): (&PersonId, &PersonId),
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE channel_switches SET on_at = $2, on_asked_by = $3, on_approved_by = $4
               WHERE id = $1 AND on_at IS NULL";
    let args = args![id.as_str(), now, asked_by.as_str(), approved_by.as_str()];
    Ok(tx.run(sql, args).await? == 1)
}

fn product(row: &Row) -> Result<Option<Product>, Error> {
    match row.maybe_text("product")? {
        Some(_) => row.parsed("product", Product::parse).map(Some),
        None => Ok(None),
    }
}

fn read(row: &Row) -> Result<ChannelSwitch, Error> {
    Ok(ChannelSwitch {
        id: SwitchId::stored(row.text("id")?),
        channel: row.parsed("channel", ChannelId::parse)?,
        product: product(row)?,
        off_at: row.at("off_at")?,
        until: row.maybe_at("until_at")?,
        reason: row.text("reason")?,
        off_by: Person {
            id: PersonId::stored(row.text("off_by")?),
            account: row.parsed("account", AccountName::parse)?,
            name: row.text("name")?,
        },
    })
}
