//! The Native order (wire facts 2.3): its message, and the QR code of the reply.

use super::{WechatPay, json, number, timestamp, timing};
use crate::http::Show;
use crate::one_line::one_line;
use crate::outcome::{Done, UnknownReason};
use crate::request::{PaymentMessage, Request};
use crate::start_error::StartError;
use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The longest `description`. WeChat Pay's page says characters; what it refuses
/// is more than 127 bytes (its error message names them) [3].
const DESCRIPTION_MAX_BYTES: usize = 127;
/// The longest `code_url` that is shown.
const CODE_URL_MAX_BYTES: usize = 512;

/// The path after the prefix.
pub(super) const PATH: &str = "/v3/pay/partner/transactions/native";

#[derive(Serialize)]
struct NativeOrder<'a> {
    sp_appid: &'a str,
    sp_mchid: &'a str,
    sub_mchid: &'a str,
    description: String,
    out_trade_no: &'a str,
    time_expire: String,
    notify_url: &'a str,
    amount: OrderAmount,
    #[serde(skip_serializing_if = "Option::is_none")]
    scene_info: Option<SceneInfo>,
}

#[derive(Serialize)]
struct OrderAmount {
    total: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct SceneInfo {
    payer_client_ip: String,
}

/// The reply to an order.
#[derive(Deserialize)]
struct NativeReply {
    code_url: String,
}

/// The body of an order.
pub(super) fn body(
    channel: &WechatPay,
    request: &Request,
    payment: &PaymentMessage,
    now: At,
) -> Result<String, StartError> {
    if payment.pay_until < now.plus_s(timing::TIME_TO_PAY_MIN_S) {
        return Err(StartError::Expired);
    }
    let out_trade_no = &payment.request.number;
    number::order(out_trade_no)?;
    let amount = checked(payment.request.amount, "total")?;
    let texts = [&payment.subject, &request.account.short_name, out_trade_no];
    let mut descriptions = texts.into_iter().map(|text| description(text));
    Ok(json::write(&NativeOrder {
        sp_appid: &channel.partner.sp_appid,
        sp_mchid: &channel.partner.sp_mchid,
        sub_mchid: &request.account.number,
        description: descriptions
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        out_trade_no,
        time_expire: timestamp::format(payment.pay_until)
            .ok_or(StartError::Field("time_expire"))?,
        notify_url: &channel.endpoint.notices,
        amount: OrderAmount {
            total: amount.minor(),
            currency: amount.currency().code(),
        },
        scene_info: payment.customer_ip.as_deref().and_then(scene_info),
    }))
}

/// An amount that an order may have.
pub(super) fn checked(amount: Money, field: &'static str) -> Result<Money, StartError> {
    amount.for_order().map_err(|_| StartError::Field(field))
}

/// A text in one line, cut to what WeChat Pay takes. May be empty.
fn description(text: &str) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf8();
        used <= DESCRIPTION_MAX_BYTES
    };
    let line = one_line(text, |_| false);
    let cut: String = line.trim().chars().take_while(fits).collect();
    cut.trim_end().to_owned()
}

/// The payer's address; an IPv4 address that was mapped into IPv6 is written as
/// the IPv4 address it is.
fn scene_info(ip: &str) -> Option<SceneInfo> {
    let ip: IpAddr = ip.parse().ok()?;
    Some(SceneInfo {
        payer_client_ip: ip.to_canonical().to_string(),
    })
}

/// The QR code of a reply.
///
/// # Errors
/// [`UnknownReason`] if there is none.
pub(super) fn read_code(body: &[u8]) -> Result<Done, UnknownReason> {
    let reply: NativeReply = json::read(body).ok_or(UnknownReason::Unreadable)?;
    let code = reply.code_url;
    let plain = code.starts_with("weixin://") && code.bytes().all(|b| b.is_ascii_graphic());
    if plain && code.len() <= CODE_URL_MAX_BYTES {
        Ok(Done::Show(Show::Qr(code)))
    } else {
        Err(UnknownReason::Mismatch("code_url"))
    }
}

#[cfg(test)]
mod tests {
    use super::{DESCRIPTION_MAX_BYTES, description, scene_info};
    use proptest::prelude::*;

    #[test]
    fn a_description_is_one_line_without_emoji() {
        assert_eq!(description(" 明前龙井\n🍵 250g "), "明前龙井 250g");
        assert_eq!(
            description("Tea & \"Cups\" = {best}"),
            "Tea & \"Cups\" = {best}"
        );
        assert_eq!(description("🍵\u{200B}\t"), "");
    }

    #[test]
    fn a_description_is_cut_between_characters() {
        assert_eq!(description(&"a".repeat(200)), "a".repeat(127));
        assert_eq!(description(&"茶".repeat(100)), "茶".repeat(42));
        assert_eq!(
            description(&format!("{} b", "a".repeat(126))),
            "a".repeat(126)
        );
    }

    #[test]
    fn an_address_is_written_as_what_it_is() {
        let written = |ip| scene_info(ip).map(|scene| scene.payer_client_ip);
        for (ip, expected) in [
            ("203.0.113.7", Some("203.0.113.7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("2001:DB8::1", Some("2001:db8::1")),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(written(ip).as_deref(), expected, "{ip}");
        }
    }

    proptest! {
        #[test]
        fn always_fit_for_the_wire(text in "\\PC{0,200}") {
            let text = description(&text);
            prop_assert!(text.len() <= DESCRIPTION_MAX_BYTES && text.trim() == text);
            let basic = |c: char| c.len_utf8() < 4 && !c.is_control();
            prop_assert!(text.chars().all(basic));
        }
    }
}
