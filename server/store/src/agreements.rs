//! Agreements: signed cards. Token and phone are sealed by the caller.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::{AgreementId, MallId, MerchantId};

/// A signed card as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// The mall whose buyer signed it; not shown to other malls.
    pub mall_id: MallId,
    /// The network that signed it.
    pub channel: ChannelId,
    /// The merchant it was signed with; the network requires it.
    pub merchant_id: MerchantId,
    /// The mall's reference of the buyer; empty if the mall named none.
    pub buyer_ref: String,
    /// The network's token, sealed.
    pub token_sealed: String,
    /// The phone that receives the codes, sealed.
    pub phone_sealed: String,
    /// The phone as it may be shown.
    pub phone_masked: String,
    /// The last four digits of the card.
    pub last4: String,
    /// The bank's short code, where known.
    pub bank: Option<String>,
    /// A credit card.
    pub credit: bool,
    /// When it was signed.
    pub created_at: At,
    /// When the buyer had it removed, or when it was signed for one payment only.
    pub removed_at: Option<At>,
}

/// Adds one.
pub async fn insert(tx: &mut Tx, card: &Agreement) -> Result<(), Error> {
    tx.run(
        "INSERT INTO agreements (id, mall_id, merchant_id, buyer_ref, token_sealed, phone_sealed, phone_masked,
             last4, bank, credit, created_at, channel, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            card.id.as_str(),
            card.mall_id.as_str(),
            card.merchant_id.as_str(),
            &card.buyer_ref,
            &card.token_sealed,
            &card.phone_sealed,
            &card.phone_masked,
            &card.last4,
            card.bank.clone(),
            card.credit,
            card.created_at,
            card.channel.as_str(),
            card.removed_at,
        ],
    )
    .await?;
    Ok(())
}

/// By id, removed or not.
pub async fn find(tx: &mut Tx, id: &AgreementId) -> Result<Option<Agreement>, Error> {
    let sql = "SELECT * FROM agreements WHERE id = $1";
    tx.one(sql, args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The cards a buyer of a mall can pay with, newest first.
pub async fn of_buyer(tx: &mut Tx, mall: &MallId, buyer: &str) -> Result<Vec<Agreement>, Error> {
    let sql =
        "SELECT * FROM agreements WHERE mall_id = $1 AND buyer_ref = $2 AND removed_at IS NULL
               ORDER BY created_at DESC, id DESC LIMIT 20";
    tx.all(sql, args![mall.as_str(), buyer])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The other agreements that may be of the same card and have a token.
pub async fn of_same_card(tx: &mut Tx, card: &Agreement) -> Result<Vec<Agreement>, Error> {
    let sql = "SELECT * FROM agreements
               WHERE channel = $1 AND last4 = $2 AND token_sealed <> '' AND id <> $3";
    let args = args![card.channel.as_str(), card.last4.as_str(), card.id.as_str()];
    tx.all(sql, args).await?.iter().map(read).collect()
}

/// Marks one as removed. False when it was removed already.
pub async fn remove(tx: &mut Tx, id: &AgreementId, now: At) -> Result<bool, Error> {
    let sql = "UPDATE agreements SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
    Ok(tx.run(sql, args![id.as_str(), now]).await? == 1)
}

/// Clears token and phone, after the network has removed them.
pub async fn clear_secrets(tx: &mut Tx, id: &AgreementId) -> Result<(), Error> {
    let sql = "UPDATE agreements SET token_sealed = '', phone_sealed = '' WHERE id = $1 AND removed_at IS NOT NULL";
    tx.run(sql, args![id.as_str()]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Agreement, Error> {
    Ok(Agreement {
        id: AgreementId::stored(row.text("id")?),
        mall_id: MallId::stored(row.text("mall_id")?),
        channel: row.parsed("channel", ChannelId::parse)?,
        merchant_id: MerchantId::stored(row.text("merchant_id")?),
        buyer_ref: row.text("buyer_ref")?,
        token_sealed: row.text("token_sealed")?,
        phone_sealed: row.text("phone_sealed")?,
        phone_masked: row.text("phone_masked")?,
        last4: row.text("last4")?,
        bank: row.maybe_text("bank")?,
        credit: row.flag("credit")?,
        created_at: row.at("created_at")?,
        removed_at: row.maybe_at("removed_at")?,
    })
}
