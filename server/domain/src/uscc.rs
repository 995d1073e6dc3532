//! Unified social credit codes (USCC) of companies, GB 32100-2015: eighteen of
//! `0-9A-Z` without I, O, S, V and Z, the last of which is a check character.

/// The characters of the values 0 to 30.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// True for a code with a valid check character. Upper case only, because codes
/// are compared as text (rule R2).
pub fn is_valid(code: &str) -> bool {
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    match values.as_deref() {
        Some([body @ .., last]) if body.len() == WEIGHTS.len() => *last == check_value(body),
        _ => false,
    }
}

/// The value of the check character.
fn check_value(body: &[usize]) -> usize {
    let sum: usize = body
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use super::is_valid;
    use proptest::prelude::*;

    #[test]
    fn real_codes_hold_and_slips_do_not() {
        // The example of the standard, and the codes of two companies.
        for code in [
            "91350100M000100Y43",
            "91110000802100433B",
            "914403001922038216",
        ] {
            assert!(is_valid(code), "{code}");
        }
        for slip in [
            "91350100M000100Y34",
            "91350100m000100y43",
            "91350100M000100Y4",
            "",
            "9135O100M000100Y43",
            "91350100M000100Y433",
        ] {
            assert!(!is_valid(slip), "{slip}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = is_valid(&text);
        }
    }
}
