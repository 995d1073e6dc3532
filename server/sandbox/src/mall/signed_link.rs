//! The signed link: an order as a link, `/pay?order=<compact JWS>`, for a mall
//! that cannot call an API. The payload is the API's body with `iss` (key id),
//! `iat`, `exp` (at most 15 minutes later) and `jti`, signed with `EdDSA`.

use super::order_request::OrderRequest;
use super::signing_key::MallSigningKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::At;
use serde::Serialize;

/// The lifetime of a link, in seconds: the most that Paydesk accepts.
const LINK_LASTS_S: i64 = 15 * 60;

#[derive(Serialize)]
struct LinkPayload<'a> {
    iss: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    #[serde(flatten)]
    order: &'a OrderRequest,
}

/// The URL that creates `order` and opens its pay page. The same order keeps
/// the same `jti`, so a later link for it opens the same page.
pub(crate) fn signed_link(
    desk_url: &str,
    key: &MallSigningKey,
    order: &OrderRequest,
    now: At,
) -> String {
    let iat = now.ms().div_euclid(1000);
    let claims = LinkPayload {
        iss: key.id(),
        iat,
        exp: iat + LINK_LASTS_S,
        jti: &order.mall_order_no,
        order,
    };
    let claims = serde_json::to_vec(&claims).expect("strings and numbers are always JSON");
    let header = serde_json::json!({ "alg": "EdDSA", "kid": key.id(), "typ": "JWT" }).to_string();
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{desk_url}/pay?order={signed}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::signed_link;
    use crate::mall::order_request::tests::order_request;
    use crate::mall::test_key::{key, verifies};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use domain::clock::At;

    #[test]
    fn the_link_carries_the_order_and_our_signature() {
        let link = signed_link(
            "http://127.0.0.1:3000",
            &key(),
            &order_request(),
            At::from_ms(1_793_361_600_000),
        );
        let jws = link
            .strip_prefix("http://127.0.0.1:3000/pay?order=")
            .expect("the pay address");
        let (signed, signature) = jws.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        assert!(verifies(signed.as_bytes(), &signature));
        let claims = URL_SAFE_NO_PAD
            .decode(signed.split_once('.').expect("two parts").1)
            .expect("base64url");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["iss"], "jiangnan-1");
        assert_eq!(claims["jti"], "JN20261122-000001");
        assert_eq!(claims["exp"].as_i64(), Some(1_793_361_600 + 900));
        assert_eq!(claims["amount"]["value"], "176.00");
        assert_eq!(claims["items"][0]["unit_price"], "88.00");
    }
}
