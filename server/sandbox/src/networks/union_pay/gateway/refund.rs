//! Refunds, 退货 (04/00), and undos, 消费撤销 (31/00).
//!
//! The refunds of a payment never exceed it in total. An undo is of the whole
//! payment, on its clearing day, and only without refunds before it (wire facts
//! 1.7). `00` means accepted; a second later the bank is done, and the notice
//! is sent.

use domain::clock::At;

use super::{CUT, GatewayError, GatewayRequest, MessageFields, UnionPayState, echo};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::injected_failure::InjectedFailure;
use crate::networks::outgoing_notice::OutgoingNotice;
use crate::networks::queued_failures::FailureTarget;
use crate::networks::union_pay::code::RespCode;
use crate::networks::union_pay::payment::{LATE_S, SECOND_S, query_id};
use crate::networks::union_pay::records::{
    NoticeContent, PayMethod, PaymentFacts, RecordChange, RefundKind, RefundRecord, Transaction,
};
use crate::networks::union_pay::request::{RequestRefusal, refusal};
use crate::networks::union_pay::wire_time;

/// How long the bank takes, in seconds.
const BANK_S: i64 = 1;
/// `settleDate` has no year, so an older payment is of another clearing day.
const SAME_DAY_MS: i64 = 48 * 3_600_000;

/// Accepts a refund or an undo.
pub(super) fn accept(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
    kind: RefundKind,
) -> Result<MessageFields, GatewayError> {
    let key = request.key();
    if state.records.transaction(&key).is_some() || state.records.refund(&key).is_some() {
        return Err(RespCode::Duplicate.into());
    }
    let card = allowed(request, state, kind)?;
    // A failure applies to an `orderId` once: the refund sent again succeeds.
    let failure = if state.bad_gateways.knows(&key) {
        None
    } else {
        let failures = &mut request.network.shared.state().failures;
        failures.take(
            FailureTarget::Refund,
            request.fen(),
            InjectedFailure::is_common,
        )
    };
    match failure {
        Some(InjectedFailure::BadGatewayUnpaid) => {
            state.bad_gateways.begin(key);
            return Err(GatewayError::Broken(BrokenReply::BadGateway));
        }
        Some(InjectedFailure::TimeoutUnpaid) => {
            state.bad_gateways.note(key);
            return Err(GatewayError::Broken(BrokenReply::Silence));
        }
        _ => {}
    }
    let refund = booked(request, state, kind, card, failure);
    let first = state.records.notices.next_id();
    let notices = notices_of(&refund, failure);
    let posted = (first..)
        .zip(notices)
        .map(|(id, (content, next, held))| post(id, &refund, content, next, held));
    let mut changes: Vec<RecordChange> = posted.collect();
    let query_id = refund.facts.query_id.clone();
    changes.insert(0, RecordChange::RefundTaken(Box::new(refund)));
    state.records.write(changes)?;
    request.network.shared.wake.notify_one();
    match failure {
        Some(InjectedFailure::Timeout) => Err(GatewayError::Broken(BrokenReply::Silence)),
        Some(InjectedFailure::Cut) => Err(GatewayError::Broken(CUT)),
        Some(InjectedFailure::Slow) => Err(GatewayError::Slow(
            [("queryId".to_owned(), query_id)].into(),
        )),
        Some(InjectedFailure::BadGatewayPaid) => {
            state.bad_gateways.begin(key);
            Err(GatewayError::Broken(BrokenReply::BadGateway))
        }
        _ => Ok([("queryId".to_owned(), query_id)].into()),
    }
}

/// The masked card that receives the money, or why the original payment does
/// not allow the refund.
fn allowed(
    request: &GatewayRequest<'_>,
    state: &UnionPayState,
    kind: RefundKind,
) -> Result<String, RequestRefusal> {
    let orig = request.get("origQryId");
    let (transaction, paid) = state
        .records
        .payment(orig)
        .filter(|(transaction, _)| transaction.echoed("merId") == request.get("merId"))
        .ok_or(refusal(RespCode::NotFound, "origQryId"))?;
    if request.get("bizType") != biz_type(transaction) {
        return Err(refusal(RespCode::Mismatch, "bizType"));
    }
    let (mut before, mut undone) = (0, false);
    for refund in state.records.refunds_of(orig) {
        before += refund.fen;
        undone |= refund.kind == RefundKind::Undo;
    }
    let fen = request.fen();
    match kind {
        _ if undone => Err(refusal(RespCode::GivenBack, "origQryId")),
        RefundKind::Refund if before + fen > transaction.fen => {
            Err(refusal(RespCode::Mismatch, "txnAmt"))
        }
        RefundKind::Undo if before > 0 => Err(refusal(RespCode::State, "origQryId")),
        RefundKind::Undo if fen != transaction.fen => Err(refusal(RespCode::Mismatch, "txnAmt")),
        RefundKind::Undo if !same_day(transaction, paid, request.now) => {
            Err(refusal(RespCode::State, "settleDate"))
        }
        RefundKind::Refund | RefundKind::Undo => Ok(paid.card.clone()),
    }
}

/// The `bizType` of a payment.
const fn biz_type(transaction: &Transaction) -> &'static str {
    match transaction.method {
        PayMethod::Front { .. } => "000201",
        PayMethod::Token => "000902",
        PayMethod::Qr { .. } => "000000",
    }
}

/// True during the clearing day of a payment.
fn same_day(transaction: &Transaction, paid: &PaymentFacts, now: At) -> bool {
    let recent = now.ms() - transaction.taken_at.ms() < SAME_DAY_MS;
    recent && paid.settle_date == wire_time::settle_date(now)
}

/// The record of a refund.
fn booked(
    request: &GatewayRequest<'_>,
    state: &UnionPayState,
    kind: RefundKind,
    card: String,
    failure: Option<InjectedFailure>,
) -> RefundRecord {
    let now = request.now;
    let trace_no = state.records.next_trace_no();
    RefundRecord {
        echo: echo(request.fields),
        merchant: request.get("merName").to_owned(),
        fen: request.fen(),
        back_url: request.get("backUrl").to_owned(),
        kind,
        payment: request.get("origQryId").to_owned(),
        taken_at: now,
        ends_at: now.plus_s(BANK_S),
        refused: (failure == Some(InjectedFailure::Decline)).then_some(RespCode::Balance),
        facts: PaymentFacts {
            query_id: query_id(request.network, &trace_no, now),
            trace_time: wire_time::trace_time(now),
            settle_date: wire_time::settle_date(now),
            card,
            trace_no,
        },
    }
}

/// The notices of a refund: content, time, and whether it is held until
/// released.
fn notices_of(
    refund: &RefundRecord,
    failure: Option<InjectedFailure>,
) -> Vec<(NoticeContent, At, bool)> {
    let returned = |fen, well_signed| NoticeContent::Returned { fen, well_signed };
    let (fen, at) = (refund.fen, refund.ends_at);
    match failure {
        Some(InjectedFailure::NoticeLost) => vec![],
        Some(InjectedFailure::NoticeLate) => vec![(returned(fen, true), at.plus_s(LATE_S), true)],
        Some(InjectedFailure::WrongSignature) => vec![(returned(fen, false), at, false)],
        Some(InjectedFailure::WrongAmount) => vec![(returned(fen + 1, true), at, false)],
        Some(InjectedFailure::PaidTwice) => vec![
            (returned(fen, true), at, false),
            (returned(fen, true), at.plus_s(SECOND_S), false),
        ],
        _ => vec![(returned(fen, true), at, false)],
    }
}

fn post(
    id: u64,
    refund: &RefundRecord,
    content: NoticeContent,
    next: At,
    held: bool,
) -> RecordChange {
    RecordChange::Posted(OutgoingNotice::new(id, refund.key(), content, next, held))
}
