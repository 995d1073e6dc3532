//! Requests that are refused by what the browser says of their origin: a page
//! inside another page (rule R1), and a form from another site. By Fetch Metadata,
//! else by `Origin`; an old browser that sends neither is served. There is no
//! cookie to steal, and the token in the path is unguessable: this protects the
//! shopper from a click that another site stages.

use crate::page_error::PageError;
use http::HeaderMap;
use http::header::ORIGIN;

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// Refuses a page that would be shown inside another.
///
/// # Errors
/// [`PageError::Embedded`].
pub(crate) fn refuse_framing(headers: &HeaderMap) -> Result<(), PageError> {
    match value(headers, "sec-fetch-dest") {
        Some("iframe" | "frame" | "embed" | "object" | "fencedframe") => Err(PageError::Embedded),
        _ => Ok(()),
    }
}

/// Refuses a form or a call that another site's page sends. `own_origin` is the
/// desk's.
///
/// # Errors
/// [`PageError::CrossSite`].
pub(crate) fn refuse_cross_site(headers: &HeaderMap, own_origin: &str) -> Result<(), PageError> {
    let allowed = match value(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => value(headers, ORIGIN.as_str()).is_none_or(|origin| origin == own_origin),
    };
    if allowed {
        Ok(())
    } else {
        Err(PageError::CrossSite)
    }
}

#[cfg(test)]
mod tests {
    use super::{refuse_cross_site, refuse_framing};
    use crate::page_error::PageError;
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
                refuse_framing(&headers(&[("sec-fetch-dest", dest)])),
                Err(PageError::Embedded),
                "{dest}"
            );
        }
        assert_eq!(
            refuse_framing(&headers(&[("sec-fetch-dest", "document")])),
            Ok(())
        );
        assert_eq!(
            refuse_framing(&headers(&[])),
            Ok(()),
            "an old browser is served"
        );
    }

    #[test]
    fn forms_come_from_our_own_pages() {
        let no = Err(PageError::CrossSite);
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "same-origin")]), OURS),
            Ok(())
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "cross-site")]), OURS),
            no
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "same-site")]), OURS),
            no
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("origin", "https://pay.example")]), OURS),
            Ok(())
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("origin", "https://evil.example")]), OURS),
            no
        );
        assert_eq!(refuse_cross_site(&headers(&[("origin", "null")]), OURS), no);
        assert_eq!(
            refuse_cross_site(&headers(&[]), OURS),
            Ok(()),
            "an old browser is served"
        );
    }
}
