//! Notices of WeChat Pay (wire facts 2.2): of a payment that was made, and of a
//! refund that was made, closed or failed to reach the payer's card.
//!
//! The signature is verified before anything is read; then the content is
//! decrypted. A notice of another partner is refused.

use super::encrypted::EncryptedPart;
use super::refund::{self, RefundedAmount};
use super::transaction::{Transaction, receipt};
use super::{WechatPay, json};
use crate::http::HttpRequest;
use crate::notice::{Notice, NoticeAbout, NoticeError};
use crate::outcome::{Moved, Outcome};
use domain::clock::At;
use domain::money::Money;
use domain::refund::RefundMethod;
use serde::Deserialize;

/// Notices have a few KiB.
const NOTICE_MAX_BYTES: usize = 64 * 1024;

/// The body of a notice.
#[derive(Deserialize)]
struct Envelope {
    id: String,
    event_type: String,
    resource_type: String,
    resource: EncryptedPart,
}

/// A refund in a notice.
#[derive(Deserialize)]
struct RefundNotice {
    sp_mchid: String,
    sub_mchid: String,
    out_refund_no: String,
    transaction_id: String,
    refund_id: String,
    refund_status: String,
    success_time: Option<String>,
    amount: RefundedAmount,
}

/// Reads and verifies a notice.
pub(super) fn read(
    channel: &WechatPay,
    call: &HttpRequest,
    now: At,
) -> Result<Notice, NoticeError> {
    if call.body.len() > NOTICE_MAX_BYTES {
        return Err(NoticeError::Unreadable);
    }
    channel.verifier.verify(&call.headers, &call.body, now)?;
    if std::str::from_utf8(&call.body).is_err() {
        return Err(NoticeError::NotUtf8);
    }
    let envelope: Envelope = json::read(&call.body).ok_or(NoticeError::Unreadable)?;
    let plain_id = envelope.id.bytes().all(|b| b.is_ascii_graphic());
    if !plain_id || !(1..=64).contains(&envelope.id.len()) {
        return Err(NoticeError::NotOurs("id"));
    }
    if envelope.resource_type != "encrypt-resource" {
        return Err(NoticeError::NotOurs("resource_type"));
    }
    let (kind, state) = envelope.event_type.split_once('.').unwrap_or_default();
    let original = match (kind, state) {
        ("TRANSACTION", "SUCCESS") => "transaction",
        ("REFUND", "SUCCESS" | "ABNORMAL" | "CLOSED") => "refund",
        _ => return Err(NoticeError::NotOurs("event_type")),
    };
    if envelope.resource.original_type.as_deref() != Some(original) {
        return Err(NoticeError::NotOurs("original_type"));
    }
    let opened = envelope.resource.open(&channel.api_key);
    let content = opened.map_err(NoticeError::NotOurs)?;
    let mut notice = match original {
        "refund" => of_refund(channel, &content, state),
        _ => of_payment(channel, &content),
    }?;
    let event = [("id", &envelope.id), ("event_type", &envelope.event_type)];
    let event = event.map(|(name, value)| (name.to_owned(), value.clone()));
    notice.record.splice(0..0, event);
    notice.event = Some(envelope.id);
    Ok(notice)
}

/// A notice of a payment.
fn of_payment(channel: &WechatPay, content: &[u8]) -> Result<Notice, NoticeError> {
    let paid: Transaction = json::read(content).ok_or(NoticeError::NotOurs("resource"))?;
    check_partner(channel, &paid.sp_mchid)?;
    if !paid.is_paid() {
        return Err(NoticeError::NotOurs("trade_state"));
    }
    let receipt = paid.receipt().map_err(NoticeError::NotOurs)?;
    let amount = receipt.amount;
    let record = record([
        ("sp_mchid", Some(&paid.sp_mchid)),
        ("sub_mchid", Some(&paid.sub_mchid)),
        ("out_trade_no", Some(&paid.out_trade_no)),
        ("transaction_id", Some(&receipt.network_id)),
        ("trade_type", paid.trade_type.as_ref()),
        ("trade_state", Some(&paid.trade_state)),
        ("total", Some(&amount.minor().to_string())),
        ("success_time", paid.success_time.as_ref()),
    ]);
    Ok(Notice {
        about: NoticeAbout::Payment,
        event: None,
        number: paid.out_trade_no,
        time: None,
        account: paid.sub_mchid,
        amount,
        payment: None,
        outcome: Outcome::Moved(Moved::Payment(receipt)),
        record,
    })
}

/// A notice of a refund, whose state must be the event's.
fn of_refund(channel: &WechatPay, content: &[u8], state: &str) -> Result<Notice, NoticeError> {
    let told: RefundNotice = json::read(content).ok_or(NoticeError::NotOurs("resource"))?;
    check_partner(channel, &told.sp_mchid)?;
    if told.refund_status != state {
        return Err(NoticeError::NotOurs("refund_status"));
    }
    let amount: Money = told.amount.read("refund").map_err(NoticeError::NotOurs)?;
    let time = told.success_time.as_deref();
    let made = || receipt(Some(&told.refund_id), "refund_id", amount, time);
    let outcome = refund::outcome(state, made).map_err(NoticeError::NotOurs)?;
    let record = record([
        ("sp_mchid", Some(&told.sp_mchid)),
        ("sub_mchid", Some(&told.sub_mchid)),
        ("out_refund_no", Some(&told.out_refund_no)),
        ("transaction_id", Some(&told.transaction_id)),
        ("refund_id", Some(&told.refund_id)),
        ("refund_status", Some(&told.refund_status)),
        ("refund", Some(&amount.minor().to_string())),
        ("success_time", told.success_time.as_ref()),
    ]);
    Ok(Notice {
        about: NoticeAbout::Refund(RefundMethod::Refund),
        event: None,
        number: told.out_refund_no,
        time: None,
        account: told.sub_mchid,
        amount,
        payment: Some(told.transaction_id),
        outcome,
        record,
    })
}

fn check_partner(channel: &WechatPay, sp_mchid: &str) -> Result<(), NoticeError> {
    if sp_mchid == channel.partner.sp_mchid {
        Ok(())
    } else {
        Err(NoticeError::NotOurs("sp_mchid"))
    }
}

/// The fields that are stored and shown to operators: nothing of the payer.
fn record(fields: [(&str, Option<&String>); 8]) -> Vec<(String, String)> {
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    known.collect()
}
