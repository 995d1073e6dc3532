//! The language of an answer.

use domain::locale::Locale;
use http::HeaderMap;

/// The language of an answer: the URL's, else the order's, else the browser's,
/// else Chinese. The flag is true when it is the URL's.
pub(crate) fn language(
    asked: Option<&str>,
    order: Option<Locale>,
    headers: &HeaderMap,
) -> (Locale, bool) {
    if let Some(locale) = asked.and_then(Locale::parse) {
        return (locale, true);
    }
    let accepted = headers
        .get(http::header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok());
    (
        order
            .or_else(|| accepted.and_then(preferred))
            .unwrap_or_default(),
        false,
    )
}

/// The supported language that `Accept-Language` ranks highest (RFC 9110
/// 12.5.4); the first of equals. Weights are read in thousandths.
fn preferred(accepted: &str) -> Option<Locale> {
    let mut best: Option<(u32, Locale)> = None;
    for range in accepted.split(',') {
        let (tag, rank) = range
            .split_once(';')
            .map_or((range, 1000), |(tag, rest)| (tag, thousandths(rest)));
        let Some(locale) = Locale::parse(tag) else {
            continue;
        };
        if rank > best.map_or(0, |(highest, _)| highest) {
            best = Some((rank, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

/// `q=0.85` as 850. An unreadable weight is 0.
fn thousandths(parameter: &str) -> u32 {
    let value = parameter.trim().strip_prefix("q=").unwrap_or("0").trim();
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    let rest: String = rest.chars().chain("000".chars()).take(3).collect();
    match (whole, rest.parse::<u32>()) {
        ("0", Ok(rest)) => rest,
        ("1", Ok(_)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{language, preferred};
    use domain::locale::Locale::{En, ZhCn};
    use http::HeaderMap;

    #[test]
    fn the_address_then_the_order_then_the_browser_then_chinese() {
        let mut headers = HeaderMap::new();
        assert_eq!(language(None, None, &headers), (ZhCn, false));
        headers.insert(
            "accept-language",
            "en-GB,en;q=0.9".parse().expect("a value"),
        );
        assert_eq!(language(None, None, &headers), (En, false));
        assert_eq!(language(None, Some(ZhCn), &headers), (ZhCn, false));
        assert_eq!(language(Some("en"), Some(ZhCn), &headers), (En, true));
        assert_eq!(language(Some("fr"), Some(ZhCn), &headers), (ZhCn, false));
    }

    #[test]
    fn the_highest_rank_wins_and_rubbish_ranks_last() {
        assert_eq!(preferred("en;q=0.5, zh-CN;q=0.8"), Some(ZhCn));
        assert_eq!(preferred("fr, de;q=0.9, en;q=0.1"), Some(En));
        assert_eq!(preferred("zh;q=0, en;q=0.001"), Some(En));
        assert_eq!(preferred("zh;q=banana,en"), Some(En));
        assert_eq!(preferred("fr"), None);
        assert_eq!(preferred(";;,,"), None);
    }
}
