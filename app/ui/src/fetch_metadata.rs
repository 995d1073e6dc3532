//! Tells requests by where they come from: from inside another page (rule R1),
//! a form of another site, a request that is no visit. By Fetch Metadata, else
//! by `Origin`; an old browser that sends neither is accepted. There is no
//! cookie, and the token in the path cannot be guessed; this protects against
//! clickjacking and cross-site forms.

use crate::page_error::PageError;
use http::HeaderMap;
use http::header::ORIGIN;

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// True for a request from inside another page: a frame or its like (rule R1).
pub fn is_embedded(headers: &HeaderMap) -> bool {
    matches!(
        value(headers, "sec-fetch-dest"),
        Some("iframe" | "frame" | "embed" | "object" | "fencedframe")
    )
}

/// True for a visit: a browser that opens the URL in a tab for its user. False
/// for a prefetch or prerendering, which no user asked for, and for a picture, a
/// script or a call of another page.
pub fn is_visit(headers: &HeaderMap) -> bool {
    let ahead = ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .filter_map(|name| value(headers, name))
        .any(|purpose| {
            ["prefetch", "prerender", "preview"]
                .iter()
                .any(|p| purpose.contains(p))
        });
    let is = |name, expected| value(headers, name).is_none_or(|value| value == expected);
    !ahead && is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// Refuses a form or a call from another site's page. `own_origin` is this
/// site's origin.
///
/// # Errors
/// [`PageError::CrossSite`].
pub fn refuse_cross_site(headers: &HeaderMap, own_origin: &str) -> Result<(), PageError> {
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
    use super::{is_embedded, is_visit, refuse_cross_site};
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
    fn r1_a_request_from_inside_another_page_is_known() {
        for dest in ["iframe", "frame", "embed", "object", "fencedframe"] {
            let framed = headers(&[("sec-fetch-dest", dest)]);
            assert!(is_embedded(&framed), "{dest}");
            assert!(!is_visit(&framed), "{dest}");
        }
        for own in [&[("sec-fetch-dest", "document")][..], &[]] {
            assert!(!is_embedded(&headers(own)), "{own:?}");
        }
    }

    #[test]
    fn only_a_browser_that_opens_the_page_visits_it() {
        let opened = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        for visit in [&opened[..], &opened[..1], &[("purpose", "other")], &[]] {
            assert!(is_visit(&headers(visit)), "{visit:?}");
        }
        for (name, value) in [
            ("sec-purpose", "prefetch"),
            ("sec-purpose", "prefetch;prerender"),
            ("sec-purpose", "prefetch;anonymous-client-ip"),
            ("purpose", "prefetch"),
            ("x-purpose", "preview"),
            ("x-moz", "prefetch"),
            ("sec-fetch-mode", "no-cors"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "image"),
            ("sec-fetch-dest", "empty"),
        ] {
            let mut asked = headers(&opened);
            asked.insert(name, HeaderValue::from_static(value));
            assert!(!is_visit(&asked), "{name}: {value}");
        }
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
