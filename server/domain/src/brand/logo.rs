//! The logos of a brand. A logo is a file of its own, named by its content; a
//! brand holds the names.
//!
//! The page shows it in an `<img>`, where no script runs.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of a logo: `img_` and hexadecimal digits of the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogoId(String);

impl LogoId {
    /// The name of the content with this SHA-256.
    pub fn of_hash(hash: &[u8; 32]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        Self(format!("img_{:032x}", u128::from_be_bytes(half)))
    }

    /// Reads a name; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("img_")?;
        let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z');
        let plain = !digits.is_empty() && digits.len() <= 32 && digits.bytes().all(is_digit);
        plain.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The logos of a brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logos {
    /// About as wide as high.
    #[serde(default)]
    pub square: Option<LogoId>,
    /// The square one on dark pages; without it the square one.
    #[serde(default)]
    pub square_dark: Option<LogoId>,
    /// Wider than high, for PCs; without it the square one.
    #[serde(default)]
    pub wide: Option<LogoId>,
    /// The wide one on dark pages; without it the wide one.
    #[serde(default)]
    pub wide_dark: Option<LogoId>,
}

/// One of the logos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogoSlot {
    /// [`Logos::square`].
    Square,
    /// [`Logos::square_dark`].
    SquareDark,
    /// [`Logos::wide`].
    Wide,
    /// [`Logos::wide_dark`].
    WideDark,
}

impl LogoSlot {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Square, Self::SquareDark, Self::Wide, Self::WideDark];

    /// The name in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::SquareDark => "square_dark",
            Self::Wide => "wide",
            Self::WideDark => "wide_dark",
        }
    }

    /// The slot of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }
}

impl Logos {
    /// The logo of a slot.
    pub const fn of(&self, slot: LogoSlot) -> Option<&LogoId> {
        match slot {
            LogoSlot::Square => self.square.as_ref(),
            LogoSlot::SquareDark => self.square_dark.as_ref(),
            LogoSlot::Wide => self.wide.as_ref(),
            LogoSlot::WideDark => self.wide_dark.as_ref(),
        }
    }

    /// Puts a logo into a slot, or empties it.
    pub fn put(&mut self, slot: LogoSlot, logo: Option<LogoId>) {
        match slot {
            LogoSlot::Square => self.square = logo,
            LogoSlot::SquareDark => self.square_dark = logo,
            LogoSlot::Wide => self.wide = logo,
            LogoSlot::WideDark => self.wide_dark = logo,
        }
    }

    /// All logos.
    pub fn all(&self) -> impl Iterator<Item = &LogoId> {
        LogoSlot::ALL.into_iter().filter_map(|slot| self.of(slot))
    }
}

#[cfg(test)]
mod tests {
    use super::LogoId;

    #[test]
    fn a_logo_s_name_is_no_path() {
        let name = LogoId::of_hash(&[0xab; 32]);
        assert_eq!(LogoId::parse(name.as_str()), Some(name));
        for bad in ["", "img_", "img_../x", "IMG_ab", "img_a b"] {
            assert_eq!(LogoId::parse(bad), None, "{bad}");
        }
    }
}
