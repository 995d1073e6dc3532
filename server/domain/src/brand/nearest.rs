//! The nearest colour that has a contrast, as people see nearness: in `OKLab`, with
//! the same hue (bottosson.github.io/posts/oklab). In whole numbers of millionths,
//! so that server and browser agree exactly; the contrast itself is decided by
//! [`contrast`].

use super::colour::{Colour, LINEAR, contrast};

/// One, in millionths.
const ONE: i64 = 1_000_000;

/// Lightnesses that are tried.
const STEPS: i64 = 400;

/// Linear light to the responses of the eye's three kinds of cone, in millionths.
const CONES: [[i64; 3]; 3] = [
    [412_221, 536_333, 51_446],
    [211_903, 680_700, 107_397],
    [88_302, 281_719, 629_979],
];
/// The cube roots of these to lightness and two differences of colour.
const LAB: [[i64; 3]; 3] = [
    [210_454, 793_618, -4_072],
    [1_977_998, -2_428_592, 450_594],
    [25_904, 782_772, -808_676],
];
/// Back from [`LAB`].
const ROOTS: [[i64; 3]; 3] = [
    [ONE, 396_338, 215_804],
    [ONE, -105_561, -63_854],
    [ONE, -89_484, -1_291_486],
];
/// Back from [`CONES`].
const LIGHT: [[i64; 3]; 3] = [
    [4_076_742, -3_307_712, 230_970],
    [-1_268_438, 2_609_757, -341_319],
    [-4_196, -703_419, 1_707_615],
];

/// The colour nearest to `colour` whose contrast with `page` is at least `ratio`, in
/// hundredths: itself where it has it. Black or white where no colour of its hue has.
pub fn nearest_reaching(colour: Colour, ratio: u64, page: Colour) -> Colour {
    if contrast(colour, page) >= ratio {
        return colour;
    }
    let own = lab(colour);
    let lightnesses = (0..=STEPS).map(|step| ONE * step / STEPS);
    let candidates = lightnesses.map(|lightness| in_gamut(lightness, own));
    let passing = candidates.filter(|candidate| contrast(*candidate, page) >= ratio);
    let nearest = passing.min_by_key(|candidate| distance(lab(*candidate), own));
    nearest.unwrap_or(page.text_colour())
}

/// The colour of this lightness and the hue of `own`, with as much of its chroma
/// as a screen can show.
fn in_gamut(lightness: i64, own: [i64; 3]) -> Colour {
    let with = |thousandths: i64| {
        let part = |value: i64| value * thousandths / 1000;
        light([lightness, part(own[1]), part(own[2])])
    };
    let shown = |light: [i64; 3]| light.iter().all(|part| (0..=ONE).contains(part));
    let (mut least, mut most) = (0, 1000);
    while most - least > 1 {
        let middle = i64::midpoint(least, most);
        if shown(with(middle)) {
            least = middle;
        } else {
            most = middle;
        }
    }
    let whole = with(1000);
    let [r, g, b] = if shown(whole) { whole } else { with(least) };
    Colour {
        r: component(r),
        g: component(g),
        b: component(b),
    }
}

fn lab(colour: Colour) -> [i64; 3] {
    let linear = |part: u8| i64::from(LINEAR[usize::from(part)]);
    let cones = product(
        &CONES,
        [linear(colour.r), linear(colour.g), linear(colour.b)],
    );
    product(&LAB, cones.map(cube_root))
}

fn light(lab: [i64; 3]) -> [i64; 3] {
    let cubed = |root: i64| root * root / ONE * root / ONE;
    product(&LIGHT, product(&ROOTS, lab).map(cubed))
}

fn product(matrix: &[[i64; 3]; 3], vector: [i64; 3]) -> [i64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum::<i64>() / ONE)
}

/// The cube root of a number of millionths, in millionths.
fn cube_root(millionths: i64) -> i64 {
    let target = i128::from(millionths) * i128::from(ONE) * i128::from(ONE);
    let (mut least, mut most) = (0, ONE + 1000);
    while most - least > 1 {
        let middle = i64::midpoint(least, most);
        if i128::from(middle).pow(3) <= target {
            least = middle;
        } else {
            most = middle;
        }
    }
    least
}

fn distance(a: [i64; 3], b: [i64; 3]) -> i64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The sRGB component whose linear light is nearest.
fn component(linear: i64) -> u8 {
    let mut all = 0..=u8::MAX;
    let nearest = all
        .by_ref()
        .min_by_key(|part| (i64::from(LINEAR[usize::from(*part)]) - linear).abs());
    nearest.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{lab, nearest_reaching};
    use crate::brand::Colour;
    use crate::brand::colour::{TEXT_CONTRAST, contrast};
    use proptest::prelude::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    /// The published values of pure red, in millionths.
    #[test]
    fn oklab_is_as_published() {
        let [l, a, b] = lab(colour("#ff0000"));
        for (value, published) in [(l, 627_955), (a, 224_863), (b, 125_846)] {
            assert!((value - published).abs() < 200, "{value} {published}");
        }
    }

    #[test]
    fn well_known_brands_stay_what_they_are() {
        for (brand, near) in [("#1677ff", "#086ff7"), ("#07c160", "#008942")] {
            let found = nearest_reaching(colour(brand), TEXT_CONTRAST, Colour::WHITE);
            let apart = |a: u8, b: u8| a.abs_diff(b) <= 3;
            let expected = colour(near);
            assert!(
                apart(found.r, expected.r)
                    && apart(found.g, expected.g)
                    && apart(found.b, expected.b),
                "{brand}: {found}, not {near}"
            );
        }
        let green = colour("#0b6e4f");
        assert_eq!(nearest_reaching(green, TEXT_CONTRAST, Colour::WHITE), green);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn what_is_suggested_passes(r: u8, g: u8, b: u8) {
            for page in [Colour::WHITE, colour("#f4f5f7"), colour("#1e232b"), Colour::BLACK] {
                let found = nearest_reaching(Colour { r, g, b }, TEXT_CONTRAST, page);
                prop_assert!(contrast(found, page) >= TEXT_CONTRAST, "{} on {}", found, page);
            }
        }
    }
}
