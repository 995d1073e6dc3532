//! The kinds of request and their mandatory fields (wire facts 1.7 and 1.8),
//! stricter than the real network to find errors.

use domain::bank::Bank;
use domain::clock::At;

use super::code::RespCode;
use super::envelope::MessageFields;
use super::wire_time;
use crate::networks::loopback::{on_this_machine, web_address};

/// The greatest difference of `txnTime` to now (wire facts 1.5: "must be now"),
/// in seconds.
const CLOCK_SKEW_S: i64 = 10 * 60;

/// The kinds of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// Pay on the bank's page.
    FrontPay,
    /// Send an SMS code for signing.
    OpenSms,
    /// Sign an agreement and get a token.
    Open,
    /// Send an SMS code for a payment.
    PaySms,
    /// Pay with a token.
    Pay,
    /// Remove a token.
    RemoveToken,
    /// Create a QR code.
    QrApply,
    /// Query a result.
    Query,
    /// Refund a payment or a part of it.
    Refund,
    /// Undo a whole payment.
    Undo,
}

impl RequestKind {
    /// The names of all kinds.
    pub(super) const NAMES: &[&str] = &[
        Self::FrontPay.name(),
        Self::OpenSms.name(),
        Self::Open.name(),
        Self::PaySms.name(),
        Self::Pay.name(),
        Self::RemoveToken.name(),
        Self::QrApply.name(),
        Self::Query.name(),
        Self::Refund.name(),
        Self::Undo.name(),
    ];

    /// Its name on the control page.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::FrontPay => "front_pay",
            Self::OpenSms => "open_sms",
            Self::Open => "open",
            Self::PaySms => "pay_sms",
            Self::Pay => "pay",
            Self::RemoveToken => "remove_token",
            Self::QrApply => "qr_apply",
            Self::Query => "query",
            Self::Refund => "refund",
            Self::Undo => "undo",
        }
    }
}

/// The URL that a request was sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// `frontTransReq.do`.
    Front,
    /// `backTransReq.do`.
    Back,
    /// `queryTrans.do`.
    Query,
}

/// One row of the table.
struct MessageRule {
    kind: RequestKind,
    endpoint: Endpoint,
    /// `txnType`, `txnSubType`, `bizType`.
    code: [&'static str; 3],
    /// The mandatory fields beyond [`ALWAYS`].
    needs: &'static [&'static str],
}

/// Mandatory in every message; the last four by `accessType` 1.
const ALWAYS: &[&str] = &[
    "version",
    "encoding",
    "signMethod",
    "txnType",
    "txnSubType",
    "bizType",
    "accessType",
    "certId",
    "merId",
    "orderId",
    "txnTime",
    "acqInsCode",
    "merCatCode",
    "merName",
    "merAbbr",
];

const REFUND: &[&str] = &["channelType", "backUrl", "origQryId", "txnAmt"];

#[rustfmt::skip]
const RULES: &[MessageRule] = &[
    MessageRule { kind: RequestKind::FrontPay, endpoint: Endpoint::Front, code: ["01", "01", "000201"],
           needs: &["channelType", "backUrl", "frontUrl", "txnAmt", "currencyCode"] },
    MessageRule { kind: RequestKind::OpenSms, endpoint: Endpoint::Back, code: ["77", "00", "000902"],
           needs: &["channelType", "accNo", "customerInfo", "tokenPayData"] },
    MessageRule { kind: RequestKind::Open, endpoint: Endpoint::Back, code: ["79", "00", "000902"],
           needs: &["channelType", "accNo", "customerInfo", "tokenPayData"] },
    MessageRule { kind: RequestKind::PaySms, endpoint: Endpoint::Back, code: ["77", "02", "000902"],
           needs: &["channelType", "txnAmt", "currencyCode", "customerInfo", "tokenPayData"] },
    MessageRule { kind: RequestKind::Pay, endpoint: Endpoint::Back, code: ["01", "01", "000902"],
           needs: &["channelType", "backUrl", "txnAmt", "currencyCode", "tokenPayData"] },
    MessageRule { kind: RequestKind::RemoveToken, endpoint: Endpoint::Back, code: ["74", "01", "000902"],
           needs: &["channelType", "tokenPayData"] },
    MessageRule { kind: RequestKind::QrApply, endpoint: Endpoint::Back, code: ["01", "07", "000000"],
           needs: &["channelType", "backUrl", "txnAmt", "currencyCode"] },
    MessageRule { kind: RequestKind::Query, endpoint: Endpoint::Query, code: ["00", "00", "000000"], needs: &[] },
    MessageRule { kind: RequestKind::Refund, endpoint: Endpoint::Back, code: ["04", "00", "000201"], needs: REFUND },
    MessageRule { kind: RequestKind::Refund, endpoint: Endpoint::Back, code: ["04", "00", "000902"], needs: REFUND },
    MessageRule { kind: RequestKind::Refund, endpoint: Endpoint::Back, code: ["04", "00", "000000"], needs: REFUND },
    MessageRule { kind: RequestKind::Undo, endpoint: Endpoint::Back, code: ["31", "00", "000201"], needs: REFUND },
    MessageRule { kind: RequestKind::Undo, endpoint: Endpoint::Back, code: ["31", "00", "000902"], needs: REFUND },
    MessageRule { kind: RequestKind::Undo, endpoint: Endpoint::Back, code: ["31", "00", "000000"], needs: REFUND },
];

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestRefusal {
    /// The code.
    pub(super) code: RespCode,
    /// The field or the reason, without values.
    pub(super) detail: &'static str,
}

impl From<RespCode> for RequestRefusal {
    fn from(code: RespCode) -> Self {
        Self { code, detail: "" }
    }
}

/// A refusal that names a field.
pub(super) const fn refusal(code: RespCode, detail: &'static str) -> RequestRefusal {
    RequestRefusal { code, detail }
}

/// The kind of a signed request whose mandatory fields are there and well
/// formed.
///
/// # Errors
/// [`RespCode::Format`], [`RespCode::Missing`],
/// [`RespCode::NoRight`] or [`RespCode::Issuer`].
pub(super) fn check(
    fields: &MessageFields,
    endpoint: Endpoint,
    acq_ins_code: &str,
    now: At,
) -> Result<RequestKind, RequestRefusal> {
    let get = |name: &str| fields.get(name).map_or("", String::as_str);
    let code = [get("txnType"), get("txnSubType"), get("bizType")];
    let rule = RULES
        .iter()
        .find(|rule| rule.code == code && rule.endpoint == endpoint)
        .ok_or(refusal(RespCode::Format, "txnType/txnSubType/bizType"))?;
    if let Some(&missing) = ALWAYS
        .iter()
        .chain(rule.needs)
        .find(|name| get(name).is_empty())
    {
        return Err(refusal(RespCode::Missing, missing));
    }
    if get("acqInsCode") != acq_ins_code {
        return Err(refusal(RespCode::NoRight, "acqInsCode"));
    }
    let longest = if rule.kind == RequestKind::QrApply {
        32
    } else {
        40
    };
    for (name, right) in [
        ("encoding", get("encoding").eq_ignore_ascii_case("UTF-8")),
        ("accessType", get("accessType") == "1"),
        (
            "channelType",
            matches!(get("channelType"), "" | "07" | "08"),
        ),
        ("merId", alphanumeric(get("merId"), 1, 15)),
        ("merCatCode", digits(get("merCatCode"), 4, 4)),
        ("merName", narrow(get("merName"), 40)),
        ("merAbbr", narrow(get("merAbbr"), 16)),
        ("orderDesc", narrow(get("orderDesc"), 32)),
        ("orderId", alphanumeric(get("orderId"), 8, longest)),
        ("txnTime", txn_time_is_right(get("txnTime"), rule.kind, now)),
        (
            "txnAmt",
            get("txnAmt").is_empty() || is_amount(get("txnAmt")),
        ),
        (
            "origQryId",
            get("origQryId").is_empty() || digits(get("origQryId"), 1, 32),
        ),
        ("currencyCode", matches!(get("currencyCode"), "" | "156")),
        (
            "payTimeout",
            get("payTimeout").is_empty() || wire_time::read(get("payTimeout")).is_some(),
        ),
        (
            "frontUrl",
            get("frontUrl").is_empty() || web_address(get("frontUrl")).is_some(),
        ),
    ] {
        if !right {
            return Err(refusal(RespCode::Format, name));
        }
    }
    if !get("backUrl").is_empty() && !on_this_machine(get("backUrl")) {
        return Err(refusal(RespCode::Format, "backUrl: 沙箱只通知本机地址"));
    }
    if !get("issInsCode").is_empty() && Bank::by_code(get("issInsCode")).is_none() {
        return Err(refusal(RespCode::Issuer, "issInsCode"));
    }
    Ok(rule.kind)
}

/// A query has the time of an earlier transaction; all others have the present
/// time.
fn txn_time_is_right(text: &str, kind: RequestKind, now: At) -> bool {
    wire_time::read(text).is_some_and(|at| {
        let near = at.plus_s(CLOCK_SKEW_S) >= now && at <= now.plus_s(CLOCK_SKEW_S);
        kind == RequestKind::Query || near
    })
}

/// Fen, without a leading zero, at most 10^12.
fn is_amount(text: &str) -> bool {
    digits(text, 1, 13)
        && !text.starts_with('0')
        && text
            .parse()
            .is_ok_and(|fen| domain::money::Money::fen(fen).for_order().is_ok())
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn alphanumeric(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// True for a text of at most `width` GBK bytes without reserved characters of
/// the message format (wire facts 1.5).
fn narrow(text: &str, width: usize) -> bool {
    let reserved = |c: char| "&={}[]\"'".contains(c) || c.is_control();
    let wide: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    wide <= width && !text.chars().any(reserved)
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, MessageFields, RULES, RequestKind, RespCode, check};
    use crate::networks::union_pay::wire_time;
    use domain::clock::At;

    const NOW: At = At::from_ms(1_795_000_000_000);

    fn request(code: [&str; 3]) -> MessageFields {
        let now = wire_time::full(NOW);
        let mut fields: MessageFields = [
            ("version", "5.1.0"),
            ("encoding", "utf-8"),
            ("signMethod", "01"),
            ("accessType", "1"),
            ("certId", "1"),
            ("merId", "M1"),
            ("orderId", "order001"),
            ("txnTime", &now),
            ("acqInsCode", "39990083"),
            ("merCatCode", "5411"),
            ("merName", "江南书店"),
            ("merAbbr", "书店"),
            ("channelType", "07"),
            ("backUrl", "http://127.0.0.1:3000/n"),
            ("frontUrl", "http://a.example/r"),
            ("origQryId", "782606011200000674028"),
            ("txnAmt", "12800"),
            ("currencyCode", "156"),
            ("accNo", "x"),
            ("customerInfo", "x"),
            ("tokenPayData", "{x}"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into();
        for (name, value) in ["txnType", "txnSubType", "bizType"].into_iter().zip(code) {
            fields.insert(name.to_owned(), value.to_owned());
        }
        fields
    }

    #[test]
    fn each_mandatory_field_of_each_message_is_missed() {
        for rule in RULES {
            let whole = request(rule.code);
            assert_eq!(check(&whole, rule.endpoint, "39990083", NOW), Ok(rule.kind));
            for name in super::ALWAYS.iter().chain(rule.needs) {
                let mut fields = whole.clone();
                fields.remove(*name);
                let refused = check(&fields, rule.endpoint, "39990083", NOW).expect_err(name);
                let kind_fields = ["txnType", "txnSubType", "bizType"];
                let code = if kind_fields.contains(name) {
                    RespCode::Format
                } else {
                    RespCode::Missing
                };
                assert_eq!(refused.code, code, "{:?} without {name}", rule.kind);
            }
        }
    }

    #[test]
    fn values_out_of_form_are_named() {
        let late = wire_time::full(NOW.plus_s(601));
        let early = wire_time::full(NOW.plus_s(-602));
        for (name, value) in [
            ("orderId", "short"),
            ("orderId", "with-dash-1"),
            ("orderId", &"x".repeat(41)),
            ("txnTime", &late),
            ("txnTime", &early),
            ("txnTime", "20261301000000"),
            ("origQryId", "78a"),
            ("txnAmt", "0"),
            ("txnAmt", "01"),
            ("txnAmt", "1.00"),
            ("txnAmt", "1000000000001"),
            ("currencyCode", "840"),
            ("merCatCode", "54110"),
            ("accessType", "0"),
            ("merAbbr", "一二三四五六七八九"),
            ("merName", "a&b"),
            ("frontUrl", "javascript:1"),
            ("backUrl", "http://192.168.1.1/n"),
            ("channelType", "05"),
            ("encoding", "GBK"),
        ] {
            let mut fields = request(["01", "01", "000201"]);
            fields.insert(name.to_owned(), value.to_owned());
            let refused = check(&fields, Endpoint::Front, "39990083", NOW).expect_err(value);
            assert_eq!(refused.code, RespCode::Format, "{name}={value}");
            assert!(
                refused.detail.starts_with(name),
                "{name}={value}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_qr_takes_a_shorter_number_and_a_query_an_old_time() {
        let mut fields = request(["01", "07", "000000"]);
        fields.insert("orderId".to_owned(), "x".repeat(33));
        assert!(check(&fields, Endpoint::Back, "39990083", NOW).is_err());
        let mut fields = request(["00", "00", "000000"]);
        fields.insert("txnTime".to_owned(), "20200101000000".to_owned());
        assert_eq!(
            check(&fields, Endpoint::Query, "39990083", NOW),
            Ok(RequestKind::Query)
        );
        assert!(
            check(&fields, Endpoint::Back, "39990083", NOW).is_err(),
            "the wrong address"
        );
    }
}
