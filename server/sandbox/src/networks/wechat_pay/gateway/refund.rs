//! Refunds a payment or a part of it (wire facts 2.3).
//!
//! A payment has 50 refunds at most, within a year, and never more than was
//! paid. The same `out_refund_no` again is the same refund. A second after it
//! was accepted a refund has ended, and its notice is sent.

use super::{GatewayError, Reply, SignedRequest};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::injected_failure::InjectedFailure;
use crate::networks::queued_failures::FailureTarget;
use crate::networks::wechat_pay::WechatPayState;
use crate::networks::wechat_pay::failures::refund_notices;
use crate::networks::wechat_pay::fields::{Fields, REFUND_SIGNS};
use crate::networks::wechat_pay::messages::refund_body;
use crate::networks::wechat_pay::records::{Order, RefundEnd, WechatChange, WechatRefund};
use crate::networks::wechat_pay::wire_error::{ErrorCode, WireError};
use crate::networks::wechat_pay::wire_time::day;

/// How long a refund is processed, in seconds.
const PROCESSING_S: i64 = 1;
/// How long after the payment it can be refunded, in seconds.
const YEAR_S: i64 = 365 * 86_400;
/// The most refunds of a payment.
const PARTS_MAX: usize = 50;

const KNOWN: &[&str] = &[
    "sub_mchid",
    "transaction_id",
    "out_trade_no",
    "out_refund_no",
    "reason",
    "notify_url",
    "funds_account",
    "amount",
    "goods_detail",
];

/// What is asked for.
struct RefundOrder<'a> {
    sub_mchid: &'a str,
    out_refund_no: &'a str,
    transaction_id: Option<&'a str>,
    out_trade_no: Option<&'a str>,
    fen: i64,
    total_fen: i64,
    notify_url: Option<&'a str>,
}

/// Accepts a refund.
pub(super) fn accept(
    request: &SignedRequest<'_>,
    hold: &mut impl FnMut(&str),
) -> Result<Reply, GatewayError> {
    let fields = Fields::read(request.body, KNOWN)?;
    let asked = read(&fields)?;
    hold(asked.out_refund_no);
    let (network, now) = (request.network, request.now);
    let state = &mut *network.state();
    if let Some(refund) = state.records.refund(asked.out_refund_no) {
        return if same(refund, &asked) {
            Ok(Reply::json(&refund_body(refund, now)))
        } else {
            Err(rule("订单金额或退款金额与之前请求不一致").into())
        };
    }
    let (order, transaction_id) = payment(&asked, state)?;
    check(order, &transaction_id, &asked, request, state)?;
    let number = asked.out_refund_no.to_owned();
    // A failure applies to a number once: the refund sent again succeeds.
    let failure = if state.bad_gateways.knows(&number) {
        None
    } else {
        let failures = &mut network.shared.state().failures;
        failures.take(FailureTarget::Refund, asked.fen, |_| true)
    };
    match failure {
        Some(InjectedFailure::BadGatewayUnpaid) => {
            state.bad_gateways.begin(number);
            return Err(GatewayError::Broken(BrokenReply::BadGateway));
        }
        Some(InjectedFailure::TimeoutUnpaid) => {
            state.bad_gateways.note(number);
            return Err(GatewayError::Broken(BrokenReply::Silence));
        }
        _ => {}
    }
    let refund = booked(order, transaction_id, &asked, request, failure);
    let reply = Reply::json(&refund_body(&refund, now));
    let notices = refund_notices(network, &state.records, &refund, failure);
    let mut changes = vec![WechatChange::RefundTaken(Box::new(refund))];
    changes.extend(notices);
    state.records.write(changes)?;
    network.shared.wake.notify_one();
    match failure {
        Some(InjectedFailure::Timeout) => Err(GatewayError::Broken(BrokenReply::Silence)),
        Some(InjectedFailure::Cut) => Err(GatewayError::Broken(BrokenReply::Cut(
            "{\"refund_id\":\"503",
        ))),
        Some(InjectedFailure::BadGatewayPaid) => {
            state.bad_gateways.begin(number);
            Err(GatewayError::Broken(BrokenReply::BadGateway))
        }
        Some(InjectedFailure::Slow) => Err(GatewayError::Slow(reply)),
        _ => Ok(reply),
    }
}

/// The fields, in form.
fn read(fields: &Fields) -> Result<RefundOrder<'_>, WireError> {
    fields.currency()?;
    fields.optional("/reason", 1, 80)?;
    let asked = RefundOrder {
        sub_mchid: fields.sub_mchid()?,
        out_refund_no: fields.number("/out_refund_no", 1, 64, REFUND_SIGNS)?,
        transaction_id: fields.optional("/transaction_id", 1, 32)?,
        out_trade_no: fields.optional("/out_trade_no", 6, 32)?,
        fen: fields.fen("/amount/refund")?,
        total_fen: fields.fen("/amount/total")?,
        notify_url: fields.notify_url()?,
    };
    if asked.transaction_id.is_some() == asked.out_trade_no.is_some() {
        return Err(WireError::field(
            "/transaction_id",
            "either it or out_trade_no",
        ));
    }
    Ok(asked)
}

/// True when a refund is the one that is asked for again.
fn same(refund: &WechatRefund, asked: &RefundOrder<'_>) -> bool {
    refund.sub_mchid == asked.sub_mchid
        && refund.fen == asked.fen
        && refund.total_fen == asked.total_fen
        && asked
            .transaction_id
            .is_none_or(|id| id == refund.transaction_id)
        && asked
            .out_trade_no
            .is_none_or(|no| no == refund.out_trade_no)
}

/// The paid order, and the number of its payment.
fn payment<'a>(
    asked: &RefundOrder<'_>,
    state: &'a WechatPayState,
) -> Result<(&'a Order, String), WireError> {
    let records = &state.records;
    let order = match (asked.transaction_id, asked.out_trade_no) {
        (Some(id), _) => records.by_payment(id),
        (None, Some(number)) => records.order(number),
        (None, None) => None,
    };
    let order = order.filter(|order| order.content.sub_mchid == asked.sub_mchid);
    let order = order.ok_or(ErrorCode::ResourceNotExists)?;
    let paid = order.payment().ok_or(rule("订单未支付"))?;
    let id = asked.transaction_id.unwrap_or(&paid.transaction_id);
    Ok((order, id.to_owned()))
}

/// Refuses a refund that the payment does not allow.
fn check(
    order: &Order,
    transaction_id: &str,
    asked: &RefundOrder<'_>,
    request: &SignedRequest<'_>,
    state: &WechatPayState,
) -> Result<(), WireError> {
    if asked.total_fen != order.content.fen {
        return Err(rule("订单金额不一致"));
    }
    let paid_at = order.payment().map_or(request.now, |paid| paid.paid_at);
    if request.now > paid_at.plus_s(YEAR_S) {
        return Err(rule("订单已经超过退款期限"));
    }
    let (mut before, mut parts) = (0, 0);
    for refund in state.records.refunds_of(transaction_id) {
        before += refund.fen;
        parts += 1;
    }
    if before + asked.fen > order.content.fen {
        return Err(rule("申请退款金额大于可退金额"));
    }
    if parts >= PARTS_MAX {
        return Err(rule("部分退款次数超过限制"));
    }
    Ok(())
}

const fn rule(issue: &'static str) -> WireError {
    WireError::new(ErrorCode::InvalidRequest, issue)
}

/// The record of a refund.
fn booked(
    order: &Order,
    transaction_id: String,
    asked: &RefundOrder<'_>,
    request: &SignedRequest<'_>,
    failure: Option<InjectedFailure>,
) -> WechatRefund {
    let (shared, now) = (&request.network.shared, request.now);
    let (first, last) = (shared.digits(8), shared.digits(10));
    WechatRefund {
        out_refund_no: asked.out_refund_no.to_owned(),
        sub_mchid: asked.sub_mchid.to_owned(),
        out_trade_no: order.out_trade_no.clone(),
        transaction_id,
        fen: asked.fen,
        total_fen: asked.total_fen,
        notify_url: asked.notify_url.map(str::to_owned),
        account: order
            .payment()
            .map_or_else(String::new, |paid| paid.account.clone()),
        refund_id: format!("503{first}{}{last}", day(now)),
        taken_at: now,
        ends_at: now.plus_s(PROCESSING_S),
        end: match failure {
            Some(InjectedFailure::Decline) => RefundEnd::Closed,
            Some(InjectedFailure::RefundAbnormal) => RefundEnd::Abnormal,
            _ => RefundEnd::Success,
        },
    }
}
