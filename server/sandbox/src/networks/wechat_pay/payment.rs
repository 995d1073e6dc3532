//! Pays an order by its code, or declines the payment. No other file books
//! payments.

use domain::clock::At;
use domain::ids::random_text;
use domain::locale::Locale;

use super::failures::payment_notices;
use super::records::{FailedPayment, Order, OrderState, WechatChange, WechatPayment};
use super::{WechatPay, WechatPayState};
use crate::jsonl_file::JsonlError;
use crate::networks::cards::{CardBehaviour, LIMIT_FEN, TestCard};
use crate::networks::injected_failure::InjectedFailure;
use crate::networks::payer::Payer;
use crate::networks::payment_network::ScanResult;
use crate::networks::queued_failures::FailureTarget;

/// Pays `order` or declines it.
///
/// # Errors
/// [`JsonlError`]: nothing was booked.
pub(super) fn pay(
    network: &WechatPay,
    state: &mut WechatPayState,
    order: &Order,
    payer: Payer,
    now: At,
) -> Result<ScanResult, JsonlError> {
    if let Some(reason) = refuses(payer, order.content.fen) {
        return refuse(state, order, reason, now);
    }
    let failure = {
        let failures = &mut network.shared.state().failures;
        failures.take(FailureTarget::Payment, order.content.fen, |failure| {
            failure != InjectedFailure::RefundAbnormal
        })
    };
    let number = order.out_trade_no.clone();
    match failure {
        Some(InjectedFailure::Decline) => return refuse(state, order, "余额不足", now),
        Some(InjectedFailure::BadGatewayUnpaid) => {
            state.bad_gateways.begin(number);
            return Ok(ScanResult::BadGateway);
        }
        Some(InjectedFailure::TimeoutUnpaid) => return Ok(ScanResult::Silence),
        _ => {}
    }
    let payment = WechatPayment {
        transaction_id: network.transaction_id(now),
        paid_at: now,
        bank_type: bank_type(payer),
        account: account(payer),
        sp_openid: format!("o{}", random_text(&*network.shared.entropy)),
    };
    let notices = payment_notices(network, &state.records, order, &payment, failure);
    let mut changes = vec![WechatChange::Settled {
        out_trade_no: number.clone(),
        state: OrderState::Paid(payment),
    }];
    changes.extend(notices);
    state.records.write(changes)?;
    network.shared.wake.notify_one();
    Ok(match failure {
        Some(InjectedFailure::Timeout | InjectedFailure::Cut) => ScanResult::Silence,
        Some(InjectedFailure::Slow) => ScanResult::PaidSlowly,
        Some(InjectedFailure::BadGatewayPaid) => {
            state.bad_gateways.begin(number);
            ScanResult::BadGateway
        }
        _ => ScanResult::Paid,
    })
}

/// Records a decline. The payer may try again.
fn refuse(
    state: &mut WechatPayState,
    order: &Order,
    reason: &'static str,
    now: At,
) -> Result<ScanResult, JsonlError> {
    let failed = FailedPayment {
        at: now,
        reason: reason.to_owned(),
    };
    state.records.write(vec![WechatChange::Settled {
        out_trade_no: order.out_trade_no.clone(),
        state: OrderState::Failed(failed),
    }])?;
    Ok(ScanResult::Refused(reason.to_owned()))
}

/// Why the payer's account declines `fen`, if it does.
const fn refuses(payer: Payer, fen: i64) -> Option<&'static str> {
    match payer {
        Payer::Balance => None,
        Payer::Card(card) => match card.behaviour {
            CardBehaviour::Empty => Some("银行卡余额不足"),
            CardBehaviour::Frozen => Some("银行卡状态异常"),
            CardBehaviour::Limited if fen > LIMIT_FEN => Some("超出银行卡支付限额"),
            CardBehaviour::Good | CardBehaviour::Limited => None,
        },
    }
}

/// `bank_type`.
fn bank_type(payer: Payer) -> String {
    match payer {
        Payer::Balance => "OTHERS".to_owned(),
        Payer::Card(card) if card.credit.is_some() => format!("{}_CREDIT", card.bank),
        Payer::Card(card) => format!("{}_DEBIT", card.bank),
    }
}

/// The account as a text.
fn account(payer: Payer) -> String {
    let name = |card: &TestCard| {
        let kind = if card.credit.is_some() {
            "信用卡"
        } else {
            "借记卡"
        };
        format!("{}{kind}{}", card.bank_name(Locale::ZhCn), card.last_four())
    };
    match payer {
        Payer::Balance => "支付用户零钱".to_owned(),
        Payer::Card(card) => name(card),
    }
}
