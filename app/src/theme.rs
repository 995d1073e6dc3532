//! A merchant's look as custom properties. Only what `domain::brand` checked
//! and computed is written: colours as `#rrggbb`, names from closed lists.

use domain::brand::{Brand, Font, Radius};

/// The declarations that follow the style sheet.
pub(crate) fn properties(brand: Option<&Brand>) -> String {
    let Some(brand) = brand else {
        return String::new();
    };
    let radius = match brand.radius {
        Radius::Square => "--radius:0;--radius-button:0",
        Radius::Soft => "--radius:12px;--radius-button:10px",
        Radius::Round => "--radius:20px;--radius-button:999px",
    };
    let font = match brand.font {
        Font::System => "",
        Font::Serif => ";--font:var(--font-serif)",
        Font::Rounded => ";--font:var(--font-rounded)",
    };
    let domain::brand::Colour { r, g, b } = brand.colour;
    format!(":root{{--brand:#{r:02x}{g:02x}{b:02x};{radius}{font}}}")
}
