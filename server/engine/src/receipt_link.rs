//! The public address that proves a receipt: `/receipt/{reference}`, where the
//! reference is the order's id without its prefix, a full stop, and 128 bits of
//! HMAC-SHA-256 over the id in hexadecimal digits.
//!
//! The keys are derived from the seal keys, for this purpose alone. The first
//! one signs, all verify, so that receipts stay provable when the key is
//! changed. A reference is verified before any query, and holds no pay token:
//! that token is the power to act for the shopper.

use crate::seal::{SealKeyError, derived_keys};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use domain::ids::OrderId;
use domain::secret::Secret;
use std::fmt::Write as _;

/// The prefix of an order's id, which the reference leaves out.
const PREFIX: &str = "ord_";
/// Bytes of the code. Half of the hash, which leaves 2^128 guesses.
const CODE_LEN: usize = 16;

/// The keys of receipts.
pub(crate) struct ReceiptKeys(Vec<Key>);

impl ReceiptKeys {
    /// Derived from the seal keys in the settings.
    ///
    /// # Errors
    /// [`SealKeyError`].
    pub(crate) fn new(seal_keys: &Secret) -> Result<Self, SealKeyError> {
        let key = |derived: aws_lc_rs::hkdf::Prk| {
            let okm = derived.expand(&[b"receipt"], HMAC_SHA256);
            okm.map(Key::from).map_err(|_| SealKeyError)
        };
        let keys = derived_keys(seal_keys)?.into_iter().map(key);
        keys.collect::<Result<_, _>>().map(Self)
    }

    /// The URL of an order's receipt on this origin.
    pub(crate) fn url(&self, public_url: &str, order: &OrderId) -> String {
        let id = order.as_str();
        let id = id.strip_prefix(PREFIX).unwrap_or(id);
        format!("{public_url}/receipt/{id}.{}", code(&self.0[0], id))
    }

    /// The order of a genuine reference.
    pub(crate) fn order(&self, reference: &str) -> Option<OrderId> {
        let (id, given) = reference.split_once('.')?;
        let order = OrderId::parse(&format!("{PREFIX}{id}"))?;
        let is_of = |key| verify_slices_are_equal(code(key, id).as_bytes(), given.as_bytes());
        let genuine = self.0.iter().any(|key| is_of(key).is_ok());
        genuine.then_some(order)
    }
}

impl std::fmt::Debug for ReceiptKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceiptKeys(..)")
    }
}

fn code(key: &Key, id: &str) -> String {
    let tag = sign(key, id.as_bytes());
    let bytes = tag.as_ref().iter().take(CODE_LEN);
    bytes.fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::ReceiptKeys;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use domain::ids::OrderId;
    use domain::secret::Secret;

    const DESK: &str = "https://pay.example";

    fn keys(seeds: &[u8]) -> ReceiptKeys {
        let lines: Vec<_> = seeds
            .iter()
            .map(|seed| STANDARD.encode([*seed; 32]))
            .collect();
        ReceiptKeys::new(&Secret::new(lines.join("\n"))).expect("keys")
    }

    fn order(last: char) -> OrderId {
        OrderId::parse(&format!("ord_{}a{last}", "0".repeat(24))).expect("an id")
    }

    /// The last segment of the receipt's URL.
    fn reference(keys: &ReceiptKeys, order: &OrderId) -> String {
        let url = keys.url(DESK, order);
        let reference = url.strip_prefix("https://pay.example/receipt/");
        reference.expect("on this origin").to_owned()
    }

    #[test]
    fn a_reference_proves_its_order_alone() {
        let keys = keys(&[7]);
        let [mine, other] = ['1', '2'].map(|last| reference(&keys, &order(last)));
        assert_eq!(keys.order(&mine), Some(order('1')));
        let (id, code) = mine.split_once('.').expect("two parts");
        let (_, others) = other.split_once('.').expect("two parts");
        assert_ne!(code, others);
        assert_eq!(code.len(), 32);
        for forged in [
            String::new(),
            id.to_owned(),
            format!("{id}."),
            format!("{id}.{others}"),
            format!("{id}.{}", &code[..31]),
            format!("{id}.{code}0"),
            format!("{id}.{}", code.to_uppercase()),
            format!("{}.{code}", id.to_uppercase()),
            format!("ord_{mine}"),
        ] {
            assert_eq!(keys.order(&forged), None, "{forged}");
        }
    }

    #[test]
    fn receipts_of_an_older_key_stay_genuine_and_new_ones_have_the_first() {
        let old = reference(&keys(&[7]), &order('1'));
        let changed = keys(&[8, 7]);
        assert_eq!(changed.order(&old), Some(order('1')));
        assert_eq!(
            reference(&changed, &order('1')),
            reference(&keys(&[8]), &order('1'))
        );
        assert_eq!(keys(&[8]).order(&old), None);
    }
}
