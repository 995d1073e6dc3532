//! Payment products: what the shopper picks.

use serde::{Deserialize, Serialize};

/// A way to pay that this release carries out from end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// 网银: the shopper pays on the bank's own page, through the clearing house.
    GatewayPersonal,
    /// 快捷: a card signed once, then a code each time.
    QuickAgreement,
    /// 扫码: the shopper scans a code with a banking or wallet app.
    Scan,
}

impl Product {
    /// All, in the order the page offers them.
    pub const ALL: [Self; 3] = [Self::QuickAgreement, Self::Scan, Self::GatewayPersonal];

    /// The name in the API, SQL and CSS.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GatewayPersonal => "gateway_personal",
            Self::QuickAgreement => "quick_agreement",
            Self::Scan => "scan",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// True where the payer pays elsewhere (bank page, banking app), so that
    /// money can move without another word from us.
    pub const fn payer_pays_elsewhere(self) -> bool {
        match self {
            Self::GatewayPersonal | Self::Scan => true,
            Self::QuickAgreement => false,
        }
    }
}

/// The network connection that carries an attempt. Clearing houses only
/// (rule R7): there is no variant for a direct line to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// UnionPay 全渠道 ACP 5.1.0.
    UnionPay,
}

impl Channel {
    /// The name in SQL and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnionPay => "union_pay",
        }
    }

    /// From its name; `None` for anything but a clearing house's network.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "union_pay" => Some(Self::UnionPay),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Product};

    #[test]
    fn names_lead_back() {
        for product in Product::ALL {
            assert_eq!(Product::parse(product.name()), Some(product));
        }
        assert_eq!(Product::parse("wallet"), None);
    }

    #[test]
    fn r7_there_is_no_direct_line_to_a_bank() {
        assert_eq!(Channel::parse("union_pay"), Some(Channel::UnionPay));
        assert_eq!(Channel::parse("icbc_direct"), None);
    }
}
