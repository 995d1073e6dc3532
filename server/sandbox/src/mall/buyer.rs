//! The two demo buyers. Paydesk receives only an opaque reference of each, by
//! which it finds their saved cards.

use domain::locale::Locale;
use serde::{Deserialize, Serialize};

/// A simulated login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Buyer {
    /// 小林.
    #[default]
    Lin,
    /// 小周.
    Zhou,
}

impl Buyer {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Lin, Self::Zhou];

    /// The name in forms and the cookie.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Lin => "lin",
            Self::Zhou => "zhou",
        }
    }

    /// The buyer of this name in a form.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.key() == key)
    }

    /// The name on pages.
    pub(crate) const fn name(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Lin, Locale::ZhCn) => "小林",
            (Self::Lin, Locale::En) => "Lin",
            (Self::Zhou, Locale::ZhCn) => "小周",
            (Self::Zhou, Locale::En) => "Zhou",
        }
    }

    /// The delivery address, invented.
    pub(crate) const fn address(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Lin, Locale::ZhCn) => "江南市 平江区 枕河里 8 号 302 室",
            (Self::Lin, Locale::En) => "Flat 302, 8 Zhenhe Lane, Pingjiang, Jiangnan",
            (Self::Zhou, Locale::ZhCn) => "江南市 湖滨区 听荷路 16 号",
            (Self::Zhou, Locale::En) => "16 Tinghe Road, Hubin, Jiangnan",
        }
    }

    /// The `buyer_ref` sent to Paydesk: stable and opaque.
    pub(crate) const fn reference(self) -> &'static str {
        match self {
            Self::Lin => "jn-7c1e04b2a95d",
            Self::Zhou => "jn-e83f61d07b24",
        }
    }
}
