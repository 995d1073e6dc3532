//! URLs that go into messages.

/// True for an absolute http(s) URL of printable ASCII with a host.
pub(super) fn is_absolute(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']))
        && url.len() <= 256
        && url.bytes().all(|b| b.is_ascii_graphic())
}
