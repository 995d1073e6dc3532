//! The numbers of a JSON text, as they are written.

/// How many digits a 64-bit integer has at most.
const DIGITS_MAX: usize = 19;

/// The numbers of a JSON text, in its order.
pub(super) struct NumberTokens<'a>(&'a [u8]);

impl<'a> NumberTokens<'a> {
    pub(super) const fn of(json: &'a [u8]) -> Self {
        Self(json)
    }

    /// Skips the rest of a string, after its opening quote.
    fn skip_string(&mut self) {
        while let [byte, rest @ ..] = self.0 {
            self.0 = rest;
            match byte {
                b'"' => return,
                b'\\' => self.0 = rest.get(1..).unwrap_or_default(),
                _ => {}
            }
        }
    }
}

impl<'a> Iterator for NumberTokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while let [byte, rest @ ..] = self.0 {
            if byte.is_ascii_digit() || *byte == b'-' {
                let part =
                    |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
                let end = self.0.iter().position(|b| !part(b));
                let (number, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
                self.0 = rest;
                return std::str::from_utf8(number).ok();
            }
            self.0 = rest;
            if *byte == b'"' {
                self.skip_string();
            }
        }
        None
    }
}

/// The exact value of a JSON number that has no fraction; `None` for one with a
/// fraction, or beyond 64 bits.
pub(super) fn integer(number: &str) -> Option<i64> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (sign, whole) = match whole.strip_prefix('-') {
        Some(whole) => ("-", whole),
        None => ("", whole),
    };
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    // The number is `significant` with this many zeros after it.
    let trailing = digits.len() - digits.trim_end_matches('0').len();
    let zeros = exponent
        .parse::<i64>()
        .ok()?
        .checked_add(i64::try_from(trailing).ok()?)?
        .checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let zeros = usize::try_from(zeros).ok().filter(|n| *n < DIGITS_MAX)?;
    format!("{sign}{significant}{}", "0".repeat(zeros))
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{NumberTokens, integer};
    use proptest::prelude::*;

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        for (text, value) in [
            ("2", Some(2)),
            ("2.0", Some(2)),
            ("-2.000", Some(-2)),
            ("1.8e3", Some(1800)),
            ("1800E-2", Some(18)),
            ("120.0e-1", Some(12)),
            ("1e+0000000000000000000000003", Some(1000)),
            ("-0.0", Some(0)),
            ("0e99999999999999999999", Some(0)),
            ("9223372036854775807.0", Some(i64::MAX)),
            ("-9.223372036854775808e18", Some(i64::MIN)),
            ("9223372036854775808.0", None),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("1.5", None),
            ("2.00000000000000000000000000000001", None),
            ("15e-1", None),
            ("1e-3", None),
            ("1e19", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", None),
        ] {
            assert_eq!(integer(text), value, "{text}");
        }
    }

    #[test]
    fn numbers_in_texts_are_not_numbers() {
        let json = br#"{"1":[2,"3\"4\\"],"\u0035":-6.5e+7,"x":[],"y":true}"#;
        let numbers: Vec<&str> = NumberTokens::of(json).collect();
        assert_eq!(numbers, ["2", "-6.5e+7"]);
    }

    proptest! {
        #[test]
        fn however_an_integer_is_written_it_is_the_same(n in any::<i64>(), shift in 0_usize..40, zeros in 0_usize..8) {
            let digits = n.unsigned_abs().to_string();
            let sign = if n < 0 { "-" } else { "" };
            // The point moved to the left, which the exponent undoes.
            let padded = format!("{}{digits}", "0".repeat(shift));
            let (whole, fraction) = padded.split_at(padded.len() - shift);
            let text = format!("{sign}{whole}.{fraction}{}e{shift}", "0".repeat(zeros));
            prop_assert_eq!(integer(&text), Some(n), "{}", text);
        }

        #[test]
        fn a_digit_after_the_point_makes_a_fraction(n in any::<i64>(), zeros in 0_usize..40, digit in 1_u8..10) {
            let text = format!("{n}.{}{digit}", "0".repeat(zeros));
            prop_assert_eq!(integer(&text), None, "{}", text);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            NumberTokens::of(&bytes).for_each(|number| {
                let _ = integer(number);
            });
        }
    }
}
