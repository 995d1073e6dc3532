//! WeChat Pay's side of the fake network: what it was asked, and what its payer
//! does.

use super::{Failure, FakeNetwork, reply};
use crate::wechat_pay::{
    RefundPlan, WechatCall, WechatNetwork, WechatNotice, WechatOperation, WechatReply, WechatSigner,
};
use channels::HttpReply;
use domain::clock::At;

/// Its records, and the calls in order.
#[derive(Default)]
pub(super) struct WechatSide {
    network: WechatNetwork,
    calls: Vec<WechatCall>,
}

impl FakeNetwork {
    fn wechat(&self) -> std::sync::MutexGuard<'_, WechatSide> {
        self.wechat.lock().expect("not poisoned")
    }

    /// What WeChat Pay was asked for, in order.
    pub fn wechat_operations(&self) -> Vec<WechatOperation> {
        self.wechat()
            .calls
            .iter()
            .map(|call| call.operation)
            .collect()
    }

    /// The payer pays WeChat Pay's last QR code; returns the notice, or `None`
    /// where it is closed, paid or too late.
    pub fn pay_wechat(&self, now: At) -> Option<WechatNotice> {
        let WechatSide { network, calls } = &mut *self.wechat();
        let ordered = |call: &&WechatCall| call.operation == WechatOperation::Order;
        let last = calls.iter().rfind(ordered).expect("an order");
        let paid = network.pay(&last.number, now, (true, now))?;
        Some(network.payment_notice(&paid))
    }

    /// Answers a call to WeChat Pay, or fails.
    pub(super) async fn send_to_wechat(&self, call: WechatCall) -> HttpReply {
        let failure = self.records().failures.pop_front().flatten();
        let (now, signer) = (call.signed_at, call.signer);
        let answer = match failure {
            None | Some(Failure::AnswerLost | Failure::BadGateway | Failure::HangDone) => {
                let network = &mut self.wechat().network;
                network.answer(&call, now, RefundPlan::success(now))
            }
            Some(Failure::Refuse(code)) => WechatReply::error(400, code),
            Some(Failure::RequestLost | Failure::Forged | Failure::Hang) => {
                WechatReply::error(500, "SYSTEM_ERROR")
            }
        };
        self.wechat().calls.push(call);
        match failure {
            None | Some(Failure::Refuse(_)) => answer.signed(signer, now),
            Some(Failure::Forged) => answer.signed(WechatSigner::Stranger, now),
            Some(Failure::BadGateway) => reply(502, b"Bad Gateway".to_vec()),
            Some(Failure::AnswerLost | Failure::RequestLost) => HttpReply::NoReply,
            Some(Failure::Hang | Failure::HangDone) => {
                self.hung.notify_one();
                std::future::pending().await
            }
        }
    }
}
