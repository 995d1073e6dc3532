//! How a merchant brands its pay page: six settings, never raw CSS.

pub mod colour;
pub mod logo;

pub use colour::Colour;

use crate::display_text;
use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// The six settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name shoppers know, 1 to 40 characters.
    pub display_name: String,
    /// The logo as a data URL, checked by [`logo::check`]. Without one the page
    /// shows the first letter of the name.
    pub logo: Option<String>,
    /// The colour of buttons, links and accents.
    pub colour: Colour,
    /// The corner radius.
    pub radius: Radius,
    /// The font stack, one of a fixed list.
    pub font: Font,
    /// One line with the contact for support, at most 80 characters.
    pub support: Option<String>,
}

impl Brand {
    /// Checks the settings when a brand is set.
    ///
    /// Every colour passes: by WCAG's formula black or white text always
    /// reaches 4.58:1 on it ([`Colour::text_colour`]), and links are darkened
    /// or lightened until they are legible ([`Colour::accent_on`]).
    ///
    /// # Errors
    /// [`Code::FieldInvalid`] pointing at the setting.
    pub fn check(&self) -> Result<(), Refusal> {
        display_text::check(&self.display_name, 40, "/brand/display_name")?;
        if let Some(support) = &self.support {
            display_text::check(support, 80, "/brand/support")?;
        }
        match self.logo.as_deref().map(logo::check) {
            Some(Err(why)) => {
                let detail = why.to_string();
                Err(Refusal::at(Code::FieldInvalid, "/brand/logo", detail))
            }
            _ => Ok(()),
        }
    }
}

/// The corner radius.
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

/// Font stacks of fonts that devices already have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// The system's own font.
    #[default]
    System,
    /// A serif font.
    Serif,
    /// A rounded font, where the device has one.
    Rounded,
}

#[cfg(test)]
mod tests {
    use super::{Brand, Colour, Font, Radius};

    fn brand() -> Brand {
        Brand {
            display_name: String::from("龙井"),
            logo: None,
            colour: Colour::parse("#0b6e4f").expect("a colour"),
            radius: Radius::Soft,
            font: Font::System,
            support: Some(String::from("客服 400-000-0000")),
        }
    }

    #[test]
    fn each_setting_is_checked() {
        assert_eq!(brand().check(), Ok(()));
        let pointer = |b: Brand| b.check().expect_err("refused").pointer.expect("a seed");
        assert_eq!(
            pointer(Brand {
                display_name: String::from("  "),
                ..brand()
            }),
            "/brand/display_name"
        );
        assert_eq!(
            pointer(Brand {
                display_name: "长".repeat(41),
                ..brand()
            }),
            "/brand/display_name"
        );
        assert_eq!(
            pointer(Brand {
                display_name: String::from("shop\u{202e}pohs"),
                ..brand()
            }),
            "/brand/display_name"
        );
        assert_eq!(
            pointer(Brand {
                support: Some(String::from("a\nb")),
                ..brand()
            }),
            "/brand/support"
        );
        assert_eq!(
            pointer(Brand {
                logo: Some(String::from("https://x.example/l.png")),
                ..brand()
            }),
            "/brand/logo"
        );
    }

    #[test]
    fn a_brand_is_written_as_people_write_it() {
        let json = serde_json::to_value(brand()).expect("JSON");
        assert_eq!(json["colour"], "#0b6e4f");
        assert_eq!(json["radius"], "soft");
        assert_eq!(
            serde_json::from_value::<Brand>(json).expect("reads back"),
            brand()
        );
    }
}
