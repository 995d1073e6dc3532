//! Where a person goes after sign-in: a page of the console that it asked for,
//! never another site (CWE-601).

/// The most characters.
const MAX: usize = 400;

/// The page to go to, from the URL's `to`. `None` for everything that is not
/// the plain path of a page of the console, or that is a page of sign-in.
pub(super) fn parse(to: &str) -> Option<&str> {
    let rest = to.strip_prefix("/console")?;
    let is_own = rest.is_empty() || rest.starts_with(['/', '?']);
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_-".contains(&b);
    let encoded = |b: u8| b.is_ascii_alphanumeric() || b"=&_-.*+%".contains(&b);
    let is_plain = to.len() <= MAX
        && path.bytes().all(plain)
        && !path.contains("//")
        && query.bytes().all(encoded);
    let of_sign_in = ["/sign-in", "/sign-out"];
    let asks_again = of_sign_in.iter().any(|page| rest.starts_with(page));
    (is_own && is_plain && !asks_again).then_some(to)
}

/// The path of a page of sign-in that leads to `to`, if that is one.
pub(super) fn with(path: &str, to: Option<&str>) -> String {
    let to = to.filter(|to| *to != "/console").and_then(parse);
    let query = to.and_then(|to| serde_urlencoded::to_string([("to", to)]).ok());
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::{parse, with};

    #[test]
    fn only_pages_of_the_console_are_returned_to() {
        for own in [
            "/console",
            "/console?lang=en",
            "/console/provider/team",
            "/console/invite/abc",
            "/console/mer_0/audit?after=aud_1&lang=en",
            "/console/mer_0/orders?number=T.2026%2F1&state=paid",
        ] {
            assert_eq!(parse(own), Some(own));
        }
        for other in [
            "",
            "/",
            "console",
            "//evil.example",
            "/console//evil.example",
            "https://evil.example/console",
            "/consolex",
            "/console@evil.example",
            "/console/../pay",
            "/console/%2e%2e/pay",
            "/console\\evil.example",
            "/console/\r\nset-cookie:a=b",
            "/console/付",
            "/console#x",
            "javascript:alert(1)",
            "/console/sign-in?to=/console",
            "/console/sign-out",
            "/console?to=/evil.example",
            &format!("/console/{}", "a".repeat(400)),
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_first_page_needs_no_name() {
        let sign_in = "/console/sign-in";
        for none in [None, Some("/console"), Some("//evil.example")] {
            assert_eq!(with(sign_in, none), sign_in);
        }
        assert_eq!(
            with(sign_in, Some("/console/provider/audit?after=a&lang=en")),
            "/console/sign-in?to=%2Fconsole%2Fprovider%2Faudit%3Fafter%3Da%26lang%3Den"
        );
    }
}
