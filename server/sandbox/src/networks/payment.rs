//! Books or declines a payment, records its notices, and applies a failure. No
//! other file books payments.

use domain::clock::At;

use super::cards::{CardBehaviour, LIMIT_FEN, TestCard};
use super::code::RespCode;
use super::injected_failure::InjectedFailure;
use super::records::{
    LogError, NoticeContent, OutgoingNotice, PayMethod, PaymentFacts, RecordChange, Transaction,
    TransactionState,
};
use super::{NetworkShared, NetworkState, wire_time};

/// The delay of a late notice, in seconds.
pub(super) const LATE_S: i64 = 90;
/// The delay of a second notice, in seconds.
pub(super) const SECOND_S: i64 = 1;
/// How many queries are answered by 502.
pub(super) const BAD_QUERIES: u8 = 2;

/// The reply to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentReply {
    /// It is paid.
    Paid,
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
/// [`LogError`]: nothing was booked.
pub(super) fn pay(
    network: &NetworkShared,
    state: &mut NetworkState,
    transaction: &Transaction,
    payer: &PayingAccount,
    before: Vec<RecordChange>,
    now: At,
) -> Result<PaymentReply, LogError> {
    if let Some(code) = payer.refuses(transaction.fen) {
        return refuse(network, state, transaction, code, before, now);
    }
    let failure = state
        .payment_failures
        .pop_front()
        .or_else(|| InjectedFailure::of_amount(transaction.fen));
    match failure {
        Some(InjectedFailure::Decline) => {
            return refuse(network, state, transaction, RespCode::Balance, before, now);
        }
        Some(InjectedFailure::BadGatewayUnpaid) => {
            state.bad_gateways.insert(transaction.key(), BAD_QUERIES);
            return Ok(PaymentReply::BadGateway);
        }
        _ => {}
    }
    let paid = receipt(network, state, &payer.masked, now);
    let mut changes = before;
    changes.push(RecordChange::Settled {
        key: transaction.key(),
        state: TransactionState::Paid(paid.clone()),
    });
    for (content, delay_s, held) in notices_of(network, transaction, failure, paid, now) {
        let id = state.records.next_notice_id() + count_notices(&changes);
        let next = Some(now.plus_s(delay_s));
        let (tries, acknowledged) = (0, false);
        changes.push(RecordChange::Posted(OutgoingNotice {
            id,
            key: transaction.key(),
            content,
            tries,
            next,
            acknowledged,
            held,
        }));
    }
    state.records.write(changes)?;
    network.wake.notify_one();
    Ok(match failure {
        Some(InjectedFailure::Timeout) => PaymentReply::Silence,
        Some(InjectedFailure::Cut) => PaymentReply::Cut,
        Some(InjectedFailure::BadGatewayPaid) => {
            state.bad_gateways.insert(transaction.key(), BAD_QUERIES);
            PaymentReply::BadGateway
        }
        _ => PaymentReply::Paid,
    })
}

/// Records a decline. A token payment has a notice of it; on a bank's page or
/// by a QR code the payer may try again, and there is no notice (wire facts
/// 1.10).
pub(super) fn refuse(
    network: &NetworkShared,
    state: &mut NetworkState,
    transaction: &Transaction,
    code: RespCode,
    before: Vec<RecordChange>,
    now: At,
) -> Result<PaymentReply, LogError> {
    let key = transaction.key();
    let mut changes = before;
    changes.push(RecordChange::Settled {
        key: key.clone(),
        state: TransactionState::Refused(code),
    });
    if transaction.method == PayMethod::Token {
        changes.push(RecordChange::Posted(OutgoingNotice {
            id: state.records.next_notice_id(),
            key,
            content: NoticeContent::Refused(code),
            tries: 0,
            next: Some(now),
            acknowledged: false,
            held: false,
        }));
    }
    state.records.write(changes)?;
    network.wake.notify_one();
    Ok(PaymentReply::Refused(code))
}

/// The notices of a payment: content, delay in seconds, and whether it is held
/// until released.
fn notices_of(
    network: &NetworkShared,
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
fn receipt(network: &NetworkShared, state: &NetworkState, masked: &str, now: At) -> PaymentFacts {
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
pub(super) fn query_id(network: &NetworkShared, trace_no: &str, at: At) -> String {
    let time = wire_time::full(at);
    format!(
        "{}{}{trace_no}{}",
        network.digits(2),
        &time[2..],
        network.digits(1)
    )
}

/// How many notices `changes` already contain.
fn count_notices(changes: &[RecordChange]) -> u64 {
    changes
        .iter()
        .map(|change| u64::from(matches!(change, RecordChange::Posted(_))))
        .sum()
}
