//! The messages of the operations (wire facts 1.5 to 1.8).
//!
//! A message that UnionPay would refuse is refused here, before anything is
//! sent.

use domain::clock::At;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;

use super::UnionPay;
use super::absolute_url::is_absolute;
use super::card_data::CustomerInfo;
use super::fields::MessageFields;
use super::operation::{
    CardData, CardHolder, Operation, RefundTrade, Screen, Trade, UnionPayMerchant,
};
use super::start_error::StartError;
use super::{form, refund, text, timestamp};
use crate::http::{BrowserForm, HttpCall, Step};

/// The time-out of a call, as in the sample [O: ACP-T].
const TIMEOUT_MS: u32 = 30_000;
/// The time-out of a query, which is repeated anyway.
const QUERY_TIMEOUT_MS: u32 = 10_000;

/// The kind of a message: transaction type, sub-type, product, channel.
struct MessageKind(&'static str, &'static str, &'static str, &'static str);

// txnType, txnSubType, bizType, channelType (wire facts 1.7).
const FRONT_PAY_PC: MessageKind = MessageKind("01", "01", "000201", "07");
const FRONT_PAY_PHONE: MessageKind = MessageKind("01", "01", "000201", "08");
const OPEN_SMS: MessageKind = MessageKind("77", "00", "000902", "07");
const OPEN: MessageKind = MessageKind("79", "00", "000902", "07");
const PAY_SMS: MessageKind = MessageKind("77", "02", "000902", "07");
const PAY: MessageKind = MessageKind("01", "01", "000902", "07");
const REMOVE_TOKEN: MessageKind = MessageKind("74", "01", "000902", "07");
const QR_APPLY: MessageKind = MessageKind("01", "07", "000000", "08");
const QUERY: MessageKind = MessageKind("00", "00", "000000", "");

/// The step that carries out an operation.
pub(super) fn start(channel: &UnionPay, op: &Operation, now: At) -> Result<Step, StartError> {
    if let Operation::FrontPay { trade, .. }
    | Operation::Pay { trade, .. }
    | Operation::QrApply { trade } = op
        && trade.expires_at <= now
    {
        return Err(StartError::Expired);
    }
    let fields = message(channel, op)?;
    let endpoints = &channel.endpoints;
    let (url, timeout_ms) = match op {
        Operation::FrontPay { .. } => {
            let fields = fields
                .iter()
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect();
            return Ok(Step::Browser(BrowserForm {
                action: endpoints.front.clone(),
                fields,
            }));
        }
        Operation::Query { .. } | Operation::QueryRefund { .. } => {
            (&endpoints.query, QUERY_TIMEOUT_MS)
        }
        _ => (&endpoints.back, TIMEOUT_MS),
    };
    Ok(Step::Call(HttpCall {
        url: url.clone(),
        body: form::encode(&fields),
        timeout_ms,
    }))
}

/// The signed fields of an operation.
fn message(channel: &UnionPay, op: &Operation) -> Result<MessageFields, StartError> {
    let mut m = MessageFields::new();
    match op {
        Operation::FrontPay {
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
        Operation::OpenSms { card, phone, .. } => {
            put_common(channel, &mut m, &OPEN_SMS, op)?;
            put_open_sms(channel, &mut m, card, phone)?;
        }
        Operation::Open {
            card,
            holder,
            sms_code,
            ..
        } => {
            put_common(channel, &mut m, &OPEN, op)?;
            put_open(channel, &mut m, card, holder, sms_code)?;
        }
        Operation::PaySms {
            trade,
            token,
            phone,
        } => {
            put_common(channel, &mut m, &PAY_SMS, op)?;
            put_amount(&mut m, trade.amount)?;
            put_token(channel, &mut m, token)?;
            let customer = CustomerInfo {
                phone: Some(filled("phoneNo", phone)?),
                ..Default::default()
            };
            channel.encryption.put_customer(&mut m, &customer)?;
        }
        Operation::Pay {
            trade,
            token,
            sms_code,
        } => {
            put_common(channel, &mut m, &PAY, op)?;
            put_payment(channel, &mut m, trade)?;
            put_token_payment(channel, &mut m, token, sms_code.as_ref())?;
        }
        Operation::RemoveToken { token, .. } => {
            put_common(channel, &mut m, &REMOVE_TOKEN, op)?;
            put_token(channel, &mut m, token)?;
        }
        Operation::QrApply { trade } => {
            put_common(channel, &mut m, &QR_APPLY, op)?;
            put_payment(channel, &mut m, trade)?;
        }
        Operation::Refund { refund: r } => {
            put_refund(channel, &mut m, op, r, RefundMethod::Refund)?;
        }
        Operation::Undo { refund: r } => put_refund(channel, &mut m, op, r, RefundMethod::Undo)?,
        Operation::Query { .. } | Operation::QueryRefund { .. } => {
            put_common(channel, &mut m, &QUERY, op)?;
        }
    }
    channel.signer.sign(&mut m);
    Ok(m)
}

/// Adds the fields of every message.
fn put_common(
    channel: &UnionPay,
    m: &mut MessageFields,
    kind: &MessageKind,
    op: &Operation,
) -> Result<(), StartError> {
    let key = op.key();
    let MessageKind(txn_type, sub_type, biz_type, screen) = *kind;
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
        &timestamp::format(key.txn_time).ok_or(StartError::Field("txnTime"))?,
    );
    Ok(())
}

/// Adds the fields of a refund or an undo.
fn put_refund(
    channel: &UnionPay,
    m: &mut MessageFields,
    op: &Operation,
    refund: &RefundTrade,
    sent_as: RefundMethod,
) -> Result<(), StartError> {
    let (biz_type, screen) = refund::product(refund.paid_by);
    let kind = MessageKind(refund::txn_type(sent_as), "00", biz_type, screen);
    put_common(channel, m, &kind, op)?;
    refund::put(channel, m, refund)
}

/// Checks a merchant's fields at registration, because every message contains
/// them.
///
/// # Errors
/// [`StartError::Field`].
pub fn check_merchant(merchant: &UnionPayMerchant) -> Result<(), StartError> {
    put_merchant(&mut MessageFields::new(), merchant)
}

fn put_merchant(m: &mut MessageFields, merchant: &UnionPayMerchant) -> Result<(), StartError> {
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

/// Adds the fields of a payment: amount, URL for notices, time to pay, subject.
fn put_payment(channel: &UnionPay, m: &mut MessageFields, trade: &Trade) -> Result<(), StartError> {
    put_amount(m, trade.amount)?;
    m.set("backUrl", &channel.endpoints.notices);
    m.set(
        "payTimeout",
        &timestamp::format(trade.expires_at).ok_or(StartError::Field("payTimeout"))?,
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

fn put_amount(m: &mut MessageFields, amount: Money) -> Result<(), StartError> {
    let amount = amount
        .for_order()
        .map_err(|_| StartError::Field("txnAmt"))?;
    m.set("txnAmt", &amount.minor().to_string());
    m.set("currencyCode", amount.currency().number());
    Ok(())
}

fn put_front(m: &mut MessageFields, trade: &Trade, bank: Option<&str>) -> Result<(), StartError> {
    match trade.front_url.as_deref() {
        Some(url) if is_absolute(url) => m.set("frontUrl", url),
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
    m: &mut MessageFields,
    card: &CardData,
    phone: &Secret,
) -> Result<(), StartError> {
    channel.encryption.put_card_number(m, card)?;
    let customer = CustomerInfo {
        phone: Some(filled("phoneNo", phone)?),
        ..Default::default()
    };
    channel.encryption.put_customer(m, &customer)?;
    put_token_request(channel, m);
    Ok(())
}

fn put_open(
    channel: &UnionPay,
    m: &mut MessageFields,
    card: &CardData,
    holder: &CardHolder,
    sms_code: &Secret,
) -> Result<(), StartError> {
    channel.encryption.put_card_number(m, card)?;
    filled("customerNm", &holder.name)?;
    filled("certifId", &holder.id_number)?;
    let customer = CustomerInfo {
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
    m: &mut MessageFields,
    token: &Secret,
    sms_code: Option<&Secret>,
) -> Result<(), StartError> {
    m.set("accType", "01");
    put_token(channel, m, token)?;
    let sms_code = sms_code.map(|code| filled("smsCode", code)).transpose()?;
    let customer = CustomerInfo {
        sms_code,
        ..Default::default()
    };
    channel.encryption.put_customer(m, &customer)
}

/// Adds the request for a token, with the provider's token requestor id.
fn put_token_request(channel: &UnionPay, m: &mut MessageFields) {
    m.set(
        "tokenPayData",
        &format!("{{trId={}&tokenType=01}}", channel.institution.tr_id),
    );
}

/// Adds the token to charge.
fn put_token(channel: &UnionPay, m: &mut MessageFields, token: &Secret) -> Result<(), StartError> {
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

/// Refuses an empty secret.
fn filled<'a>(name: &'static str, secret: &'a Secret) -> Result<&'a str, StartError> {
    if secret.is_empty() {
        Err(StartError::Field(name))
    } else {
        Ok(secret.expose())
    }
}
