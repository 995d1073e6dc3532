//! A merchant's look on the pay page: six seeds, never raw CSS.

use serde::{Deserialize, Serialize};

/// The six seeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name shoppers know, 1 to 40 characters.
    pub display_name: String,
    /// The logo, as a small image in a data address (PNG or SVG without
    /// scripts, checked when it was set); a letter tile where there is none.
    pub logo: Option<String>,
    /// The colour of buttons and marks.
    pub colour: Colour,
    /// How round corners are.
    pub radius: Radius,
    /// The font stack, from a closed list.
    pub font: Font,
    /// One line on who helps, 0 to 80 characters.
    pub support: Option<String>,
}

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// How round corners are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Radius {
    /// 0.
    Square,
    /// 8 px.
    #[default]
    Soft,
    /// 16 px, buttons as pills.
    Round,
}

/// Font stacks of what devices already have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// The system's own face.
    #[default]
    System,
    /// A serif face.
    Serif,
    /// A rounded face where there is one.
    Rounded,
}
