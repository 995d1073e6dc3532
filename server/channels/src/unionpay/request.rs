//! The messages of the requests (wire facts 1.5 to 1.8).
//!
//! A message that UnionPay would refuse is refused here, before anything is
//! sent.

use domain::clock::At;
use domain::money::Money;
use domain::secret::Secret;

use super::UnionPay;
use super::card_data::CustomerInfo;
use super::fields::MessageFields;
use super::{account, form, refund, text, timestamp};
use crate::absolute_url::is_absolute;
use crate::http::{BrowserForm, HttpCall, HttpMethod, Show, Step};
use crate::request::{
    CardData, CardHolder, CodeFor, Op, PayBy, PaymentMessage, RefundMessage, Request, Screen,
};
use crate::start_error::StartError;

/// The time-out of a call, as in the sample [O: ACP-T].
const TIMEOUT_MS: u32 = 30_000;
/// The time-out of a query, which is repeated anyway.
const QUERY_TIMEOUT_MS: u32 = 10_000;

/// `Content-Type` of every call.
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded;charset=UTF-8";
/// Replies have a few KiB; a longer one is not read.
const REPLY_MAX_BYTES: usize = 256 * 1024;

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

/// The step that carries out a request.
pub(super) fn start(channel: &UnionPay, request: &Request, now: At) -> Result<Step, StartError> {
    if let Op::Pay { payment, .. } = &request.op
        && payment.pay_until <= now
    {
        return Err(StartError::Expired);
    }
    let fields = message(channel, request)?;
    let endpoints = &channel.endpoints;
    let (url, timeout_ms) = match &request.op {
        Op::Pay {
            by: PayBy::BankPage { .. },
            ..
        } => {
            let fields = fields
                .iter()
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect();
            return Ok(Step::Show(Show::BrowserForm(BrowserForm {
                action: endpoints.front.clone(),
                fields,
            })));
        }
        Op::Query { .. } | Op::QueryRefund(_) => (&endpoints.query, QUERY_TIMEOUT_MS),
        _ => (&endpoints.back, TIMEOUT_MS),
    };
    Ok(Step::Call(HttpCall {
        method: HttpMethod::Post,
        url: url.clone(),
        headers: vec![("content-type", CONTENT_TYPE.to_owned())],
        body: form::encode(&fields),
        timeout_ms,
        reply_max_bytes: REPLY_MAX_BYTES,
    }))
}

/// The signed fields of a request.
fn message(channel: &UnionPay, request: &Request) -> Result<MessageFields, StartError> {
    let mut m = MessageFields::new();
    put_common(channel, &mut m, &kind(&request.op)?, request)?;
    match &request.op {
        Op::Pay { payment, by } => {
            put_payment(channel, &mut m, payment)?;
            match by {
                PayBy::BankPage { bank, .. } => {
                    put_front(&mut m, &payment.return_url, bank.as_deref())?;
                }
                PayBy::Agreement { token, code } => {
                    put_token_payment(channel, &mut m, token, code.as_ref())?;
                }
                PayBy::Qr => {}
            }
        }
        Op::SendCode { payment, to, phone } => match to {
            CodeFor::Signing(card) => put_open_sms(channel, &mut m, card, phone)?,
            CodeFor::Paying(token) => {
                put_amount(&mut m, payment.request.amount)?;
                put_token(channel, &mut m, token)?;
                put_phone(channel, &mut m, phone)?;
            }
        },
        Op::Sign {
            card, holder, code, ..
        } => put_open(channel, &mut m, card, holder, code)?,
        Op::RemoveAgreement { token, .. } => put_token(channel, &mut m, token)?,
        Op::Refund(refund) => refund::put(channel, &mut m, refund)?,
        Op::Query { .. }
        | Op::QueryRefund(_)
        | Op::Close { .. }
        | Op::Payout(_)
        | Op::QueryPayout(_) => {}
    }
    channel.signer.sign(&mut m);
    Ok(m)
}

/// The kind of an operation's message.
fn kind(op: &Op) -> Result<MessageKind, StartError> {
    Ok(match op {
        Op::Pay { by, .. } => match by {
            PayBy::BankPage { screen, .. } => match screen {
                Screen::Pc => FRONT_PAY_PC,
                Screen::Phone => FRONT_PAY_PHONE,
            },
            PayBy::Agreement { .. } => PAY,
            PayBy::Qr => QR_APPLY,
        },
        Op::SendCode { to, .. } => match to {
            CodeFor::Signing(_) => OPEN_SMS,
            CodeFor::Paying(_) => PAY_SMS,
        },
        Op::Sign { .. } => OPEN,
        Op::RemoveAgreement { .. } => REMOVE_TOKEN,
        Op::Query { .. } | Op::QueryRefund(_) => QUERY,
        Op::Refund(RefundMessage {
            method, paid_by, ..
        }) => {
            let (biz_type, screen) = refund::product(*paid_by);
            MessageKind(refund::txn_type(*method), "00", biz_type, screen)
        }
        Op::Close { .. } | Op::Payout(_) | Op::QueryPayout(_) => {
            return Err(StartError::Unsupported);
        }
    })
}

/// Adds the fields of every message.
fn put_common(
    channel: &UnionPay,
    m: &mut MessageFields,
    kind: &MessageKind,
    request: &Request,
) -> Result<(), StartError> {
    let numbers = request.op.request();
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
    account::put(m, &request.account)?;
    let order_id = &numbers.number;
    let plain = order_id.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || !(8..=32).contains(&order_id.len()) {
        return Err(StartError::Field("orderId"));
    }
    m.set("orderId", order_id);
    m.set(
        "txnTime",
        &timestamp::format(numbers.time).ok_or(StartError::Field("txnTime"))?,
    );
    Ok(())
}

/// Adds the fields of a payment: amount, URL for notices, time to pay, subject.
fn put_payment(
    channel: &UnionPay,
    m: &mut MessageFields,
    payment: &PaymentMessage,
) -> Result<(), StartError> {
    put_amount(m, payment.request.amount)?;
    m.set("backUrl", &channel.endpoints.notices);
    m.set(
        "payTimeout",
        &timestamp::format(payment.pay_until).ok_or(StartError::Field("payTimeout"))?,
    );
    m.set(
        "orderDesc",
        &text::fit(&payment.subject, text::ORDER_DESC_WIDTH),
    );
    if let Some(ip) = payment.customer_ip.as_deref()
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

fn put_front(m: &mut MessageFields, url: &str, bank: Option<&str>) -> Result<(), StartError> {
    if !is_absolute(url) {
        return Err(StartError::Field("frontUrl"));
    }
    m.set("frontUrl", url);
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
    put_phone(channel, m, phone)?;
    put_token_request(channel, m);
    Ok(())
}

fn put_phone(channel: &UnionPay, m: &mut MessageFields, phone: &Secret) -> Result<(), StartError> {
    let customer = CustomerInfo {
        phone: Some(filled("phoneNo", phone)?),
        ..Default::default()
    };
    channel.encryption.put_customer(m, &customer)
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
