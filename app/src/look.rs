//! How one page is written: its language, its day, and how its links keep a
//! language the shopper chose. Nothing here differs between two answers of
//! one drawing (see [`crate::press`]).

use crate::blank::Marks;
use crate::text::Text;
use domain::day::Day;
use domain::desk::Place;
use domain::ids::PayToken;
use domain::locale::Locale;
use domain::money::Money;
use http::HeaderMap;
use std::sync::Arc;

/// What every page and part is given.
pub(crate) struct Look {
    /// The language.
    pub locale: Locale,
    /// Its words.
    pub text: &'static Text,
    /// True when the address names the language, so that links keep it.
    pub chosen: bool,
    /// True when the browser half is there.
    pub islands: bool,
    /// Where a drawing leaves its blanks.
    pub marks: Arc<Marks>,
    /// The day it is in China.
    pub today: Day,
}

impl Look {
    /// A path of ours, with the language where the shopper chose one.
    pub(crate) fn link(&self, path: &str) -> String {
        let mark = if path.contains('?') { '&' } else { '?' };
        if self.chosen {
            format!("{path}{mark}lang={}", self.locale.tag())
        } else {
            path.to_owned()
        }
    }

    /// The address of a page of an order.
    pub(crate) fn place(&self, token: &PayToken, place: Place) -> String {
        self.link(&place.path(token))
    }

    /// Where a form posts: the address of the page it leads to, and what to do.
    pub(crate) fn action(&self, token: &PayToken, to: Place, act: &str) -> String {
        self.link(&format!("{}?do={act}", to.path(token)))
    }
}

/// An amount as the page writes it: `¥1,280.00`.
pub(crate) fn yuan(amount: Money) -> String {
    format!("¥{}", amount.grouped())
}

/// A count as the page writes it: `1,000,000`.
pub(crate) fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The language of an answer: the one in the address, else the order's, else
/// the browser's, else Chinese. The flag says whether the address named it.
pub(crate) fn language(
    asked: Option<&str>,
    order: Option<Locale>,
    headers: &HeaderMap,
) -> (Locale, bool) {
    if let Some(chosen) = asked.and_then(Locale::parse) {
        return (chosen, true);
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

/// The language of ours that `Accept-Language` ranks highest (RFC 9110
/// 12.5.4); of equals the first. Ranks are read in thousandths.
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

/// `q=0.85` as 850; what cannot be read ranks last.
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
    use super::{grouped, language, preferred};
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
    fn counts_are_read_in_groups_of_three() {
        let read = [0, 999, 1_000, 123_456, 1_000_000, u32::MAX].map(grouped);
        let meant = ["0", "999", "1,000", "123,456", "1,000,000", "4,294,967,295"];
        assert_eq!(read, meant);
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
