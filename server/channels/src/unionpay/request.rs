//! From an operation to the message for it (wire facts 1.5 to 1.8).
//!
//! Every message is refused here when it would be refused there: a payment
//! must not hang on a field that could have been checked before.

use domain::clock::At;
use domain::money::Money;
use domain::refund::SentAs;
use domain::secret::Secret;

use super::UnionPay;
use super::config::absolute;
use super::customer::Customer;
use super::fields::Fields;
use super::op::{CardData, Holder, MerchantOnWire, Op, Refund, Screen, Trade};
use super::{form, refund, stamp, text};
use crate::wire::{FormPost, Post, Step};

/// How long to wait for a reply: the sample's read time-out [O: ACP-T].
const TIMEOUT_MS: u32 = 30_000;
/// A query moves no money and is repeated anyway.
const QUERY_TIMEOUT_MS: u32 = 10_000;

/// An operation that cannot be put on the wire. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// A value UnionPay would refuse; names its field, never the value.
    #[error("{0} cannot be sent as it is")]
    Field(&'static str),
    /// The trade's time is over; the network would refuse it.
    #[error("the time to pay is over")]
    Expired,
    /// Card data did not fit the encryption certificate.
    #[error("card data could not be encrypted")]
    Encryption,
}

impl StartError {
    /// The field at fault, by its name on the wire.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Field(name) => name,
            Self::Expired => "payTimeout",
            Self::Encryption => "encryptedInfo",
        }
    }
}

/// What a message is: transaction type, sub-type, product, channel.
struct Kind(&'static str, &'static str, &'static str, &'static str);

// txnType, txnSubType, bizType, channelType (wire facts 1.7).
const FRONT_PAY_PC: Kind = Kind("01", "01", "000201", "07");
const FRONT_PAY_PHONE: Kind = Kind("01", "01", "000201", "08");
const OPEN_SMS: Kind = Kind("77", "00", "000902", "07");
const OPEN: Kind = Kind("79", "00", "000902", "07");
const PAY_SMS: Kind = Kind("77", "02", "000902", "07");
const PAY: Kind = Kind("01", "01", "000902", "07");
const REMOVE_TOKEN: Kind = Kind("74", "01", "000902", "07");
const QR_APPLY: Kind = Kind("01", "07", "000000", "08");
const QUERY: Kind = Kind("00", "00", "000000", "");

/// The step for an operation.
pub(super) fn start(channel: &UnionPay, op: &Op, now: At) -> Result<Step, StartError> {
    if let Op::FrontPay { trade, .. } | Op::Pay { trade, .. } | Op::QrApply { trade } = op
        && trade.expires_at <= now
    {
        return Err(StartError::Expired);
    }
    let fields = message(channel, op)?;
    let endpoints = &channel.endpoints;
    let (url, timeout_ms) = match op {
        Op::FrontPay { .. } => {
            let fields = fields
                .iter()
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect();
            return Ok(Step::Browser(FormPost {
                action: endpoints.front.clone(),
                fields,
            }));
        }
        Op::Query { .. } | Op::QueryRefund { .. } => (&endpoints.query, QUERY_TIMEOUT_MS),
        _ => (&endpoints.back, TIMEOUT_MS),
    };
    Ok(Step::Call(Post {
        url: url.clone(),
        body: form::encode(&fields),
        timeout_ms,
    }))
}

/// The signed fields of an operation.
fn message(channel: &UnionPay, op: &Op) -> Result<Fields, StartError> {
    let mut m = Fields::new();
    match op {
        Op::FrontPay {
            trade,
            bank,
            screen,
        } => {
            let kind = if *screen == Screen::Pc {
                FRONT_PAY_PC
            } else {
                FRONT_PAY_PHONE
            };
            put_common(channel, &mut m, &kind, op)?;
            put_payment(channel, &mut m, trade)?;
            put_front(&mut m, trade, bank.as_deref())?;
        }
        Op::OpenSms { card, phone, .. } => {
            put_common(channel, &mut m, &OPEN_SMS, op)?;
            put_open_sms(channel, &mut m, card, phone)?;
        }
        Op::Open {
            card,
            holder,
            sms_code,
            ..
        } => {
            put_common(channel, &mut m, &OPEN, op)?;
            put_open(channel, &mut m, card, holder, sms_code)?;
        }
        Op::PaySms {
            trade,
            token,
            phone,
        } => {
            put_common(channel, &mut m, &PAY_SMS, op)?;
            put_amount(&mut m, trade.amount)?;
            put_token(channel, &mut m, token)?;
            let customer = Customer {
                phone: Some(filled("phoneNo", phone)?),
                ..Default::default()
            };
            channel.encryption.put_customer(&mut m, &customer)?;
        }
        Op::Pay {
            trade,
            token,
            sms_code,
        } => {
            put_common(channel, &mut m, &PAY, op)?;
            put_payment(channel, &mut m, trade)?;
            put_token_payment(channel, &mut m, token, sms_code.as_ref())?;
        }
        Op::RemoveToken { token, .. } => {
            put_common(channel, &mut m, &REMOVE_TOKEN, op)?;
            put_token(channel, &mut m, token)?;
        }
        Op::QrApply { trade } => {
            put_common(channel, &mut m, &QR_APPLY, op)?;
            put_payment(channel, &mut m, trade)?;
        }
        Op::Refund { refund: r } => put_refund(channel, &mut m, op, r, SentAs::Refund)?,
        Op::Undo { refund: r } => put_refund(channel, &mut m, op, r, SentAs::Undo)?,
        Op::Query { .. } | Op::QueryRefund { .. } => put_common(channel, &mut m, &QUERY, op)?,
    }
    channel.seal.sign(&mut m);
    Ok(m)
}

/// What every message carries, the institution's part included.
fn put_common(channel: &UnionPay, m: &mut Fields, kind: &Kind, op: &Op) -> Result<(), StartError> {
    let key = op.key();
    let Kind(txn_type, sub_type, biz_type, screen) = *kind;
    for (name, value) in [
        ("version", "5.1.0"),
        ("encoding", "UTF-8"),
        ("signMethod", "01"),
        ("accessType", "1"),
        ("txnType", txn_type),
        ("txnSubType", sub_type),
        ("bizType", biz_type),
        ("channelType", screen),
        ("acqInsCode", &channel.institution.acq_ins_code),
    ] {
        m.set(name, value);
    }
    put_merchant(m, key.merchant)?;
    let order_id = key.order_id;
    let plain = order_id.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || !(8..=32).contains(&order_id.len()) {
        return Err(StartError::Field("orderId"));
    }
    m.set("orderId", order_id);
    m.set(
        "txnTime",
        &stamp::write(key.txn_time).ok_or(StartError::Field("txnTime"))?,
    );
    Ok(())
}

/// A refund or an undo, under the product that was paid with.
fn put_refund(
    channel: &UnionPay,
    m: &mut Fields,
    op: &Op,
    refund: &Refund,
    sent_as: SentAs,
) -> Result<(), StartError> {
    let (biz_type, screen) = refund::product(refund.paid_by);
    let kind = Kind(refund::txn_type(sent_as), "00", biz_type, screen);
    put_common(channel, m, &kind, op)?;
    refund::put(channel, m, refund)
}

/// Whether a merchant's own fields can be put on the wire: every message names
/// them, so one that cannot be sent is no merchant here. Asked when it is
/// registered.
///
/// # Errors
/// [`StartError::Field`].
pub fn check_merchant(merchant: &MerchantOnWire) -> Result<(), StartError> {
    put_merchant(&mut Fields::new(), merchant)
}

fn put_merchant(m: &mut Fields, merchant: &MerchantOnWire) -> Result<(), StartError> {
    let mer_id = &merchant.mer_id;
    if !(1..=15).contains(&mer_id.len()) || !mer_id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(StartError::Field("merId"));
    }
    if merchant.mcc.len() != 4 || !merchant.mcc.bytes().all(|b| b.is_ascii_digit()) {
        return Err(StartError::Field("merCatCode"));
    }
    let name = text::fit(&merchant.name, text::MER_NAME_WIDTH);
    let abbr = text::fit(&merchant.abbr, text::MER_ABBR_WIDTH);
    if name.is_empty() {
        return Err(StartError::Field("merName"));
    }
    if abbr.is_empty() {
        return Err(StartError::Field("merAbbr"));
    }
    m.set("merId", mer_id);
    m.set("merCatCode", &merchant.mcc);
    m.set("merName", &name);
    m.set("merAbbr", &abbr);
    Ok(())
}

/// What a message that may move money carries: amount, where the notice
/// goes, until when, and what for.
fn put_payment(channel: &UnionPay, m: &mut Fields, trade: &Trade) -> Result<(), StartError> {
    put_amount(m, trade.amount)?;
    m.set("backUrl", &channel.endpoints.notices);
    m.set(
        "payTimeout",
        &stamp::write(trade.expires_at).ok_or(StartError::Field("payTimeout"))?,
    );
    m.set(
        "orderDesc",
        &text::fit(&trade.subject, text::ORDER_DESC_WIDTH),
    );
    if let Some(ip) = trade.customer_ip.as_deref()
        && ip.parse::<std::net::Ipv4Addr>().is_ok()
    {
        m.set("customerIp", ip);
    }
    Ok(())
}

fn put_amount(m: &mut Fields, amount: Money) -> Result<(), StartError> {
    let amount = amount
        .for_order()
        .map_err(|_| StartError::Field("txnAmt"))?;
    m.set("txnAmt", &amount.minor().to_string());
    m.set("currencyCode", amount.currency().number());
    Ok(())
}

fn put_front(m: &mut Fields, trade: &Trade, bank: Option<&str>) -> Result<(), StartError> {
    match trade.front_url.as_deref() {
        Some(url) if absolute(url) => m.set("frontUrl", url),
        _ => return Err(StartError::Field("frontUrl")),
    }
    if let Some(bank) = bank {
        let plain = bank.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(1..=20).contains(&bank.len()) {
            return Err(StartError::Field("issInsCode"));
        }
        m.set("issInsCode", bank);
    }
    Ok(())
}

fn put_open_sms(
    channel: &UnionPay,
    m: &mut Fields,
    card: &CardData,
    phone: &Secret,
) -> Result<(), StartError> {
    channel.encryption.put_card_number(m, card)?;
    let customer = Customer {
        phone: Some(filled("phoneNo", phone)?),
        ..Default::default()
    };
    channel.encryption.put_customer(m, &customer)?;
    put_token_request(channel, m);
    Ok(())
}

fn put_open(
    channel: &UnionPay,
    m: &mut Fields,
    card: &CardData,
    holder: &Holder,
    sms_code: &Secret,
) -> Result<(), StartError> {
    channel.encryption.put_card_number(m, card)?;
    filled("customerNm", &holder.name)?;
    filled("certifId", &holder.id_number)?;
    let customer = Customer {
        holder: Some(holder),
        phone: Some(filled("phoneNo", &holder.phone)?),
        sms_code: Some(filled("smsCode", sms_code)?),
        card: Some(card),
    };
    channel.encryption.put_customer(m, &customer)?;
    m.set("accType", "01");
    put_token_request(channel, m);
    Ok(())
}

fn put_token_payment(
    channel: &UnionPay,
    m: &mut Fields,
    token: &Secret,
    sms_code: Option<&Secret>,
) -> Result<(), StartError> {
    m.set("accType", "01");
    put_token(channel, m, token)?;
    let sms_code = sms_code.map(|code| filled("smsCode", code)).transpose()?;
    let customer = Customer {
        sms_code,
        ..Default::default()
    };
    channel.encryption.put_customer(m, &customer)
}

/// Asks for a token of our requestor id.
fn put_token_request(channel: &UnionPay, m: &mut Fields) {
    m.set(
        "tokenPayData",
        &format!("{{trId={}&tokenType=01}}", channel.institution.tr_id),
    );
}

/// Names a token we hold.
fn put_token(channel: &UnionPay, m: &mut Fields, token: &Secret) -> Result<(), StartError> {
    let text = filled("token", token)?;
    if !text.bytes().all(|b| b.is_ascii_alphanumeric()) || text.len() > 64 {
        return Err(StartError::Field("token"));
    }
    m.set(
        "tokenPayData",
        &format!("{{token={text}&trId={}}}", channel.institution.tr_id),
    );
    Ok(())
}

/// A secret that must not be empty here.
fn filled<'a>(name: &'static str, secret: &'a Secret) -> Result<&'a str, StartError> {
    if secret.is_empty() {
        Err(StartError::Field(name))
    } else {
        Ok(secret.expose())
    }
}
