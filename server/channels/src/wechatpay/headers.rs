//! Reading header fields, whose names are in lower case.

/// The header of the signature. Where it is absent, WeChat Pay did not sign.
pub(super) const SIGNATURE: &str = "wechatpay-signature";

/// The values of a header.
pub(super) fn any<'a>(
    headers: &'a [(String, String)],
    name: &'a str,
) -> impl Iterator<Item = &'a str> {
    let named = headers.iter().filter(move |(known, _)| known == name);
    named.map(|(_, value)| value.as_str())
}

/// The value of a header; `None` where there is none or an empty one, or
/// several, of which it would be unclear which one was signed.
pub(super) fn only<'a>(headers: &'a [(String, String)], name: &'a str) -> Option<&'a str> {
    let mut values = any(headers, name);
    let value = values.next()?;
    (!value.is_empty() && values.next().is_none()).then_some(value)
}
