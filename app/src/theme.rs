//! A merchant's look as custom properties. Only what `domain::brand` checked
//! and computed is written: colours as `#rrggbb`, names from closed lists.

use domain::brand::{Brand, Colour, Font, Radius};

/// The ground of `style/00-tokens.css` a mark is read worst on, in the light
/// scheme (`--ground`).
const LIGHT: Colour = Colour {
    r: 0xf4,
    g: 0xf5,
    b: 0xf7,
};

/// And in the dark one (`--surface-2`).
const DARK: Colour = Colour {
    r: 0x1e,
    g: 0x23,
    b: 0x2b,
};

/// The declarations that follow the style sheet.
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

    /// The style sheet and this file name the same two grounds.
    #[test]
    fn marks_are_computed_for_the_grounds_that_are_there() {
        let tokens = include_str!("../../style/00-tokens.css");
        let (light, dark) = tokens.split_once("@media").expect("a dark scheme");
        assert!(light.contains(&format!("--ground: {LIGHT};")));
        assert!(dark.contains(&format!("--surface-2: {DARK};")));
    }

    #[test]
    fn no_brand_is_the_house_s_own() {
        assert_eq!(properties(None), "");
        assert_eq!(Colour::WHITE.accent_on(LIGHT).to_string().len(), 7);
    }
}
