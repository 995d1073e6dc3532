//! Pay URLs as chat apps and mail programs pass them on: with a slash, a full
//! stop or a bracket at the end, or with the rest of a sentence. A signed link
//! may have a slash after its path.

use http::Uri;
use ui::query::QueryParameters;

/// The URL without what was added to its path; `None` where nothing was, or for
/// another path. What is left has no character that is removed, so that it is
/// never redirected again.
pub(super) fn without_added_text(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let token = path.strip_prefix("/pay/")?;
    // A header has no other characters; browsers send none.
    let query = uri.query().filter(|query| query.is_ascii());
    if token.trim_start_matches('/').is_empty() {
        let link = query.filter(|query| QueryParameters::read(query).first("order").is_some());
        return link.map(|link| format!("/pay?{link}"));
    }
    let ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
    let end = token.find(|c| !ours(c)).unwrap_or(token.len());
    let kept = token[..end].trim_end_matches('/');
    if kept.is_empty() || kept.contains("//") || kept.len() == token.len() {
        return None;
    }
    let query = query.map(|query| format!("?{query}"));
    Some(format!("/pay/{kept}{}", query.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::without_added_text;
    use http::Uri;

    #[test]
    fn what_chat_apps_add_is_removed_once() {
        let clean = |path: &str| without_added_text(&path.parse::<Uri>().expect("a URL"));
        for added in [
            "/",
            "//",
            ".",
            "%E3%80%82",
            ")",
            "%EF%BC%89",
            "%5D",
            "%3E",
            ",",
            "%EF%BC%8C%E8%AF%B7",
            "%20",
            "%20pay",
            "/.",
            "...",
        ] {
            for (path, query) in [("/pay/t0", ""), ("/pay/t0/already-paid", "?lang=en")] {
                let kept = format!("{path}{query}");
                assert_eq!(
                    clean(&format!("{path}{added}{query}")),
                    Some(kept),
                    "{added}"
                );
            }
        }
        for slashes in ["/pay/", "/pay//"] {
            assert_eq!(
                clean(&format!("{slashes}?lang=en&order=a.b.c")).as_deref(),
                Some("/pay?lang=en&order=a.b.c")
            );
        }
        assert_eq!(clean("/pay/t0.?lang=支").as_deref(), Some("/pay/t0"));
        for other in [
            "/pay?order=a.b.c",
            "/pay/?lang=en",
            "/pay/?order=支",
            "/pay/t0",
            "/pay/t0/card?x=1.",
            "/pay/",
            "/pay/.",
            "/pay",
            "/nowhere.",
            "/pay/a//b.",
        ] {
            assert_eq!(clean(other), None, "{other}");
        }
    }
}
