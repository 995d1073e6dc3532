//! Refusals: expected errors with a stable code, an HTTP status and a text that
//! is safe to show. Faults of database or network are not refusals.

use crate::rate_limits::Limited;
use serde::{Deserialize, Serialize};

/// A refusal, as the API returns it (RFC 9457) and the page explains it.
/// `Display` is for the command line and logs, such as `field_invalid at
/// /webhook_url: the address must begin with https://`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}{}: {detail}", code.name(), place(pointer.as_deref()))]
pub struct Refusal {
    /// The stable code, for integrators' programs; never translated.
    pub code: Code,
    /// The cause and the remedy, in English, without secrets.
    pub detail: String,
    /// The field in the request, as a JSON pointer (`/items/0/quantity`).
    pub pointer: Option<String>,
    /// The limit that refused it, with `too_many_requests`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<Limited>,
}

impl From<Limited> for Refusal {
    fn from(limited: Limited) -> Self {
        let bound = limited.limit.bound();
        let (counts, per, wait_s) = (bound.counts, bound.per, limited.wait_s);
        let detail = format!("too many {counts} per {per}; try again in {wait_s} s");
        Self {
            limited: Some(limited),
            ..Self::new(Code::TooManyRequests, detail)
        }
    }
}

impl Refusal {
    /// A refusal that concerns no single field.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            pointer: None,
            limited: None,
        }
    }

    /// A refusal of one field.
    pub fn at(code: Code, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            pointer: Some(pointer.into()),
            limited: None,
        }
    }
}

fn place(pointer: Option<&str>) -> String {
    pointer.map_or_else(String::new, |field| format!(" at {field}"))
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $status:literal),+ $(,)?) => {
        /// The codes of all refusals.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[doc = $doc])* $variant),+ }

        impl Code {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }

            /// What it means, for the API's document: a sentence or two.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii()),+ }
            }
        }
    };
}

impl Code {
    /// The refusals that only signed links meet, each with what is wrong with
    /// the link.
    pub const OF_LINKS: [Self; 8] = [
        Self::LinkInvalid,
        Self::LinkKeyUnknown,
        Self::LinkSignatureInvalid,
        Self::LinkAudienceDiffers,
        Self::LinkNotYetValid,
        Self::LinkLifetimeInvalid,
        Self::LinkExpired,
        Self::LinkReused,
    ];
}

codes! {
    /// The body is not JSON, or a field is missing or of the wrong type.
    MalformedJson "malformed_json" 400,
    /// A query parameter or header is missing or unreadable.
    BadRequest "bad_request" 400,
    /// `Idempotency-Key` is missing on a POST.
    IdempotencyKeyMissing "idempotency_key_missing" 400,
    /// No signature on a request that needs one.
    SignatureMissing "signature_missing" 401,
    /// The signature does not verify, or does not cover what it must.
    SignatureInvalid "signature_invalid" 401,
    /// `created` differs from the server's time by more than 300 seconds.
    SignatureExpired "signature_expired" 401,
    /// The signature was used before with another `Idempotency-Key`, or with
    /// none.
    SignatureReplayed "signature_replayed" 401,
    /// The key is unknown or disabled.
    KeyUnknown "key_unknown" 401,
    /// The signed link cannot be read: it is no compact JWS, or a claim is
    /// missing or of the wrong type.
    LinkInvalid "link_invalid" 401,
    /// The signed link's `iss` names no key in use.
    LinkKeyUnknown "link_key_unknown" 401,
    /// The signed link is forged or altered, or its `alg` is not its key's.
    LinkSignatureInvalid "link_signature_invalid" 401,
    /// The signed link is for another desk (`aud`).
    LinkAudienceDiffers "link_audience_differs" 401,
    /// The signed link is not valid yet (`iat`, `nbf`).
    LinkNotYetValid "link_not_yet_valid" 401,
    /// The signed link's `exp` is not within the 900 seconds after its `iat`.
    LinkLifetimeInvalid "link_lifetime_invalid" 401,
    /// The signed link has expired.
    LinkExpired "link_expired" 401,
    /// It does not exist, or belongs to another mall.
    NotFound "not_found" 404,
    /// The same `mall_order_no` with other content.
    OrderConflict "order_conflict" 409,
    /// The signed link's `jti` was used by a link for another order.
    LinkReused "link_reused" 409,
    /// The order is paid.
    OrderPaid "order_paid" 409,
    /// The order is closed.
    OrderClosed "order_closed" 409,
    /// The order's time to pay is over.
    OrderExpired "order_expired" 409,
    /// A live attempt may still move money; wait for its result.
    PaymentInProgress "payment_in_progress" 409,
    /// The network has not reported the result of the live attempt, so another
    /// one cannot begin.
    PaymentUnknown "payment_unknown" 409,
    /// The attempt has ended.
    AttemptEnded "attempt_ended" 409,
    /// The order is not paid, so nothing can be refunded.
    OrderNotPaid "order_not_paid" 409,
    /// The provider makes no refunds of the merchant or the order at present.
    /// Ask the provider; the same call works again once it has ended that.
    RefundsSuspended "refunds_suspended" 409,
    /// The same `mall_refund_no` with other content.
    RefundConflict "refund_conflict" 409,
    /// A request with the same `Idempotency-Key` is in progress.
    IdempotencyInFlight "idempotency_in_flight" 409,
    /// The body exceeds the size limit.
    BodyTooLarge "body_too_large" 413,
    /// The body is of another media type than JSON, or in another charset than
    /// UTF-8.
    MediaTypeNotSupported "media_type_not_supported" 415,
    /// The body is compressed.
    ContentEncodingNotSupported "content_encoding_not_supported" 415,
    /// The value of a field is not acceptable.
    FieldInvalid "field_invalid" 422,
    /// The amount is not exact, not positive or too large.
    AmountInvalid "amount_invalid" 422,
    /// The currency is not supported.
    CurrencyNotSupported "currency_not_supported" 422,
    /// Rule R3: the items do not add up to the amount.
    ItemsSumDiffers "items_sum_differs" 422,
    /// Rule R1: the body carries card data, a password or a code.
    CredentialsNotAccepted "credentials_not_accepted" 422,
    /// Rule R2: the merchant does not exist or is not active.
    MerchantUnknown "merchant_unknown" 422,
    /// The provider takes no new payments for the merchant or the order at
    /// present. Ask the provider; orders may be created again once it has
    /// ended that.
    PaymentsSuspended "payments_suspended" 422,
    /// Rule R2: the payee is the mall or its operator.
    PayeeIsPlatform "payee_is_platform" 422,
    /// Rule R2: the merchant is not contracted for the mall.
    MerchantNotOfMall "merchant_not_of_mall" 422,
    /// The merchant has no store by this id.
    StoreUnknown "store_unknown" 422,
    /// The merchant has closed the store.
    StoreClosed "store_closed" 422,
    /// Rule R2: the merchant has no contract for the product.
    ProductNotContracted "product_not_contracted" 422,
    /// Rule R3: these goods may not be paid.
    GoodsNotPayable "goods_not_payable" 422,
    /// Rule R5: the origin of the return URL is not registered for the mall.
    ReturnUrlNotRegistered "return_url_not_registered" 422,
    /// Rule R6: over a limit, which the text names.
    LimitExceeded "limit_exceeded" 422,
    /// The refund is over what is left of the payment.
    RefundExceedsPaid "refund_exceeds_paid" 422,
    /// The same `Idempotency-Key` with another body.
    IdempotencyKeyReused "idempotency_key_reused" 422,
    /// Too many requests in a short time.
    TooManyRequests "too_many_requests" 429,
}

#[cfg(test)]
mod tests {
    use super::{Code, Refusal};

    #[test]
    fn as_a_line_of_text_a_refusal_names_its_field() {
        let some = Refusal::at(Code::FieldInvalid, "/return_origins/0", "no address");
        assert_eq!(
            some.to_string(),
            "field_invalid at /return_origins/0: no address"
        );
        let none = Refusal::new(Code::LinkExpired, "too late");
        assert_eq!(none.to_string(), "link_expired: too late");
    }

    #[test]
    fn every_code_is_its_own_and_a_refusal_by_status() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!((400..500).contains(&code.status()), "{}", code.name());
            let meaning = code.meaning();
            assert!(
                meaning.ends_with('.') && !meaning.contains("  "),
                "{meaning}"
            );
            let json = serde_json::to_string(code).expect("a code is a string");
            assert_eq!(
                json,
                format!("\"{}\"", code.name()),
                "JSON and the table agree"
            );
        }
    }
}
