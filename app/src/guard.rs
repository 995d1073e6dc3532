//! Which requests are a page's own: never inside another page (rule R1), and
//! forms only from our own origin. By Fetch Metadata where the browser sends
//! it, by `Origin` otherwise; a browser that sends neither is an old one and
//! is served. There is no cookie, so what is guarded is the shopper's own
//! intent; the capability is the unguessable token in the path.

use crate::stop::Stop;
use http::HeaderMap;
use http::header::ORIGIN;

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// Refuses a page that another page would show inside itself.
///
/// # Errors
/// [`Stop::Embedded`].
pub(crate) fn top_level(headers: &HeaderMap) -> Result<(), Stop> {
    match value(headers, "sec-fetch-dest") {
        Some("iframe" | "frame" | "embed" | "object" | "fencedframe") => Err(Stop::Embedded),
        _ => Ok(()),
    }
}

/// Refuses a form or a call that another site's page sends. `ours` is the
/// desk's own origin.
///
/// # Errors
/// [`Stop::CrossSite`].
pub(crate) fn same_origin(headers: &HeaderMap, ours: &str) -> Result<(), Stop> {
    let allowed = match value(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => value(headers, ORIGIN.as_str()).is_none_or(|origin| origin == ours),
    };
    if allowed {
        Ok(())
    } else {
        Err(Stop::CrossSite)
    }
}

#[cfg(test)]
mod tests {
    use super::{same_origin, top_level};
    use crate::stop::Stop;
    use http::{HeaderMap, HeaderName, HeaderValue};

    const OURS: &str = "https://pay.example";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(n, v): &(&'static str, &'static str)| {
            (HeaderName::from_static(n), HeaderValue::from_static(v))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn r1_no_page_inside_another() {
        for dest in ["iframe", "frame", "embed", "object", "fencedframe"] {
            assert_eq!(
                top_level(&headers(&[("sec-fetch-dest", dest)])),
                Err(Stop::Embedded),
                "{dest}"
            );
        }
        assert_eq!(
            top_level(&headers(&[("sec-fetch-dest", "document")])),
            Ok(())
        );
        assert_eq!(top_level(&headers(&[])), Ok(()), "an old browser is served");
    }

    #[test]
    fn forms_come_from_our_own_pages() {
        let no = Err(Stop::CrossSite);
        assert_eq!(
            same_origin(&headers(&[("sec-fetch-site", "same-origin")]), OURS),
            Ok(())
        );
        assert_eq!(
            same_origin(&headers(&[("sec-fetch-site", "cross-site")]), OURS),
            no
        );
        assert_eq!(
            same_origin(&headers(&[("sec-fetch-site", "same-site")]), OURS),
            no
        );
        assert_eq!(
            same_origin(&headers(&[("origin", "https://pay.example")]), OURS),
            Ok(())
        );
        assert_eq!(
            same_origin(&headers(&[("origin", "https://evil.example")]), OURS),
            no
        );
        assert_eq!(same_origin(&headers(&[("origin", "null")]), OURS), no);
        assert_eq!(
            same_origin(&headers(&[]), OURS),
            Ok(()),
            "an old browser is served"
        );
    }
}
