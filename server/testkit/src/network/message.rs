//! UnionPay messages as plain fields: which of them answers repeat, and their
//! bodies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// The fields of a message, by name.
pub type Fields = BTreeMap<String, String>;

/// The SMS code in `customerInfo`, which is base64 of `{k=v&k=v}`.
pub fn sms_code_of(asked: &Fields) -> Option<String> {
    let info = STANDARD.decode(asked.get("customerInfo")?).expect("base64");
    let info = String::from_utf8(info).expect("UTF-8");
    let inner = info.trim_matches(['{', '}']).to_owned();
    inner
        .split('&')
        .find_map(|pair| pair.strip_prefix("smsCode=").map(str::to_owned))
}

/// The fields of a request that its answer repeats.
pub fn echoed_fields(asked: &Fields) -> Fields {
    let mut fields = Fields::new();
    for name in [
        "orderId",
        "txnTime",
        "merId",
        "txnType",
        "txnSubType",
        "bizType",
        "accessType",
    ] {
        fields.insert(name.into(), asked[name].clone());
    }
    for (name, value) in [
        ("version", "5.1.0"),
        ("encoding", "UTF-8"),
        ("signMethod", "01"),
        ("respCode", "00"),
    ] {
        fields.insert(name.into(), value.into());
    }
    fields
}

/// The body of an answer.
pub fn answer_body(fields: &Fields) -> Vec<u8> {
    let parts: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    parts.join("&").into_bytes()
}

/// The body of a notice, signed or not.
pub fn notice_body(fields: &Fields) -> Vec<u8> {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
        .into_bytes()
}
