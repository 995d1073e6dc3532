//! Books or declines a payment, records its notices, and applies a failure. No
//! other file books payments.

use domain::clock::At;

use super::code::RespCode;
use super::records::{
    NoticeContent, PayMethod, PaymentFacts, RecordChange, Transaction, TransactionState,
};
use super::{UnionPay, UnionPayState, wire_time};
use crate::jsonl_file::JsonlError;
use crate::networks::cards::{CardBehaviour, LIMIT_FEN, TestCard};
use crate::networks::injected_failure::InjectedFailure;
use crate::networks::outgoing_notice::OutgoingNotice;
use crate::networks::queued_failures::FailureTarget;

/// The delay of a late notice, in seconds.
pub(super) const LATE_S: i64 = 90;
/// The delay of a second notice, in seconds.
pub(super) const SECOND_S: i64 = 1;

/// The reply to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentReply {
    /// It is paid.
    Paid,
    /// It is paid; the reply is slow.
    PaidSlowly,
    /// It is declined.
    Refused(RespCode),
    /// No reply.
    Silence,
    /// A truncated reply.
    Cut,
    /// HTTP 502.
    BadGateway,
}

/// The account that a payment is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PayingAccount {
    /// The number as the network masks it.
    masked: String,
    behaviour: CardBehaviour,
}

impl PayingAccount {
    /// A card's account.
    pub(super) fn card(card: &TestCard) -> Self {
        Self {
            masked: card.masked(),
            behaviour: card.behaviour,
        }
    }

    /// The account of a bank's page, where the payer chose the result.
    pub(super) fn bank(works: bool) -> Self {
        let behaviour = if works {
            CardBehaviour::Good
        } else {
            CardBehaviour::Empty
        };
        Self {
            masked: "621700*********0000".to_owned(),
            behaviour,
        }
    }

    /// The code with which this account declines `fen`, if it does.
    const fn refuses(&self, fen: i64) -> Option<RespCode> {
        match self.behaviour {
            CardBehaviour::Empty => Some(RespCode::Balance),
            CardBehaviour::Frozen => Some(RespCode::CardState),
            CardBehaviour::Limited if fen > LIMIT_FEN => Some(RespCode::OverLimit),
            CardBehaviour::Good | CardBehaviour::Limited => None,
        }
    }
}

/// Pays `transaction` or declines it. `before` is recorded together with the
/// result.
///
/// # Errors
/// [`JsonlError`]: nothing was booked.
pub(super) fn pay(
    network: &UnionPay,
    state: &mut UnionPayState,
    transaction: &Transaction,
    payer: &PayingAccount,
    before: Vec<RecordChange>,
    now: At,
) -> Result<PaymentReply, JsonlError> {
    if let Some(code) = payer.refuses(transaction.fen) {
        return refuse(network, state, transaction, code, before, now);
    }
    let failures = &mut network.shared.state().failures;
    let failure = failures.take(
        FailureTarget::Payment,
        transaction.fen,
        InjectedFailure::is_common,
    );
    match failure {
        Some(InjectedFailure::Decline) => {
            return refuse(network, state, transaction, RespCode::Balance, before, now);
        }
        Some(InjectedFailure::BadGatewayUnpaid) => {
            state.bad_gateways.begin(transaction.key());
            return Ok(PaymentReply::BadGateway);
        }
        Some(InjectedFailure::TimeoutUnpaid) => return Ok(PaymentReply::Silence),
        _ => {}
    }
    let paid = receipt(network, state, &payer.masked, now);
    let mut changes = before;
    changes.push(RecordChange::Settled {
        key: transaction.key(),
        state: TransactionState::Paid(paid.clone()),
    });
    for (content, delay_s, held) in notices_of(network, transaction, failure, paid, now) {
        let id = state.records.notices.next_id() + count_notices(&changes);
        let (key, next) = (transaction.key(), now.plus_s(delay_s));
        let notice = OutgoingNotice::new(id, key, content, next, held);
        changes.push(RecordChange::Posted(notice));
    }
    state.records.write(changes)?;
    network.shared.wake.notify_one();
    Ok(match failure {
        Some(InjectedFailure::Timeout) => PaymentReply::Silence,
        Some(InjectedFailure::Cut) => PaymentReply::Cut,
        Some(InjectedFailure::Slow) => PaymentReply::PaidSlowly,
        Some(InjectedFailure::BadGatewayPaid) => {
            state.bad_gateways.begin(transaction.key());
            PaymentReply::BadGateway
        }
        _ => PaymentReply::Paid,
    })
}

/// Records a decline. A token payment has a notice of it; on a bank's page or
/// by a QR code the payer may try again, and there is no notice (wire facts
/// 1.10).
pub(super) fn refuse(
    network: &UnionPay,
    state: &mut UnionPayState,
    transaction: &Transaction,
    code: RespCode,
    before: Vec<RecordChange>,
    now: At,
) -> Result<PaymentReply, JsonlError> {
    let key = transaction.key();
    let mut changes = before;
    changes.push(RecordChange::Settled {
        key: key.clone(),
        state: TransactionState::Refused(code),
    });
    if transaction.method == PayMethod::Token {
        let (id, content) = (
            state.records.notices.next_id(),
            NoticeContent::Refused(code),
        );
        let notice = OutgoingNotice::new(id, key, content, now, false);
        changes.push(RecordChange::Posted(notice));
    }
    state.records.write(changes)?;
    network.shared.wake.notify_one();
    Ok(PaymentReply::Refused(code))
}

/// The notices of a payment: content, delay in seconds, and whether it is held
/// until released.
fn notices_of(
    network: &UnionPay,
    transaction: &Transaction,
    failure: Option<InjectedFailure>,
    paid: PaymentFacts,
    now: At,
) -> Vec<(NoticeContent, i64, bool)> {
    let paid_notice = |paid, fen, well_signed| NoticeContent::Paid {
        paid,
        fen,
        well_signed,
    };
    match failure {
        Some(InjectedFailure::NoticeLost) => vec![],
        Some(InjectedFailure::NoticeLate) => {
            vec![(paid_notice(paid, transaction.fen, true), LATE_S, true)]
        }
        Some(InjectedFailure::WrongSignature) => {
            vec![(paid_notice(paid, transaction.fen, false), 0, false)]
        }
        Some(InjectedFailure::WrongAmount) => {
            vec![(paid_notice(paid, transaction.fen + 1, true), 0, false)]
        }
        Some(InjectedFailure::PaidTwice) => {
            let query_id = query_id(network, &paid.trace_no, now.plus_s(SECOND_S));
            let second = PaymentFacts {
                query_id,
                ..paid.clone()
            };
            vec![
                (paid_notice(paid, transaction.fen, true), 0, false),
                (paid_notice(second, transaction.fen, true), SECOND_S, false),
            ]
        }
        _ => vec![(paid_notice(paid, transaction.fen, true), 0, false)],
    }
}

/// The numbers of a payment made now.
fn receipt(network: &UnionPay, state: &UnionPayState, masked: &str, now: At) -> PaymentFacts {
    let trace_no = state.records.next_trace_no();
    PaymentFacts {
        query_id: query_id(network, &trace_no, now),
        trace_time: wire_time::trace_time(now),
        settle_date: wire_time::settle_date(now),
        card: masked.to_owned(),
        trace_no,
    }
}

/// A `queryId` of 21 digits: two, the time with a two-digit year, the trace
/// number, one.
pub(super) fn query_id(network: &UnionPay, trace_no: &str, at: At) -> String {
    let time = wire_time::full(at);
    format!(
        "{}{}{trace_no}{}",
        network.shared.digits(2),
        &time[2..],
        network.shared.digits(1)
    )
}

/// How many notices `changes` already contain.
fn count_notices(changes: &[RecordChange]) -> u64 {
    changes
        .iter()
        .map(|change| u64::from(matches!(change, RecordChange::Posted(_))))
        .sum()
}
