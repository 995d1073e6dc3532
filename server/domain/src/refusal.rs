//! Refusals: an expected "no", with one stable code, one HTTP status and a
//! text that is safe to show. Faults (database, network) are not refusals.

use serde::{Deserialize, Serialize};

/// A refusal, as the API answers it (RFC 9457) and the page explains it. As a
/// line of text, for the command line and logs, it names the field as well:
/// `field_invalid at /webhook_url: the address must begin with https://`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}{}: {detail}", code.name(), place(pointer.as_deref()))]
pub struct Refusal {
    /// The stable code; integrators branch on it, it is never translated.
    pub code: Code,
    /// What happened and how to mend it, in English, with no secret in it.
    pub detail: String,
    /// Where in the request, as a JSON pointer (`/items/0/quantity`).
    pub pointer: Option<String>,
}

impl Refusal {
    /// A refusal that concerns no single field.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            pointer: None,
        }
    }

    /// A refusal of one field.
    pub fn at(code: Code, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            pointer: Some(pointer.into()),
        }
    }
}

fn place(pointer: Option<&str>) -> String {
    pointer.map_or_else(String::new, |field| format!(" at {field}"))
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $status:literal),+ $(,)?) => {
        /// Every refusal there is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// All of them, for the tables in the documents and tests.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable text.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status of the answer.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
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
    /// `created` is outside the window of 300 seconds.
    SignatureExpired "signature_expired" 401,
    /// This signature came with another `Idempotency-Key` before, or with none.
    SignatureReplayed "signature_replayed" 401,
    /// The key is not known, or no longer in use.
    KeyUnknown "key_unknown" 401,
    /// A signed link that is forged, altered or of the wrong shape, or whose
    /// `iat`, `exp` or `jti` cannot be: the text says which.
    LinkInvalid "link_invalid" 401,
    /// A signed link past its time.
    LinkExpired "link_expired" 401,
    /// Nothing here by that name, or not this mall's.
    NotFound "not_found" 404,
    /// The same `mall_order_no` with other content.
    OrderConflict "order_conflict" 409,
    /// The order is paid.
    OrderPaid "order_paid" 409,
    /// The order is closed.
    OrderClosed "order_closed" 409,
    /// The order's time is over.
    OrderExpired "order_expired" 409,
    /// An attempt may still move money; wait for its result.
    PaymentInProgress "payment_in_progress" 409,
    /// The network did not say what became of the last attempt: it is kept,
    /// and another way to pay has to wait.
    PaymentUnknown "payment_unknown" 409,
    /// The attempt has ended; the order waits for another.
    AttemptEnded "attempt_ended" 409,
    /// The order is not paid: there is nothing to refund.
    OrderNotPaid "order_not_paid" 409,
    /// The same `mall_refund_no` with other content.
    RefundConflict "refund_conflict" 409,
    /// The same `Idempotency-Key` is being worked on.
    IdempotencyInFlight "idempotency_in_flight" 409,
    /// The body is over the limit.
    BodyTooLarge "body_too_large" 413,
    /// A field is there but its value is not acceptable.
    FieldInvalid "field_invalid" 422,
    /// The amount is not exact, not positive or too large.
    AmountInvalid "amount_invalid" 422,
    /// A currency not settled here.
    CurrencyNotSupported "currency_not_supported" 422,
    /// Rule R3: the items do not add up to the amount.
    ItemsSumDiffers "items_sum_differs" 422,
    /// Rule R1: the body carries card data, a password or a code.
    CredentialsNotAccepted "credentials_not_accepted" 422,
    /// Rule R2: no such merchant, or not active.
    MerchantUnknown "merchant_unknown" 422,
    /// Rule R2: the payee is the mall itself, or its bank.
    PayeeIsPlatform "payee_is_platform" 422,
    /// Rule R2: the merchant has no contract for the product.
    ProductNotContracted "product_not_contracted" 422,
    /// Rule R3: goods that may not be paid here.
    GoodsNotPayable "goods_not_payable" 422,
    /// Rule R5: the return address has no origin registered for the mall.
    ReturnUrlNotRegistered "return_url_not_registered" 422,
    /// Rule R6: over a limit; the text names it.
    LimitExceeded "limit_exceeded" 422,
    /// The refund is over what is left of the payment.
    RefundExceedsPaid "refund_exceeds_paid" 422,
    /// The same `Idempotency-Key` with another body.
    IdempotencyKeyReused "idempotency_key_reused" 422,
    /// Too many tries in a short time.
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
            let json = serde_json::to_string(code).expect("a code is a string");
            assert_eq!(
                json,
                format!("\"{}\"", code.name()),
                "JSON and the table agree"
            );
        }
    }
}
