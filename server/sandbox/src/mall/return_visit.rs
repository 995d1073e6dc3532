//! The shopper's return: the query that Paydesk adds to the return URL.
//!
//! `sig` is Ed25519 by the key that also signs events, over `paydesk-return.v1`
//! and the fields below, one per line. It is information for the shopper only;
//! an event or a query decides.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::At;
use serde::Deserialize;

/// The greatest age of a return that is shown, in seconds.
const LASTS_S: u64 = 600;

/// The query of the return URL.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ReturnVisit {
    /// Paydesk's id of the order.
    pub(crate) order: String,
    /// The mall's order number.
    pub(crate) mall_order_no: String,
    /// The order's state when the shopper left the pay page.
    pub(crate) state: String,
    /// Unix seconds, as received.
    pub(crate) ts: String,
    /// base64url without padding.
    sig: String,
}

impl ReturnVisit {
    /// The signed text, for the return URL that was sent with the order.
    pub(crate) fn signed_text(&self, return_url: &str) -> String {
        let Self {
            order,
            mall_order_no,
            state,
            ts,
            ..
        } = self;
        format!("paydesk-return.v1\n{return_url}\n{order}\n{mall_order_no}\n{state}\n{ts}")
    }

    /// The signature's bytes, if `sig` is base64url.
    pub(crate) fn signature(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.sig).ok()
    }

    /// True while the return is recent enough to be shown.
    pub(crate) fn is_fresh(&self, now: At) -> bool {
        let sent = self.ts.parse::<i64>();
        sent.is_ok_and(|sent| sent.abs_diff(now.ms().div_euclid(1000)) <= LASTS_S)
    }
}

#[cfg(test)]
mod tests {
    use super::ReturnVisit;
    use domain::clock::At;

    fn visit() -> ReturnVisit {
        ReturnVisit {
            order: String::from("ord_1"),
            mall_order_no: String::from("JN20261122-000001"),
            state: String::from("paid"),
            ts: String::from("1793361600"),
            sig: String::from("AAEC"),
        }
    }

    #[test]
    fn the_signed_text_is_one_fact_a_line() {
        assert_eq!(
            visit().signed_text("http://127.0.0.1:3001/orders/JN20261122-000001"),
            "paydesk-return.v1\nhttp://127.0.0.1:3001/orders/JN20261122-000001\nord_1\n\
             JN20261122-000001\npaid\n1793361600"
        );
        assert_eq!(visit().signature(), Some(vec![0, 1, 2]));
    }

    #[test]
    fn an_old_return_is_not_shown() {
        assert!(visit().is_fresh(At::from_ms(1_793_361_600_000).plus_s(600)));
        assert!(!visit().is_fresh(At::from_ms(1_793_361_600_000).plus_s(601)));
        assert!(
            !ReturnVisit {
                ts: String::from("soon"),
                ..visit()
            }
            .is_fresh(At::from_ms(0))
        );
    }
}
