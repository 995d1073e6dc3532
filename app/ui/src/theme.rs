//! A merchant's brand as CSS custom properties. Only values that
//! `domain::brand` checked or computed are written: colours as `#rrggbb`, names
//! from closed lists.

use domain::brand::{Brand, Colour, Font, Radius};

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

/// The declarations to put after the style sheet.
pub(crate) fn properties(brand: Option<&Brand>) -> String {
    let Some(brand) = brand else {
        return String::new();
    };
    let radius = match brand.radius {
        Radius::Square => "--radius:0px;--radius-button:0px",
        Radius::Soft => "--radius:12px;--radius-button:10px",
        Radius::Round => "--radius:20px;--radius-button:999px",
    };
    let font = match brand.font {
        Font::System => "",
        Font::Serif => ";--font:var(--font-serif)",
        Font::Rounded => ";--font:var(--font-rounded)",
    };
    let colour = brand.colour;
    format!(
        ":root{{--brand:{colour};--brand-ink:{};--mark-light:{};--mark-dark:{};\
         --edge-light:{};--edge-dark:{};{radius}{font}}}",
        colour.text_colour(),
        colour.accent_on(LIGHT),
        colour.accent_on(DARK),
        colour.edge_on(LIGHT),
        colour.edge_on(DARK),
    )
}

#[cfg(test)]
mod tests {
    use super::{DARK, LIGHT, properties};
    use domain::brand::colour::contrast;
    use domain::brand::{Brand, Colour, Font, Radius};

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
        properties(Some(&Brand {
            display_name: String::from("茶"),
            logo: None,
            colour,
            radius: Radius::Soft,
            font: Font::System,
            support: None,
        }))
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
        assert_eq!(properties(None), "");
    }
}
