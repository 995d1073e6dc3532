//! Colours and contrast by WCAG 2.2, in whole numbers: relative luminance
//! comes from a table. Without floats, server and browser agree exactly.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An opaque sRGB colour, serialized as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// The text is not of the form `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is #rrggbb, six hexadecimal digits")]
pub struct ColourError;

/// The contrast ratio that text needs, in hundredths (WCAG 1.4.3).
pub const TEXT_CONTRAST: u64 = 450;

/// The contrast ratio that the edge of a control needs, in hundredths (WCAG
/// 1.4.11).
pub const EDGE_CONTRAST: u64 = 300;

/// Steps from a colour to black or white.
const STEPS: u16 = 64;

impl Colour {
    /// White.
    pub const WHITE: Self = Self {
        r: 255,
        g: 255,
        b: 255,
    };
    /// Black.
    pub const BLACK: Self = Self { r: 0, g: 0, b: 0 };

    /// Reads `#rrggbb`.
    ///
    /// # Errors
    /// [`ColourError`] for any other notation: names, three digits, alpha.
    pub fn parse(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').ok_or(ColourError)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ColourError);
        }
        let part = |from| u8::from_str_radix(&digits[from..from + 2], 16).map_err(|_| ColourError);
        Ok(Self {
            r: part(0)?,
            g: part(2)?,
            b: part(4)?,
        })
    }

    /// The text colour with the higher contrast on this colour: black or white.
    #[must_use]
    pub fn text_colour(self) -> Self {
        if contrast(Self::WHITE, self) >= contrast(Self::BLACK, self) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// This colour for links and accents on a page of colour `page`: unchanged
    /// where it is legible as text, else moved towards black or white in the
    /// fewest steps.
    #[must_use]
    pub fn accent_on(self, page: Self) -> Self {
        self.reaching(TEXT_CONTRAST, page)
    }

    /// The edge of a control filled with this colour on a page of colour
    /// `page`: this colour itself where the fill stands out, else moved towards
    /// black or white in the fewest steps.
    #[must_use]
    pub fn edge_on(self, page: Self) -> Self {
        self.reaching(EDGE_CONTRAST, page)
    }

    /// This colour, or the nearest mixture with black or white that has the
    /// contrast.
    fn reaching(self, ratio: u64, page: Self) -> Self {
        let towards = page.text_colour();
        (0..=STEPS)
            .map(|step| self.mixed(towards, step))
            .find(|mixed| contrast(*mixed, page) >= ratio)
            .unwrap_or(towards)
    }

    /// The mixture after `step` of [`STEPS`] steps towards `other`.
    fn mixed(self, other: Self, step: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (STEPS - step) + u16::from(b) * step;
            u8::try_from(sum / STEPS).expect("a mean of bytes is a byte")
        };
        Self {
            r: mix(self.r, other.r),
            g: mix(self.g, other.g),
            b: mix(self.b, other.b),
        }
    }

    /// Relative luminance in millionths: 0 for black, 1,000,000 for white.
    fn luminance(self) -> u64 {
        let linear = |part: u8| u64::from(LINEAR[usize::from(part)]);
        (2126 * linear(self.r) + 7152 * linear(self.g) + 722 * linear(self.b)) / 10_000
    }
}

/// The contrast ratio of two colours in hundredths, rounded down: 100 to
/// 2100. Their order does not matter.
pub fn contrast(a: Colour, b: Colour) -> u64 {
    let (a, b) = (a.luminance() + 50_000, b.luminance() + 50_000);
    a.max(b) * 100 / a.min(b)
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        Self::parse(&text)
    }
}

/// sRGB components as linear light in millionths, by WCAG's formula: `c /
/// 12.92` up to 0.04045, above it `((c + 0.055) / 1.055) ^ 2.4`, rounded.
#[rustfmt::skip]
pub(super) const LINEAR: [u32; 256] = [
    0, 304, 607, 911, 1_214, 1_518, 1_821, 2_125,
    2_428, 2_732, 3_035, 3_347, 3_677, 4_025, 4_391, 4_777,
    5_182, 5_605, 6_049, 6_512, 6_995, 7_499, 8_023, 8_568,
    9_134, 9_721, 10_330, 10_960, 11_612, 12_286, 12_983, 13_702,
    14_444, 15_209, 15_996, 16_807, 17_642, 18_500, 19_382, 20_289,
    21_219, 22_174, 23_153, 24_158, 25_187, 26_241, 27_321, 28_426,
    29_557, 30_713, 31_896, 33_105, 34_340, 35_601, 36_889, 38_204,
    39_546, 40_915, 42_311, 43_735, 45_186, 46_665, 48_172, 49_707,
    51_269, 52_861, 54_480, 56_128, 57_805, 59_511, 61_246, 63_010,
    64_803, 66_626, 68_478, 70_360, 72_272, 74_214, 76_185, 78_187,
    80_220, 82_283, 84_376, 86_500, 88_656, 90_842, 93_059, 95_307,
    97_587, 99_899, 102_242, 104_616, 107_023, 109_462, 111_932, 114_435,
    116_971, 119_538, 122_139, 124_772, 127_438, 130_136, 132_868, 135_633,
    138_432, 141_263, 144_128, 147_027, 149_960, 152_926, 155_926, 158_961,
    162_029, 165_132, 168_269, 171_441, 174_647, 177_888, 181_164, 184_475,
    187_821, 191_202, 194_618, 198_069, 201_556, 205_079, 208_637, 212_231,
    215_861, 219_526, 223_228, 226_966, 230_740, 234_551, 238_398, 242_281,
    246_201, 250_158, 254_152, 258_183, 262_251, 266_356, 270_498, 274_677,
    278_894, 283_149, 287_441, 291_771, 296_138, 300_544, 304_987, 309_469,
    313_989, 318_547, 323_143, 327_778, 332_452, 337_164, 341_914, 346_704,
    351_533, 356_400, 361_307, 366_253, 371_238, 376_262, 381_326, 386_429,
    391_572, 396_755, 401_978, 407_240, 412_543, 417_885, 423_268, 428_690,
    434_154, 439_657, 445_201, 450_786, 456_411, 462_077, 467_784, 473_531,
    479_320, 485_150, 491_021, 496_933, 502_886, 508_881, 514_918, 520_996,
    527_115, 533_276, 539_479, 545_724, 552_011, 558_340, 564_712, 571_125,
    577_580, 584_078, 590_619, 597_202, 603_827, 610_496, 617_207, 623_960,
    630_757, 637_597, 644_480, 651_406, 658_375, 665_387, 672_443, 679_542,
    686_685, 693_872, 701_102, 708_376, 715_694, 723_055, 730_461, 737_910,
    745_404, 752_942, 760_525, 768_151, 775_822, 783_538, 791_298, 799_103,
    806_952, 814_847, 822_786, 830_770, 838_799, 846_873, 854_993, 863_157,
    871_367, 879_622, 887_923, 896_269, 904_661, 913_099, 921_582, 930_111,
    938_686, 947_307, 955_973, 964_686, 973_445, 982_251, 991_102, 1_000_000,
];

#[cfg(test)]
mod tests {
    use super::{Colour, EDGE_CONTRAST, TEXT_CONTRAST, contrast};
    use proptest::prelude::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn one_notation_is_read() {
        assert_eq!(colour("#0B6e4f").to_string(), "#0b6e4f");
        for bad in [
            "",
            "#fff",
            "0b6e4f",
            "#0b6e4f80",
            "#0b6e4g",
            "#+b6e4f",
            "red",
            "#红红",
            "rgb(0,0,0)",
        ] {
            assert!(Colour::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn contrasts_are_those_of_the_published_examples() {
        assert_eq!(contrast(Colour::WHITE, Colour::BLACK), 2100);
        assert_eq!(
            contrast(colour("#777777"), Colour::WHITE),
            447,
            "known to fail by a hair (4.48)"
        );
        assert_eq!(
            contrast(colour("#767676"), Colour::WHITE),
            454,
            "known to pass by a hair (4.54)"
        );
        assert_eq!(contrast(colour("#ff0000"), Colour::WHITE), 399);
        assert_eq!(contrast(colour("#0000ff"), Colour::WHITE), 859);
    }

    #[test]
    fn a_mark_keeps_its_colour_where_it_can() {
        let green = colour("#0b6e4f");
        assert_eq!(green.accent_on(Colour::WHITE), green);
        let yellow = colour("#ffd100");
        assert_eq!(yellow.text_colour(), Colour::BLACK);
        assert_ne!(yellow.accent_on(Colour::WHITE), yellow);
        assert_eq!(yellow.accent_on(colour("#121212")), yellow);
    }

    proptest! {
        #[test]
        fn every_colour_can_be_written_on(r: u8, g: u8, b: u8) {
            let colour = Colour { r, g, b };
            prop_assert!(contrast(colour.text_colour(), colour) >= TEXT_CONTRAST);
        }

        #[test]
        fn every_mark_is_legible_on_light_and_dark_pages(r: u8, g: u8, b: u8) {
            for page in [Colour::WHITE, colour("#f6f7f9"), colour("#121212"), Colour::BLACK] {
                let mark = Colour { r, g, b }.accent_on(page);
                prop_assert!(contrast(mark, page) >= TEXT_CONTRAST, "{} on {}", mark, page);
            }
        }
    }

    #[test]
    fn a_fill_that_stands_out_is_its_own_edge() {
        let (light, dark) = (Colour::WHITE, colour("#1e232b"));
        let nearly_white = colour("#fdfdfd");
        assert_eq!(nearly_white.edge_on(dark), nearly_white);
        assert!(contrast(nearly_white.edge_on(light), light) >= EDGE_CONTRAST);
        assert_eq!(Colour::BLACK.edge_on(light), Colour::BLACK);
        assert!(contrast(Colour::BLACK.edge_on(dark), dark) >= EDGE_CONTRAST);
    }

    /// The greys have every luminance, so this covers all colours; the margin
    /// of 0.08 covers rounding.
    #[test]
    fn every_grey_has_a_legible_text_colour() {
        for v in 0..=255 {
            let grey = Colour { r: v, g: v, b: v };
            assert!(contrast(grey.text_colour(), grey) >= 456, "{grey}");
        }
    }
}
