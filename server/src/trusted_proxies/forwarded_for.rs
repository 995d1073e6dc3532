//! The addresses in `X-Forwarded-For` and `Forwarded` (RFC 7239), the nearest
//! first. `None` stands for a part that names no address: unreadable, unknown,
//! or an obfuscated identifier (RFC 7239 6.2 and 6.3).

use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The parts of `X-Forwarded-For`; `None` where the header is missing.
pub(super) fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    parts(headers, "x-forwarded-for", node)
}

/// The parts of `Forwarded`; `None` where the header is missing.
pub(super) fn forwarded(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    parts(headers, "forwarded", element)
}

fn parts(
    headers: &HeaderMap,
    name: &str,
    read: fn(&str) -> Option<IpAddr>,
) -> Option<Vec<Option<IpAddr>>> {
    let lines = headers.get_all(name);
    let mut parts = Vec::new();
    for line in lines.iter().rev() {
        match line.to_str() {
            Ok(text) => parts.extend(from_the_right(text).map(read)),
            Err(_) => parts.push(None),
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The parts between commas, the last first. Quotation marks are paired from
/// the right too, so that an open one on the left cannot swallow what a proxy
/// has added.
fn from_the_right(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.rsplit(move |letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
}

/// The address after `for=` in one element of `Forwarded`.
fn element(text: &str) -> Option<IpAddr> {
    let mut quoted = false;
    let mut pairs = text.split(|letter| {
        quoted ^= letter == '"';
        letter == ';' && !quoted
    });
    let value = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("for")
            .then(|| value.trim().to_owned())
    };
    let found = pairs.by_ref().find_map(value)?;
    if pairs.any(|pair| value(pair).is_some()) {
        return None;
    }
    let quoted = found.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
    node(quoted.unwrap_or(Some(&found))?)
}

/// An address, with a port or without, IPv6 in brackets or without. IPv4 inside
/// IPv6 is read as IPv4.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let ip: Option<IpAddr> = bare.unwrap_or(text).parse().ok();
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    ip.or_else(with_port).map(|ip| ip.to_canonical())
}
