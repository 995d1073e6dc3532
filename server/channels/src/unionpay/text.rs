//! Free text in messages: names and descriptions.
//!
//! The signed text has no escapes, so `& = { } [ ] " '` and control characters
//! are not allowed in values (wire facts 1.5) and become blanks. Lengths are
//! counted in GBK bytes, as UnionPay does: 1 for ASCII, 2 for other characters.
//! Characters outside the basic plane (emoji) are removed.

use crate::one_line::one_line;

/// The longest `merName`: ANS1..40 [M].
pub(super) const MER_NAME_WIDTH: usize = 40;
/// The longest `merAbbr`: ANS1..16 [M].
pub(super) const MER_ABBR_WIDTH: usize = 16;
/// The longest `orderDesc`: ANS1..32 [M].
pub(super) const ORDER_DESC_WIDTH: usize = 32;

/// `text` as one line without forbidden characters, cut to `width`. May be
/// empty.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += if c.is_ascii() { 1 } else { 2 };
        used <= width
    };
    let line: String = one_line(text, forbidden).chars().take_while(fits).collect();
    line.trim().to_owned()
}

/// True for the separators of the message format and control characters.
pub(super) fn forbidden(c: char) -> bool {
    matches!(c, '&' | '=' | '{' | '}' | '[' | ']' | '"' | '\'') || c.is_control()
}

/// True for characters that are not allowed in `customerInfo`. It is written in
/// Base64, so that the apostrophe of names is allowed.
pub(super) fn breaks_pairs(c: char) -> bool {
    c != '\'' && forbidden(c)
}

#[cfg(test)]
mod tests {
    use super::{fit, forbidden};
    use proptest::prelude::*;

    #[test]
    fn text_is_cleaned_and_cut() {
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
