//! UnionPay's QR codes on the payer's phone.

use domain::clock::At;

use super::UnionPay;
use super::payment::{PayingAccount, PaymentReply, pay as pay_transaction};
use super::records::{Transaction, UnionPayRecords};
use crate::jsonl_file::JsonlError;
use crate::networks::payer::Payer;
use crate::networks::payment_network::{ScanResult, ScannedPayment};

/// A transaction, as the phone shows it.
pub(super) fn shown(transaction: &Transaction, now: At) -> ScannedPayment {
    ScannedPayment {
        code: transaction.method.qr().unwrap_or_default().to_owned(),
        number: transaction.key().order_id,
        merchant: transaction.merchant.clone(),
        subject: transaction.subject.clone(),
        amount: transaction.amount(),
        taken_at: transaction.taken_at,
        payable: transaction.is_payable(now),
        result: transaction.result(now).text().to_owned(),
        has_balance: false,
    }
}

/// The codes that wait for a payer.
pub(super) fn open_codes(records: &UnionPayRecords, now: At) -> Vec<ScannedPayment> {
    let open = records
        .transactions()
        .filter(|transaction| transaction.method.qr().is_some() && transaction.is_payable(now));
    open.map(|transaction| shown(transaction, now)).collect()
}

/// The payer confirms with a card.
pub(super) fn pay(
    network: &UnionPay,
    code: &str,
    payer: Payer,
    now: At,
) -> Option<Result<ScanResult, JsonlError>> {
    let Payer::Card(card) = payer else {
        return None;
    };
    let state = &mut *network.state();
    let transaction = state.records.by_qr(code)?.clone();
    if !transaction.is_payable(now) {
        return Some(Ok(ScanResult::NotPayable));
    }
    let payer = PayingAccount::card(card);
    let reply = pay_transaction(network, state, &transaction, &payer, vec![], now);
    Some(reply.map(|reply| match reply {
        PaymentReply::Paid => ScanResult::Paid,
        PaymentReply::PaidSlowly => ScanResult::PaidSlowly,
        PaymentReply::Refused(code) => {
            ScanResult::Refused(format!("{}（{}）", code.text(), code.digits()))
        }
        PaymentReply::Silence | PaymentReply::Cut => ScanResult::Silence,
        PaymentReply::BadGateway => ScanResult::BadGateway,
    }))
}
