//! Reads the fields of a request and checks their form (wire facts 2.3),
//! stricter than the real network to find errors: an unknown field is refused.

use domain::money::Money;
use serde_json::Value;

use super::keys::WechatPayKit;
use super::wire_error::WireError;
use super::wire_time;
use crate::networks::loopback::{on_this_machine, web_address};
use domain::clock::At;

/// The signs in the number of an order, beside letters and digits.
pub(super) const ORDER_SIGNS: &str = "_-|*";
/// The signs in the number of a refund.
pub(super) const REFUND_SIGNS: &str = "_-|*@";
/// The longest `description`, in bytes. The documents say characters, but the
/// real network refuses more bytes.
const DESCRIPTION_MAX_BYTES: usize = 127;

/// The JSON body of a request.
pub(super) struct Fields(Value);

impl Fields {
    /// The object of a body; its fields are among `known`.
    ///
    /// # Errors
    /// `PARAM_ERROR`.
    pub(super) fn read(body: &[u8], known: &[&str]) -> Result<Self, WireError> {
        let read = serde_json::from_slice(body).ok();
        let value: Value = read.ok_or(WireError::field("/", "not JSON"))?;
        let Value::Object(fields) = &value else {
            return Err(WireError::field("/", "not an object"));
        };
        if fields.keys().any(|name| !known.contains(&name.as_str())) {
            return Err(WireError::field("/", "an unknown field"));
        }
        Ok(Self(value))
    }

    /// The text at a JSON pointer, of `least` to `most` characters; `None` when
    /// it is absent.
    pub(super) fn optional(
        &self,
        pointer: &'static str,
        least: usize,
        most: usize,
    ) -> Result<Option<&str>, WireError> {
        let text = match self.0.pointer(pointer) {
            None => return Ok(None),
            Some(Value::String(text)) => text.as_str(),
            Some(_) => return Err(WireError::field(pointer, "not a string")),
        };
        if (least..=most).contains(&text.chars().count()) {
            Ok(Some(text))
        } else {
            Err(WireError::field(pointer, "length out of range"))
        }
    }

    /// The same; it must be there.
    pub(super) fn text(
        &self,
        pointer: &'static str,
        least: usize,
        most: usize,
    ) -> Result<&str, WireError> {
        let text = self.optional(pointer, least, most)?;
        text.ok_or(WireError::field(pointer, "missing"))
    }

    /// A number of Paydesk's: letters, digits and `signs`.
    pub(super) fn number(
        &self,
        pointer: &'static str,
        least: usize,
        most: usize,
        signs: &str,
    ) -> Result<&str, WireError> {
        let text = self.text(pointer, least, most)?;
        let right = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
        if right {
            Ok(text)
        } else {
            Err(WireError::field(pointer, "an illegal character"))
        }
    }

    /// `description`.
    pub(super) fn description(&self) -> Result<&str, WireError> {
        const POINTER: &str = "/description";
        let text = self.text(POINTER, 1, DESCRIPTION_MAX_BYTES)?;
        let short = text.len() <= DESCRIPTION_MAX_BYTES;
        short
            .then_some(text)
            .ok_or(WireError::field(POINTER, "more than 127 bytes"))
    }

    /// `sub_mchid`: any number of 8 to 10 digits is a merchant's, except the
    /// provider's own.
    pub(super) fn sub_mchid(&self) -> Result<&str, WireError> {
        let text = self.text("/sub_mchid", 1, 32)?;
        let right = is_merchant(text) && text != WechatPayKit::SP_MCHID;
        right
            .then_some(text)
            .ok_or(WireError::field("/sub_mchid", "unknown"))
    }

    /// An amount in fen, at least 1.
    pub(super) fn fen(&self, pointer: &'static str) -> Result<i64, WireError> {
        let value = self.0.pointer(pointer);
        let value = value.ok_or(WireError::field(pointer, "missing"))?;
        let fen = value
            .as_i64()
            .filter(|fen| Money::fen(*fen).for_order().is_ok());
        fen.ok_or(WireError::field(pointer, "not an amount in fen"))
    }

    /// A `currency`, which is always CNY.
    pub(super) fn currency(&self) -> Result<(), WireError> {
        match self.text("/amount/currency", 1, 16)? {
            "CNY" => Ok(()),
            _ => Err(WireError::field("/amount/currency", "not CNY")),
        }
    }

    /// A URL for notices without a query. The real network wants `https` and a
    /// public address, the sandbox one of this machine.
    pub(super) fn notify_url(&self) -> Result<Option<&str>, WireError> {
        const POINTER: &str = "/notify_url";
        let Some(text) = self.optional(POINTER, 1, 255)? else {
            return Ok(None);
        };
        let bare = web_address(text).is_some_and(|url| url.query().is_none());
        if !bare {
            return Err(WireError::field(POINTER, "not a URL without a query"));
        }
        if !on_this_machine(text) {
            return Err(WireError::field(POINTER, "沙箱只通知本机地址"));
        }
        Ok(Some(text))
    }

    /// An instant.
    pub(super) fn time(&self, pointer: &'static str) -> Result<Option<At>, WireError> {
        let Some(text) = self.optional(pointer, 1, 64)? else {
            return Ok(None);
        };
        let at = wire_time::read(text);
        at.map(Some)
            .ok_or(WireError::field(pointer, "not RFC 3339"))
    }

    /// The payer's address, if it is there.
    pub(super) fn client_ip(&self) -> Result<(), WireError> {
        const POINTER: &str = "/scene_info/payer_client_ip";
        if self.0.pointer("/scene_info").is_none() {
            return Ok(());
        }
        let text = self.text(POINTER, 1, 45)?;
        let right = text.parse::<std::net::IpAddr>().is_ok();
        right
            .then_some(())
            .ok_or(WireError::field(POINTER, "not an IP address"))
    }
}

/// True for a number of 8 to 10 digits.
pub(super) fn is_merchant(text: &str) -> bool {
    (8..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Fields, ORDER_SIGNS, REFUND_SIGNS, WechatPayKit};

    fn fields(json: &str) -> Fields {
        let known = ["a", "amount", "sub_mchid", "notify_url", "scene_info"];
        Fields::read(json.as_bytes(), &known).expect("reads")
    }

    #[test]
    fn what_is_no_object_of_known_fields_is_refused() {
        for bad in ["", "[]", "1", "{\"b\":1}"] {
            assert!(Fields::read(bad.as_bytes(), &["a"]).is_err(), "{bad}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let three = fields("{\"a\":\"江南店\"}");
        assert_eq!(three.text("/a", 3, 3), Ok("江南店"));
        assert!(three.text("/a", 4, 9).is_err());
        assert!(three.text("/a", 1, 2).is_err());
        assert_eq!(fields("{}").optional("/a", 1, 2), Ok(None));
        assert!(fields("{\"a\":1}").optional("/a", 1, 2).is_err());
    }

    #[test]
    fn a_description_is_measured_in_bytes() {
        for (text, good) in [("书".repeat(42) + "a", true), ("书".repeat(43), false)] {
            let body = format!("{{\"description\":\"{text}\"}}");
            let read = Fields::read(body.as_bytes(), &["description"]).expect("reads");
            assert_eq!(read.description().is_ok(), good, "{text}");
        }
    }

    #[test]
    fn numbers_merchants_and_amounts() {
        assert!(
            fields("{\"a\":\"Ab1_-|*\"}")
                .number("/a", 6, 32, ORDER_SIGNS)
                .is_ok()
        );
        assert!(
            fields("{\"a\":\"Ab1_-|@\"}")
                .number("/a", 6, 32, ORDER_SIGNS)
                .is_err()
        );
        assert!(
            fields("{\"a\":\"Ab1_-|@\"}")
                .number("/a", 1, 64, REFUND_SIGNS)
                .is_ok()
        );
        for (json, good) in [
            ("1900000109", true),
            ("12345678", true),
            ("1234567", false),
            (WechatPayKit::SP_MCHID, false),
            ("12345678901", false),
            ("190000010x", false),
        ] {
            let merchant = fields(&format!("{{\"sub_mchid\":\"{json}\"}}"));
            assert_eq!(merchant.sub_mchid().is_ok(), good, "{json}");
        }
        for (json, good) in [
            ("1", true),
            ("0", false),
            ("-1", false),
            ("1.5", false),
            ("\"1\"", false),
        ] {
            let amount = fields(&format!("{{\"amount\":{{\"total\":{json}}}}}"));
            assert_eq!(amount.fen("/amount/total").is_ok(), good, "{json}");
        }
    }

    #[test]
    fn notices_go_to_this_machine_without_a_query() {
        for (url, good) in [
            ("http://127.0.0.1:3000/notify/wechat_pay", true),
            ("http://127.0.0.1:3000/notify?a=1", false),
            ("https://pay.example/notify", false),
            ("notify", false),
        ] {
            let body = fields(&format!("{{\"notify_url\":\"{url}\"}}"));
            assert_eq!(body.notify_url().is_ok(), good, "{url}");
        }
    }

    #[test]
    fn the_payers_address_is_an_address() {
        assert!(fields("{}").client_ip().is_ok());
        assert!(fields("{\"scene_info\":{}}").client_ip().is_err());
        for (ip, good) in [
            ("127.0.0.1", true),
            ("2001:db8::1", true),
            ("localhost", false),
        ] {
            let body = format!("{{\"scene_info\":{{\"payer_client_ip\":\"{ip}\"}}}}");
            assert_eq!(fields(&body).client_ip().is_ok(), good, "{ip}");
        }
    }
}
