//! WeChat Pay's QR codes on the payer's phone.

use domain::clock::At;

use super::WechatPay;
use super::overview::merchant;
use super::payment::pay as pay_order;
use super::records::{Order, TradeState, WechatRecords};
use crate::jsonl_file::JsonlError;
use crate::networks::payer::Payer;
use crate::networks::payment_network::{ScanResult, ScannedPayment};

/// The order of a code, as the phone shows it.
pub(super) fn shown(order: &Order, url: &str, now: At) -> ScannedPayment {
    let payable = order.is_payable(url, now);
    let open = matches!(
        order.trade_state(false, now),
        TradeState::NotPay | TradeState::PayError
    );
    let result = if open && !payable {
        "二维码已失效，请返回商户刷新"
    } else {
        order.state_text(false, now)
    };
    ScannedPayment {
        code: url.to_owned(),
        number: order.out_trade_no.clone(),
        merchant: merchant(&order.content.sub_mchid),
        subject: order.content.description.clone(),
        amount: order.amount(),
        taken_at: order.taken_at,
        payable,
        result: result.to_owned(),
        has_balance: true,
    }
}

/// The codes that wait for a payer.
pub(super) fn open_codes(records: &WechatRecords, now: At) -> Vec<ScannedPayment> {
    let open = records
        .orders()
        .filter(|order| order.is_payable(&order.code.url, now));
    open.map(|order| shown(order, &order.code.url, now))
        .collect()
}

/// The payer confirms.
pub(super) fn pay(
    network: &WechatPay,
    url: &str,
    payer: Payer,
    now: At,
) -> Option<Result<ScanResult, JsonlError>> {
    let state = &mut *network.state();
    let order = state.records.by_code(url)?.clone();
    if !order.is_payable(url, now) {
        return Some(Ok(ScanResult::NotPayable));
    }
    Some(pay_order(network, state, &order, payer, now))
}
