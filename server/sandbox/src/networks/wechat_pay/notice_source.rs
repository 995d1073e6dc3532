//! WeChat Pay's notices: encrypted, signed, and sent 16 times at most, until
//! HTTP 200 or 204 acknowledges them (wire facts 2.2).

use aws_lc_rs::error::Unspecified;
use domain::clock::At;
use domain::ids::random_text;
use reqwest::StatusCode;
use serde_json::json;

use super::WechatPay;
use super::messages::{payment_resource, refund_resource};
use super::platform_keys::PlatformSignature;
use super::records::{NoticeSubject, RefundEnd, SignatureDefect, WechatChange, WechatNotice};
use super::wire_time::rfc3339;
use crate::jsonl_file::JsonlError;
use crate::networks::notice_source::{NoticeCall, NoticeSource};

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3600;
/// Seconds between one sending and the next.
const GAPS_S: [i64; 15] = [
    15,
    15,
    30,
    3 * MINUTE_S,
    10 * MINUTE_S,
    20 * MINUTE_S,
    30 * MINUTE_S,
    30 * MINUTE_S,
    30 * MINUTE_S,
    HOUR_S,
    3 * HOUR_S,
    3 * HOUR_S,
    3 * HOUR_S,
    6 * HOUR_S,
    6 * HOUR_S,
];
/// How old an old timestamp is, in seconds.
const OLD_S: i64 = 10 * MINUTE_S;

impl NoticeSource for WechatPay {
    fn take_due(&self, now: At) -> Vec<u64> {
        self.state().records.notices.take_due(now)
    }

    fn next_due(&self) -> Option<At> {
        self.state().records.notices.next_due()
    }

    fn notice_call(&self, id: u64, now: At) -> Option<NoticeCall> {
        let state = self.state();
        let notice = state.records.notices.get(id)?;
        let (url, original_type, resource) = match &notice.key {
            NoticeSubject::Payment(number) => {
                let order = state.records.order(number)?;
                let resource = payment_resource(order, &notice.content, now);
                (order.content.notify_url.clone(), "transaction", resource)
            }
            NoticeSubject::Refund(number) => {
                let refund = state.records.refund(number)?;
                let resource = refund_resource(refund, &notice.content);
                (refund.notify_url.clone()?, "refund", resource)
            }
        };
        let body = self.notice_body(notice, original_type, &resource.to_string());
        let body = body.expect("a nonce has the right length").to_string();
        let signature = self.notice_signature(notice, &body, now);
        let mut headers = vec![("content-type", "application/json".to_owned())];
        headers.extend(signature.into_headers());
        Some(NoticeCall { url, headers, body })
    }

    fn acknowledges(&self, status: StatusCode) -> bool {
        matches!(status, StatusCode::OK | StatusCode::NO_CONTENT)
    }

    fn notice_sent(&self, id: u64, acknowledged: bool, sent_at: At) -> Result<(), JsonlError> {
        let records = &mut self.state().records;
        let next = records.notices.again_at(id, acknowledged, &GAPS_S, sent_at);
        records.write(vec![WechatChange::Sent {
            id,
            next,
            acknowledged,
        }])
    }

    fn held_notices(&self) -> usize {
        self.state().records.notices.held().len()
    }

    fn release_notices(&self, now: At) -> Result<usize, JsonlError> {
        let records = &mut self.state().records;
        let ids = records.notices.held();
        let released = |id: &u64| WechatChange::Released { id: *id, at: now };
        records.write(ids.iter().map(released).collect())?;
        Ok(ids.len())
    }
}

impl WechatPay {
    /// The body, with the encrypted resource.
    fn notice_body(
        &self,
        notice: &WechatNotice,
        original_type: &'static str,
        resource: &str,
    ) -> Result<serde_json::Value, Unspecified> {
        let content = &notice.content;
        let (event_type, summary) = match content.end {
            None => ("TRANSACTION.SUCCESS", "支付成功"),
            Some(RefundEnd::Success) => ("REFUND.SUCCESS", "退款成功"),
            Some(RefundEnd::Abnormal) => ("REFUND.ABNORMAL", "退款异常"),
            Some(RefundEnd::Closed) => ("REFUND.CLOSED", "退款关闭"),
        };
        let encrypted = self
            .resource_key
            .encrypt(resource, original_type, self.nonce())?;
        Ok(json!({
            "id": content.event,
            "create_time": rfc3339(content.created_at),
            "resource_type": "encrypt-resource",
            "event_type": event_type,
            "summary": summary,
            "resource": {
                "original_type": original_type,
                "algorithm": encrypted.algorithm,
                "ciphertext": encrypted.ciphertext,
                "associated_data": encrypted.associated_data,
                "nonce": encrypted.nonce,
            },
        }))
    }

    /// The signature, as the defect makes it.
    fn notice_signature(&self, notice: &WechatNotice, body: &str, now: At) -> PlatformSignature {
        let first = notice.tries == 0;
        let defect = notice.content.defect;
        let old = first && defect == Some(SignatureDefect::OldTimestamp);
        let at = if old { now.plus_s(-OLD_S) } else { now };
        let nonce = random_text(&*self.shared.entropy);
        let mut signed = self.platform().sign(body, nonce, at.ms() / 1000, None);
        match defect {
            Some(SignatureDefect::Wrong) => {
                let other = if signed.signature.starts_with('A') {
                    "B"
                } else {
                    "A"
                };
                signed.signature.replace_range(..1, other);
            }
            Some(SignatureDefect::SignTest) if first => {
                signed.signature.insert_str(0, "WECHATPAY/SIGNTEST/");
            }
            Some(SignatureDefect::SignTest | SignatureDefect::OldTimestamp) | None => {}
        }
        signed
    }
}
