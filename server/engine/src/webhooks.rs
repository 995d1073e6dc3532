//! Events to malls by Standard Webhooks 1.0.0, signature `v1a` (Ed25519).
//!
//! The rules:
//! - at least once, from the database: a restart loses no delivery;
//! - the body is written once and stored, so every delivery carries the same
//!   bytes; the `webhook-id` is the event's id on every try;
//! - an event of an order is sent after the earlier ones of that order were
//!   delivered or given up;
//! - only 2xx is success; redirects are not followed; 410 switches the mall's
//!   endpoint off, if it is still the one that was tried; for 429, 502, 503 and
//!   504 `Retry-After` is respected;
//! - no address inside our own networks is called ([`endpoint`]).

pub(crate) mod client;
pub(crate) mod deliveries_under_way;
pub(crate) mod delivery_job;
mod delivery_result;
pub(crate) mod endpoint;
pub mod event_body;
mod retry_after;
mod retry_schedule;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;

use crate::jwks::ProviderKey;

/// The three headers of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebhookHeaders {
    /// `webhook-id`: the event's id, without a full stop in it.
    pub id: String,
    /// `webhook-timestamp`: Unix seconds of this try.
    pub timestamp: String,
    /// `webhook-signature`: `v1a,` and base64.
    pub signature: String,
}

impl WebhookHeaders {
    /// Signs `{id}.{timestamp}.{body}` for a try made at `now`.
    pub(crate) fn sign(key: &ProviderKey, id: &str, body: &str, now: At) -> Self {
        let timestamp = now.ms().div_euclid(1000).to_string();
        let signature = key.sign(format!("{id}.{timestamp}.{body}").as_bytes());
        let signature = format!("v1a,{}", STANDARD.encode(signature));
        Self {
            id: id.to_owned(),
            timestamp,
            signature,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WebhookHeaders;
    use crate::jwks::ProviderKey;
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use domain::clock::At;
    use domain::secret::Secret;
    use testkit::keys::PROVIDER_KEY;

    #[test]
    fn the_signature_is_over_id_time_and_body() {
        let key = ProviderKey::from_pem(&Secret::new(PROVIDER_KEY)).expect("a key");
        let headers = WebhookHeaders::sign(
            &key,
            "evt_1",
            r#"{"type":"order.paid"}"#,
            At::from_ms(1_793_361_600_999),
        );
        assert_eq!(
            (headers.id.as_str(), headers.timestamp.as_str()),
            ("evt_1", "1793361600")
        );
        let signature = headers.signature.strip_prefix("v1a,").expect("the version");
        let signature = STANDARD.decode(signature).expect("base64");
        let x = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64");
        let public = UnparsedPublicKey::new(&ED25519, x);
        let verify = |text: &str| public.verify(text.as_bytes(), &signature).is_ok();
        assert!(verify(r#"evt_1.1793361600.{"type":"order.paid"}"#));
        assert!(!verify(r#"evt_2.1793361600.{"type":"order.paid"}"#));
        assert!(!verify(r#"evt_1.1793361601.{"type":"order.paid"}"#));
    }
}
