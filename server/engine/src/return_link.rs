//! The mall's return address with the order, its state and our signature. For
//! display only: malls must rely on the event or a query. Rule R5 has checked
//! the address at creation.
//!
//! Added to the query: `order`, `mall_order_no`, `state`, `ts` (Unix seconds)
//! and `sig`, Ed25519 in base64url without padding over these six lines,
//! joined by line feeds, no line feed at the end:
//!
//! ```text
//! paydesk-return.v1
//! {return_url as given at creation}
//! {order}
//! {mall_order_no}
//! {state}
//! {ts}
//! ```
//!
//! No value can contain a line feed, so no two sets of values give the same
//! text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::At;
use domain::order::Order;

use crate::jwks::ProviderKey;

/// The parameters added. Those of the same name in the mall's own query are
/// removed, so that each occurs once.
const PARAMETERS: [&str; 5] = ["order", "mall_order_no", "state", "ts", "sig"];

/// The return address of `order`, signed, with its state.
pub(crate) fn signed_url(key: &ProviderKey, order: &Order, now: At) -> String {
    let (id, no, state) = (
        order.id.as_str(),
        order.facts.mall_order_no.as_str(),
        order.state.name(),
    );
    let ts = now.ms().div_euclid(1000).to_string();
    let text = signed_text(&order.facts.return_url, id, no, state, &ts);
    let sig = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()));
    let added = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(PARAMETERS.into_iter().zip([id, no, state, &ts, &sig]))
        .finish();
    let (address, query) = match order.facts.return_url.split_once('?') {
        Some((address, query)) => (address, query),
        None => (order.facts.return_url.as_str(), ""),
    };
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_added(pair));
    let query: Vec<&str> = kept.chain([added.as_str()]).collect();
    format!("{address}?{}", query.join("&"))
}

/// The text that is signed.
fn signed_text(
    return_url: &str,
    order: &str,
    mall_order_no: &str,
    state: &str,
    ts: &str,
) -> String {
    [
        "paydesk-return.v1",
        return_url,
        order,
        mall_order_no,
        state,
        ts,
    ]
    .join("\n")
}

fn is_added(pair: &str) -> bool {
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .is_some_and(|(name, _)| PARAMETERS.contains(&&*name))
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, signed_url};
    use crate::jwks::ProviderKey;
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use domain::clock::At;
    use domain::ids::{MallId, MerchantId, OrderId, PayToken};
    use domain::money::Money;
    use domain::order::{Facts, Order, OrderState};
    use domain::secret::Secret;
    use std::collections::BTreeMap;
    use testkit::keys::PROVIDER_KEY;

    const NOW: At = At::from_ms(0);

    struct Nines;
    impl domain::entropy::Entropy for Nines {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0x99);
        }
    }

    fn order(return_url: &str) -> Order {
        Order {
            id: OrderId::new(&Nines, NOW),
            token: PayToken::new(&Nines, NOW),
            mall_id: MallId::new(&Nines, NOW),
            facts: Facts {
                mall_order_no: "M-2026.1".to_owned(),
                merchant_id: MerchantId::new(&Nines, NOW),
                amount: Money::fen(12_800),
                subject: "Tea".to_owned(),
                items: Vec::new(),
                return_url: return_url.to_owned(),
                expires_in_s: 900,
                products: Vec::new(),
                store_id: None,
                buyer_ref: None,
                locale: None,
                metadata: BTreeMap::new(),
            },
            state: OrderState::Paid,
            created_at: At::from_ms(0),
            expires_at: At::from_ms(900_000),
            extensions: 0,
            live_attempt: None,
            paid_attempt: None,
            paid_at: None,
            reserved: Money::fen(0),
            refunded: Money::fen(0),
            sequence: 1,
            version: 2,
        }
    }

    fn back(return_url: &str) -> String {
        let key = ProviderKey::from_pem(&Secret::new(PROVIDER_KEY)).expect("a key");
        signed_url(&key, &order(return_url), At::from_ms(1_793_361_600_999))
    }

    #[test]
    fn a_mall_can_verify_it_from_the_address_alone() {
        let given = "https://mall.example/back?cart=%E8%8C%B6&order=mine";
        let back = url::Url::parse(&back(given)).expect("an address");
        let pairs: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
        assert_eq!(pairs["cart"], "茶", "other parameters of the mall stay");
        assert_eq!(pairs["ts"], "1793361600");
        assert_eq!(
            back.query_pairs()
                .filter(|(name, _)| name == "order")
                .count(),
            1
        );
        let signed = [
            "paydesk-return.v1",
            given,
            &pairs["order"],
            &pairs["mall_order_no"],
            &pairs["state"],
            &pairs["ts"],
        ]
        .join("\n");
        let x = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64");
        let sig = URL_SAFE_NO_PAD.decode(&pairs["sig"]).expect("base64url");
        let public = UnparsedPublicKey::new(&ED25519, x);
        assert!(public.verify(signed.as_bytes(), &sig).is_ok());
        assert!(
            public
                .verify(signed.replace("paid", "open").as_bytes(), &sig)
                .is_err()
        );
    }

    #[test]
    fn an_address_without_a_query_gets_one() {
        let back = back("https://mall.example/back");
        assert!(
            back.starts_with("https://mall.example/back?order=ord_"),
            "{back}"
        );
        for name in PARAMETERS {
            assert_eq!(back.matches(&format!("{name}=")).count(), 1, "{name}");
        }
    }
}
