//! The way to pay that was used last in a browser, as its cookie keeps it:
//! `scan`, or `gateway_personal.ICBC` with the bank of online banking.
//!
//! Anyone can set the cookie, so it only decides what is open on the page.

use crate::bank::Bank;
use crate::product::Product;

/// A product, and the bank that was chosen for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastWay {
    /// The product.
    pub product: Product,
    /// The bank, for online banking.
    pub bank: Option<Bank>,
}

impl LastWay {
    /// Reads the cookie's value. `None` for any text that
    /// [`LastWay::cookie_value`] does not write.
    pub fn parse(value: &str) -> Option<Self> {
        let (product, bank) = match value.split_once('.') {
            Some((product, code)) => (product, Some(Bank::by_code(code)?)),
            None => (value, None),
        };
        let product = Product::parse(product)?;
        let has_bank = product == Product::GatewayPersonal;
        (bank.is_some() == has_bank).then_some(Self { product, bank })
    }

    /// The cookie's value: ASCII without separators of cookies.
    pub fn cookie_value(self) -> String {
        let product = self.product.name();
        match self.bank {
            Some(bank) => format!("{product}.{}", bank.code),
            None => product.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LastWay;
    use crate::bank::BANKS;
    use crate::product::Product;

    #[test]
    fn every_way_leads_back() {
        for product in Product::ALL {
            let banks: Vec<_> = match product {
                Product::GatewayPersonal => BANKS.iter().copied().map(Some).collect(),
                _ => vec![None],
            };
            for bank in banks {
                let way = LastWay { product, bank };
                assert_eq!(LastWay::parse(&way.cookie_value()), Some(way));
            }
        }
    }

    #[test]
    fn any_other_text_is_ignored() {
        for value in [
            "",
            "scan.",
            "scan.ICBC",
            "gateway_personal",
            "gateway_personal.XBANK",
            "gateway_personal.ICBC.ABC",
            "SCAN",
            "balance",
        ] {
            assert_eq!(LastWay::parse(value), None, "{value}");
        }
    }
}
