//! Reading fields that payments, refunds and notices have in common.

use super::fields::MessageFields;
use crate::outcome::{AfterDecline, Declined, Outcome, UnknownReason};
use domain::attempt::{DeclineReason, Receipt};
use domain::desk::Field;
use domain::money::Money;

/// Reads `txnAmt` in `currencyCode`: digits without a leading zero.
pub(super) fn read_amount(fields: &MessageFields) -> Result<Money, &'static str> {
    if fields.get("currencyCode") != Some("156") {
        return Err("currencyCode");
    }
    read_fen(fields)
}

/// Reads `txnAmt` of a message without a currency.
pub(super) fn read_fen(fields: &MessageFields) -> Result<Money, &'static str> {
    let text = fields.get("txnAmt").ok_or("txnAmt")?;
    if !digits(text, 1..=13) || text.starts_with('0') {
        return Err("txnAmt");
    }
    let amount = Money::fen(text.parse().map_err(|_| "txnAmt")?);
    amount.for_order().map_err(|_| "txnAmt")
}

/// A card number, if it is masked (`621700******0000`). A full or encrypted
/// number, which some contracts return, is not kept.
pub(super) fn masked(text: &str) -> Option<String> {
    let shown = text.bytes().filter(u8::is_ascii_digit).count();
    let stars = text.bytes().filter(|b| *b == b'*').count();
    (stars >= 3 && shown <= 10 && shown + stars == text.len() && text.len() <= 19)
        .then(|| text.to_owned())
}

pub(super) fn declined(code: &str, reason: DeclineReason, then: AfterDecline) -> Outcome {
    Outcome::Declined(Declined {
        code: code.to_owned(),
        reason,
        // 65: PIN, expiry or security code.
        field: (code == "65").then_some(Field::SecurityCode),
        then,
    })
}

/// The receipt of a payment or a refund, for which `amount` was read.
pub(super) fn read_receipt(
    fields: &MessageFields,
    amount: Money,
    defect: bool,
) -> Result<Receipt, &'static str> {
    let own = |name: &str| fields.get(name).map(str::to_owned);
    let network_id = own("queryId")
        .filter(|id| digits(id, 1..=32))
        .ok_or("queryId")?;
    let trace = match (fields.get("traceNo"), fields.get("traceTime")) {
        (Some(no), Some(time)) => Some(format!("{no} {time}")),
        (no, time) => no.or(time).map(str::to_owned),
    };
    Ok(Receipt {
        network_id,
        trace,
        settle_date: own("settleDate"),
        amount,
        account: fields.get("accNo").and_then(masked),
        defect,
    })
}

/// A pending code. Only short alphanumeric codes are logged.
pub(super) fn pending(code: &str) -> Outcome {
    let short = code.len() <= 4 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    Outcome::Unknown(UnknownReason::PendingCode(
        if short { code } else { "?" }.to_owned(),
    ))
}

pub(super) fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
