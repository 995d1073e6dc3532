//! How a merchant brands its pay page: settings from closed lists and checked
//! texts, never raw CSS or HTML.

mod button_words;
pub mod colour;
mod link;
mod logo;
mod nearest;
pub mod svg;

pub use button_words::ButtonWords;
pub use colour::Colour;
pub use link::is_link;
pub use logo::{LogoId, LogoSlot, Logos};
pub use nearest::nearest_reaching;

use crate::display_text;
use crate::product::Product;
use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
pub const NAME_MAX: usize = 40;
/// The longest line of support.
pub const SUPPORT_MAX: usize = 80;
/// The longest message on the page of the result.
pub const MESSAGE_MAX: usize = 120;

/// The settings. Those after `support` are missing in brands of older versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name shoppers know, 1 to 40 characters.
    pub display_name: String,
    /// The colour of buttons, links and accents.
    pub colour: Colour,
    /// The corner radius.
    pub radius: Radius,
    /// The font stack, one of a fixed list.
    pub font: Font,
    /// One line with the contact for support, at most 80 characters.
    pub support: Option<String>,
    /// The logos. Without one the page shows the first letter of the name.
    #[serde(default)]
    pub logos: Logos,
    /// The verb of the buttons that pay.
    #[serde(default)]
    pub button: ButtonWords,
    /// The order of the ways to pay. Those that are not named follow in the
    /// order of [`Product::ALL`].
    #[serde(default)]
    pub ways: Vec<Product>,
    /// A line of text on the page of the paid order, at most 120 characters.
    #[serde(default)]
    pub message: Option<String>,
    /// The merchant's terms of sale: an https link.
    #[serde(default)]
    pub terms: Option<String>,
    /// The merchant's privacy policy: an https link.
    #[serde(default)]
    pub privacy: Option<String>,
}

impl Brand {
    /// A brand of a name and a colour, and else as pages are without one.
    pub fn plain(display_name: impl Into<String>, colour: Colour) -> Self {
        Self {
            display_name: display_name.into(),
            colour,
            radius: Radius::default(),
            font: Font::default(),
            support: None,
            logos: Logos::default(),
            button: ButtonWords::default(),
            ways: Vec::new(),
            message: None,
            terms: None,
            privacy: None,
        }
    }

    /// Checks the settings when a brand is set.
    ///
    /// Every colour passes: by WCAG's formula black or white text always
    /// reaches 4.58:1 on it ([`Colour::text_colour`]), and links are darkened
    /// or lightened until they are legible ([`Colour::accent_on`]).
    ///
    /// # Errors
    /// [`Code::FieldInvalid`] pointing at the setting.
    pub fn check(&self) -> Result<(), Refusal> {
        let text = |text: &Option<String>, max, pointer: &str| match text {
            Some(text) => display_text::check(text, max, pointer),
            None => Ok(()),
        };
        display_text::check(&self.display_name, NAME_MAX, "/brand/display_name")?;
        text(&self.support, SUPPORT_MAX, "/brand/support")?;
        text(&self.message, MESSAGE_MAX, "/brand/message")?;
        for (link, pointer) in [
            (&self.terms, "/brand/terms"),
            (&self.privacy, "/brand/privacy"),
        ] {
            if link.as_deref().is_some_and(|link| !is_link(link)) {
                let why = "an https link of at most 200 characters";
                return Err(Refusal::at(Code::FieldInvalid, pointer, why));
            }
        }
        Ok(())
    }

    /// The place of a way to pay in the order of the ways.
    pub fn rank(&self, product: Product) -> usize {
        let own = self.ways.iter().position(|way| *way == product);
        own.unwrap_or(self.ways.len())
    }
}

/// The corner radius.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Radius {
    /// 0.
    Square,
    /// 12 px.
    #[default]
    Soft,
    /// 20 px, buttons as pills.
    Round,
}

impl Radius {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Square, Self::Soft, Self::Round];

    /// The name in forms and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::Soft => "soft",
            Self::Round => "round",
        }
    }
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

impl Font {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::System, Self::Serif, Self::Rounded];

    /// The name in forms and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Serif => "serif",
            Self::Rounded => "rounded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Brand, Colour};
    use crate::product::Product;

    fn brand() -> Brand {
        Brand {
            support: Some(String::from("客服 400-000-0000")),
            ..Brand::plain("龙井", Colour::parse("#0b6e4f").expect("a colour"))
        }
    }

    #[test]
    fn each_setting_is_checked() {
        assert_eq!(brand().check(), Ok(()));
        let some = |text: &str| Some(text.to_owned());
        let name = |text: &str| Brand {
            display_name: text.to_owned(),
            ..brand()
        };
        for (wrong, pointer) in [
            (name("  "), "/brand/display_name"),
            (name(&"长".repeat(41)), "/brand/display_name"),
            (name("shop\u{202e}pohs"), "/brand/display_name"),
            (
                Brand {
                    support: some("a\nb"),
                    ..brand()
                },
                "/brand/support",
            ),
            (
                Brand {
                    message: some(&"长".repeat(121)),
                    ..brand()
                },
                "/brand/message",
            ),
            (
                Brand {
                    terms: some("javascript:alert(1)"),
                    ..brand()
                },
                "/brand/terms",
            ),
            (
                Brand {
                    privacy: some("http://tea.example/"),
                    ..brand()
                },
                "/brand/privacy",
            ),
        ] {
            let refusal = wrong.check().expect_err(pointer);
            assert_eq!(refusal.pointer.as_deref(), Some(pointer));
        }
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

    #[test]
    fn a_brand_of_an_older_version_is_read() {
        let text = r##"{"display_name":"龙井","colour":"#0b6e4f","radius":"soft","font":"system","support":"客服 400-000-0000"}"##;
        assert_eq!(serde_json::from_str::<Brand>(text).expect("reads"), brand());
    }

    #[test]
    fn ways_that_are_not_named_follow_in_their_order() {
        let brand = Brand {
            ways: vec![Product::Wechat],
            ..brand()
        };
        let mut ways = Product::ALL;
        ways.sort_by_key(|way| brand.rank(*way));
        assert_eq!(ways[0], Product::Wechat);
        let rest: Vec<_> = Product::ALL
            .into_iter()
            .filter(|way| *way != Product::Wechat)
            .collect();
        assert_eq!(ways[1..], rest[..]);
    }
}
