//! A merchant's brand as CSS custom properties. Only values that
//! `domain::brand` checked or computed are written: colours as `#rrggbb`, names
//! from closed lists.

use domain::brand::{Brand, Colour, Font, Radius};

/// The background in `style/00-tokens.css` with the least contrast to the
/// accent, in the light scheme (`--ground`).
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
        ":root{{--brand:{colour};--brand-ink:{};--mark-light:{};--mark-dark:{};{radius}{font}}}",
        colour.text_colour(),
        colour.accent_on(LIGHT),
        colour.accent_on(DARK),
    )
}

#[cfg(test)]
mod tests {
    use super::{DARK, LIGHT, properties};
    use domain::brand::Colour;

    /// The style sheet has the same two backgrounds.
    #[test]
    fn marks_are_computed_for_the_backgrounds_of_the_style_sheet() {
        let tokens = include_str!("../../../style/00-tokens.css");
        let (light, dark) = tokens.split_once("@media").expect("a dark scheme");
        assert!(light.contains(&format!("--ground: {LIGHT};")));
        assert!(dark.contains(&format!("--surface-2: {DARK};")));
    }

    #[test]
    fn without_a_brand_nothing_is_set() {
        assert_eq!(properties(None), "");
        assert_eq!(Colour::WHITE.accent_on(LIGHT).to_string().len(), 7);
    }
}
