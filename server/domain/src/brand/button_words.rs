//! The verb of the buttons that pay, from a closed list: each language has its
//! words, and none promises what is not so.

use serde::{Deserialize, Serialize};

/// What a button that pays is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonWords {
    /// 支付.
    #[default]
    Pay,
    /// 预订: a room, a seat, a table.
    Book,
    /// 缴费: fees and bills.
    PayBill,
    /// 充值: a balance.
    TopUp,
    /// 捐款.
    Donate,
}

impl ButtonWords {
    /// All variants.
    pub const ALL: [Self; 5] = [
        Self::Pay,
        Self::Book,
        Self::PayBill,
        Self::TopUp,
        Self::Donate,
    ];

    /// The name in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Book => "book",
            Self::PayBill => "pay_bill",
            Self::TopUp => "top_up",
            Self::Donate => "donate",
        }
    }
}
