//! The cookie of the way to pay that was used last, so that it is open at the
//! next order. It holds no more than a product and a bank, is set when a payment
//! begins, and decides nothing.

use super::site::Site;
use crate::actions::outcome::ActionOutcome;
use axum::response::Response;
use domain::bank::Bank;
use domain::desk::Place;
use domain::ids::PayToken;
use domain::last_way::LastWay;
use domain::product::Product;
use http::HeaderMap;
use serde::Deserialize;
use ui::cookies;

/// The name of the cookie.
const NAME: &str = "last_way";

/// How long a browser keeps it: 180 days.
const MAX_AGE_S: u32 = 180 * 86_400;

/// The way in the request's cookie; `None` for any value that is not ours.
pub(super) fn read(headers: &HeaderMap) -> Option<LastWay> {
    cookies::read(headers, NAME).find_map(LastWay::parse)
}

/// The way with which this action began a payment.
pub(super) fn begun(
    action: &str,
    token: &PayToken,
    body: &[u8],
    outcome: &ActionOutcome,
) -> Option<LastWay> {
    #[derive(Deserialize)]
    struct Chosen {
        #[serde(default)]
        way: String,
        #[serde(default)]
        bank: String,
    }
    let quick = LastWay {
        product: Product::QuickAgreement,
        bank: None,
    };
    match (action, outcome) {
        ("send_code", ActionOutcome::Show(shown)) => {
            (shown.place == Place::Code && shown.errors.is_empty()).then_some(quick)
        }
        ("confirm_payment", ActionOutcome::Go { path }) => {
            let chosen: Chosen = serde_urlencoded::from_bytes(body).ok()?;
            let way = match Product::parse(&chosen.way) {
                Some(product) => LastWay {
                    product,
                    bank: None,
                },
                None if chosen.way == "bank" => LastWay {
                    product: Product::GatewayPersonal,
                    bank: Some(Bank::by_code(&chosen.bank)?),
                },
                None => quick,
            };
            let begins = match way.product {
                Product::GatewayPersonal => Place::Bank,
                Product::QuickAgreement => Place::Code,
                Product::Scan | Product::Wechat => Place::Scan,
            };
            (*path == begins.path(token)).then_some(way)
        }
        _ => None,
    }
}

impl Site {
    /// Has the browser keep the way.
    pub(super) fn remember_way(&self, response: &mut Response, way: LastWay) {
        let value = way.cookie_value();
        self.set_cookie(response, (NAME, &value), "/pay", Some(MAX_AGE_S));
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use domain::product::Product;
    use http::header::COOKIE;
    use http::{HeaderMap, HeaderValue};

    #[test]
    fn a_strange_value_is_ignored() {
        let product = |line: &'static str| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))]);
            read(&headers).map(|way| way.product)
        };
        assert_eq!(product("a=b; last_way=scan"), Some(Product::Scan));
        for line in ["last_way", "last_way=", "last_way=<b>"] {
            assert_eq!(product(line), None, "{line}");
        }
    }
}
