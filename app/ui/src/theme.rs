//! A merchant's brand as CSS custom properties. Only values that
//! `domain::brand` checked or computed are written: colours as `#rrggbb`, names
//! from closed lists.

use domain::brand::colour::{EDGE_CONTRAST, TEXT_CONTRAST, contrast};
use domain::brand::{Brand, Colour, Font, Radius, nearest_reaching};

/// The background in `style/00-tokens.css` with the least contrast to accents
/// and edges, in the light scheme (`--ground`).
const LIGHT: Colour = Colour {
    r: 0xf4,
    g: 0xf5,
    b: 0xf7,
};

/// The same in the dark scheme (`--surface-2`).
const DARK: Colour = Colour {
    r: 0x1e,
    g: 0x23,
    b: 0x2b,
};

/// The custom properties that a brand sets, with their values.
pub fn declarations(brand: &Brand) -> Vec<(&'static str, String)> {
    let (radius, radius_button) = match brand.radius {
        Radius::Square => ("0px", "0px"),
        Radius::Soft => ("12px", "10px"),
        Radius::Round => ("20px", "999px"),
    };
    let font = match brand.font {
        Font::System => "var(--font-sans)",
        Font::Serif => "var(--font-serif)",
        Font::Rounded => "var(--font-rounded)",
    };
    let colour = brand.colour;
    vec![
        ("--brand", colour.to_string()),
        ("--brand-ink", colour.text_colour().to_string()),
        ("--mark-light", colour.accent_on(LIGHT).to_string()),
        ("--mark-dark", colour.accent_on(DARK).to_string()),
        ("--edge-light", colour.edge_on(LIGHT).to_string()),
        ("--edge-dark", colour.edge_on(DARK).to_string()),
        ("--radius", radius.to_owned()),
        ("--radius-button", radius_button.to_owned()),
        ("--font", font.to_owned()),
    ]
}

/// One of the pairs of colours whose contrast decides whether people can read a
/// page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContrastPair {
    /// Its name in the page.
    pub id: &'static str,
    /// The contrast of the brand's colour, in hundredths.
    pub ratio: u64,
    /// The least that WCAG 2.2 asks for, in hundredths.
    pub needed: u64,
    /// The nearest colour that has it; `None` where the brand's has.
    pub nearest: Option<Colour>,
}

/// The pairs of a brand's colour: the text on a button, then links and edges of
/// buttons on the lightest and the darkest page. Where a pair fails, pages use
/// another shade for it ([`declarations`]).
pub fn contrast_pairs(colour: Colour) -> [ContrastPair; 5] {
    [
        ("button-text", colour.text_colour(), TEXT_CONTRAST),
        ("link-light", LIGHT, TEXT_CONTRAST),
        ("edge-light", LIGHT, EDGE_CONTRAST),
        ("link-dark", DARK, TEXT_CONTRAST),
        ("edge-dark", DARK, EDGE_CONTRAST),
    ]
    .map(|(id, other, needed)| {
        let ratio = contrast(colour, other);
        let nearest = (ratio < needed).then(|| nearest_reaching(colour, needed, other));
        ContrastPair {
            id,
            ratio,
            needed,
            nearest,
        }
    })
}

/// A contrast in words: `4.53:1`.
pub fn ratio_text(hundredths: u64) -> String {
    format!("{}.{:02}:1", hundredths / 100, hundredths % 100)
}

/// The rule to put after the style sheet; empty without a brand.
#[cfg(feature = "ssr")]
pub(crate) fn rule(brand: Option<&Brand>) -> String {
    let Some(brand) = brand else {
        return String::new();
    };
    // The style sheet has the system's font.
    let is_own = |(name, _): &(&str, String)| *name != "--font" || brand.font != Font::System;
    let mut all = declarations(brand);
    all.retain(is_own);
    rule_of(":root", &all)
}

/// A rule with these declarations.
#[cfg(feature = "ssr")]
pub fn rule_of(selector: &str, declarations: &[(&str, String)]) -> String {
    let all = declarations.iter();
    let all: Vec<_> = all.map(|(name, value)| format!("{name}:{value}")).collect();
    format!("{selector}{{{}}}", all.join(";"))
}

#[cfg(test)]
mod tests {
    use super::{DARK, LIGHT, contrast_pairs, rule};
    use domain::brand::colour::contrast;
    use domain::brand::{Brand, Colour};

    const TOKENS: &str = include_str!("../../../style/00-tokens.css");

    /// The first value of a custom property in a style sheet.
    fn value(css: &str, name: &str) -> Colour {
        let (_, rest) = css.split_once(&format!("{name}:")).expect(name);
        let end = rest.find([';', '}']).expect("its end");
        match rest[..end].trim() {
            "#fff" => Colour::WHITE,
            text => Colour::parse(text).expect(name),
        }
    }

    fn branded(colour: Colour) -> String {
        rule(Some(&Brand::plain("茶", colour)))
    }

    /// The colour cube in steps of 15, which has both ends.
    fn cube() -> impl Iterator<Item = Colour> {
        let parts = || (0..=255).step_by(15);
        parts()
            .flat_map(move |r| parts().flat_map(move |g| parts().map(move |b| Colour { r, g, b })))
    }

    #[test]
    fn a_button_of_any_colour_stands_out_and_can_be_read_in_both_schemes() {
        let (light, dark) = TOKENS.split_once("@media").expect("a dark scheme");
        for colour in cube().chain([Colour::parse("#fdfdfd").expect("a colour")]) {
            let css = branded(colour);
            let fill = value(&css, "--brand");
            assert!(
                contrast(value(&css, "--brand-ink"), fill) >= 450,
                "{colour}"
            );
            for (edge, sheet) in [("--edge-light", light), ("--edge-dark", dark)] {
                for around in ["--ground", "--surface", "--surface-2"] {
                    let seen = contrast(value(&css, edge), value(sheet, around));
                    assert!(seen >= 300, "{colour}: {edge} on {around} is {seen}");
                }
            }
        }
    }

    #[test]
    fn a_pair_that_fails_names_a_colour_that_passes() {
        let pairs = contrast_pairs(Colour::parse("#07c160").expect("a colour"));
        let failing: Vec<_> = pairs.iter().filter(|pair| pair.nearest.is_some()).collect();
        assert_eq!(failing.len(), 2, "{pairs:?}");
        for pair in failing {
            assert!(pair.ratio < pair.needed && pair.id.ends_with("light"));
            let found = contrast(pair.nearest.expect("a colour"), super::LIGHT);
            assert!(found >= pair.needed, "{pair:?}");
        }
        assert_eq!(super::ratio_text(453), "4.53:1");
        assert_eq!(super::ratio_text(1200), "12.00:1");
    }

    /// Pages without a brand have the values of the style sheet.
    #[test]
    fn the_defaults_are_those_of_the_default_colour() {
        let css = branded(value(TOKENS, "--brand"));
        for name in ["--edge-light", "--edge-dark"] {
            assert_eq!(value(TOKENS, name), value(&css, name), "{name}");
        }
    }

    /// The style sheet has the same two backgrounds.
    #[test]
    fn marks_are_computed_for_the_backgrounds_of_the_style_sheet() {
        let (light, dark) = TOKENS.split_once("@media").expect("a dark scheme");
        assert!(light.contains(&format!("--ground: {LIGHT};")));
        assert!(dark.contains(&format!("--surface-2: {DARK};")));
    }

    #[test]
    fn without_a_brand_nothing_is_set() {
        assert_eq!(rule(None), "");
    }
}
