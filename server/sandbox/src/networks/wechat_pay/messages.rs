//! The JSON of orders, refunds, certificates and notices.

use aws_lc_rs::error::Unspecified;
use domain::clock::At;
use serde::Serialize;
use serde_json::{Value, json};

use super::keys::WechatPayKit;
use super::platform_keys::{PlatformCertificate, PlatformKeys};
use super::records::{NoticeContent, Order, TradeState, WechatRefund};
use super::resource::{EncryptedResource, ResourceKey};
use super::wire_time::rfc3339;

/// The list of certificates.
#[derive(Debug, Serialize)]
pub(super) struct CertificatesBody {
    data: Vec<CertificateEntry>,
}

#[derive(Debug, Serialize)]
struct CertificateEntry {
    serial_no: String,
    effective_time: String,
    expire_time: String,
    encrypt_certificate: EncryptedResource,
}

/// The platform certificates, the newest first.
pub(super) fn certificates_body(
    keys: &PlatformKeys,
    resource_key: &ResourceKey,
    nonce: impl Fn() -> String,
) -> Result<CertificatesBody, Unspecified> {
    let entry = |certificate: &PlatformCertificate| -> Result<_, Unspecified> {
        let [from, until] = certificate.validity;
        let encrypted = resource_key.encrypt(&certificate.pem, "certificate", nonce())?;
        Ok(CertificateEntry {
            serial_no: certificate.serial.clone(),
            effective_time: rfc3339(from),
            expire_time: rfc3339(until),
            encrypt_certificate: encrypted,
        })
    };
    let data = keys.listed().map(entry).collect::<Result<_, _>>()?;
    Ok(CertificatesBody { data })
}

/// An order, as a query reports it; `refunded` is true once a refund was
/// accepted.
pub(super) fn order_body(order: &Order, refunded: bool, now: At) -> Value {
    let state = order.trade_state(refunded, now);
    let content = &order.content;
    let mut body = json!({
        "sp_appid": WechatPayKit::SP_APPID,
        "sp_mchid": WechatPayKit::SP_MCHID,
        "sub_mchid": content.sub_mchid,
        "out_trade_no": order.out_trade_no,
        "trade_state": state.name(),
        "trade_state_desc": order.state_text(refunded, now),
        "amount": {"total": content.fen, "currency": "CNY", "payer_currency": "CNY"},
    });
    if let Some(attach) = &content.attach {
        body["attach"] = json!(attach);
    }
    if let Some(payment) = order.payment() {
        body["transaction_id"] = json!(payment.transaction_id);
        body["trade_type"] = json!("NATIVE");
        body["bank_type"] = json!(payment.bank_type);
        body["success_time"] = json!(rfc3339(payment.paid_at));
        body["payer"] = json!({"sp_openid": payment.sp_openid});
        body["amount"]["payer_total"] = json!(content.fen);
    }
    body
}

/// A refund, as a query reports it.
pub(super) fn refund_body(refund: &WechatRefund, now: At) -> Value {
    let status = refund.status(now);
    let mut body = json!({
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": refund.transaction_id,
        "out_trade_no": refund.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": refund.account,
        "create_time": rfc3339(refund.taken_at),
        "status": status.name(),
        "funds_account": "AVAILABLE",
        "amount": {
            "total": refund.total_fen,
            "refund": refund.fen,
            "from": [],
            "payer_total": refund.total_fen,
            "payer_refund": refund.fen,
            "settlement_refund": refund.fen,
            "settlement_total": refund.total_fen,
            "discount_refund": 0,
            "currency": "CNY",
        },
    });
    if status.name() == "SUCCESS" {
        body["success_time"] = json!(rfc3339(refund.ends_at));
    }
    body
}

/// The content of the notice of a payment, before it is encrypted.
pub(super) fn payment_resource(order: &Order, notice: &NoticeContent, now: At) -> Value {
    let mut body = order_body(order, false, now);
    body["trade_state"] = json!(TradeState::Success.name());
    body["transaction_id"] = json!(notice.transaction_id);
    body["sub_mchid"] = json!(notice.sub_mchid);
    body["amount"]["total"] = json!(notice.fen);
    body["amount"]["payer_total"] = json!(notice.fen);
    body
}

/// The content of the notice of a refund, before it is encrypted.
pub(super) fn refund_resource(refund: &WechatRefund, notice: &NoticeContent) -> Value {
    let mut body = json!({
        "sp_mchid": WechatPayKit::SP_MCHID,
        "sub_mchid": notice.sub_mchid,
        "transaction_id": refund.transaction_id,
        "out_trade_no": refund.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": refund.end.name(),
        "user_received_account": refund.account,
        "amount": {
            "total": refund.total_fen,
            "refund": notice.fen,
            "payer_total": refund.total_fen,
            "payer_refund": notice.fen,
        },
    });
    if refund.end.name() == "SUCCESS" {
        body["success_time"] = json!(rfc3339(refund.ends_at));
    }
    body
}
