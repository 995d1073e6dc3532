//! Free text for the wire: names and descriptions.
//!
//! Values are not escaped in the signed text, so `& = { } [ ] " '` and
//! control characters may not be in them (wire facts 1.5); they become
//! spaces. Lengths are counted as UnionPay's inner systems count, in GBK
//! bytes: 1 for ASCII, 2 for the rest. Characters outside the basic plane
//! (emoji) do not exist there and are left out.

/// Longest `merName`: ANS1..40 [M].
pub(super) const MER_NAME_WIDTH: usize = 40;
/// Longest `merAbbr`: ANS1..16 [M].
pub(super) const MER_ABBR_WIDTH: usize = 16;
/// Longest `orderDesc`: ANS1..32 [M].
pub(super) const ORDER_DESC_WIDTH: usize = 32;

/// `text` in one line, without forbidden characters, at most `width` wide.
/// May be empty.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut fitted = String::new();
    let mut used = 0;
    for c in text.chars() {
        let c = if forbidden(c) || c.is_whitespace() {
            ' '
        } else {
            c
        };
        if c > '\u{FFFF}' || is_invisible(c) || (c == ' ' && fitted.ends_with(' ')) {
            continue;
        }
        let cost = if c.is_ascii() { 1 } else { 2 };
        if used + cost > width {
            break;
        }
        used += cost;
        fitted.push(c);
    }
    fitted.trim().to_owned()
}

/// True for characters that mean something to the wire format.
pub(super) fn forbidden(c: char) -> bool {
    matches!(c, '&' | '=' | '{' | '}' | '[' | ']' | '"' | '\'') || c.is_control()
}

/// True for characters that mean something among the pairs of `customerInfo`.
/// Those are written in Base64, so that quotes mean nothing there, and names
/// have apostrophes.
pub(super) fn breaks_pairs(c: char) -> bool {
    c != '\'' && forbidden(c)
}

/// Characters that turn or hide text: they have no place in a payee's name.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::{fit, forbidden};
    use proptest::prelude::*;

    #[test]
    fn cut_where_the_network_would_refuse() {
        assert_eq!(fit("江南茶叶专卖店旗舰店", 16), "江南茶叶专卖店旗");
        assert_eq!(
            fit("Tea & Cups = {best}\r\n[ever]", 40),
            "Tea Cups best ever"
        );
        assert_eq!(fit("a江b南", 4), "a江b");
        assert_eq!(fit("茶🍵叶\u{202E}", 40), "茶叶");
        assert_eq!(fit(" '\" ", 40), "");
    }

    proptest! {
        #[test]
        fn always_fit_for_the_wire(text in "\\PC{0,60}", width in 0_usize..50) {
            let fitted = fit(&text, width);
            prop_assert!(!fitted.chars().any(forbidden));
            let cost: usize = fitted.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            prop_assert!(cost <= width);
            prop_assert_eq!(fit(&fitted, width), fitted.clone());
        }
    }
}
