//! Payment products, which the shopper chooses from.

use serde::{Deserialize, Serialize};

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// 网银: the shopper pays on the bank's page.
    GatewayPersonal,
    /// 快捷: an agreement is signed for the card once; then an SMS code per
    /// payment.
    QuickAgreement,
    /// 扫码: the shopper scans a QR code with a banking or wallet app.
    Scan,
    /// 微信: the shopper scans a QR code with WeChat.
    Wechat,
}

impl Product {
    /// All variants, in the page's order.
    pub const ALL: [Self; 4] = [
        Self::QuickAgreement,
        Self::Scan,
        Self::Wechat,
        Self::GatewayPersonal,
    ];

    /// The name in the API, SQL and CSS.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GatewayPersonal => "gateway_personal",
            Self::QuickAgreement => "quick_agreement",
            Self::Scan => "scan",
            Self::Wechat => "wechat",
        }
    }

    /// The variant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Product;

    #[test]
    fn names_lead_back() {
        for product in Product::ALL {
            assert_eq!(Product::parse(product.name()), Some(product));
        }
        assert_eq!(Product::parse("wallet"), None);
    }
}
