//! Ids: a prefix that names the type, then a ULID in lower case (48 bits of
//! time and 80 random ones).
//!
//! Ids made together are neighbours in an index, and no id can be guessed. They
//! consist of letters and digits, so each fits a network's order number.

use crate::clock::At;
use crate::entropy::Entropy;
use serde::{Deserialize, Serialize};
use std::fmt;
use ulid::{ULID_LEN, Ulid};

/// Characters of a ULID that hold its time.
const TIME_LEN: usize = 10;

/// 128 random bits as 26 letters and digits.
pub fn random_text(entropy: &dyn Entropy) -> String {
    lower_case(Ulid::from(random_bits(entropy)))
}

/// A ULID of `now`. The texts of two instants sort as the instants do.
fn ulid_text(entropy: &dyn Entropy, now: At) -> String {
    lower_case(Ulid::from_parts(time_ms(now), random_bits(entropy)))
}

/// A ULID's time: Unix milliseconds, 0 before 1970.
fn time_ms(at: At) -> u64 {
    u64::try_from(at.ms()).unwrap_or(0)
}

fn random_bits(entropy: &dyn Entropy) -> u128 {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    u128::from_be_bytes(bytes)
}

fn lower_case(ulid: Ulid) -> String {
    let mut letters = [0_u8; ULID_LEN];
    let text = ulid.array_to_str(&mut letters);
    text.make_ascii_lowercase();
    text.to_owned()
}

/// True for 26 characters of Crockford's alphabet in lower case.
fn is_ulid_text(text: &str) -> bool {
    Ulid::from_string(text).is_ok() && !text.bytes().any(|b| b.is_ascii_uppercase())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new id.
            pub fn new(entropy: &dyn Entropy, now: At) -> Self {
                Self(format!("{}{}", $prefix, ulid_text(entropy, now)))
            }

            /// Reads an id from outside; `None` if it has another shape.
            pub fn parse(text: &str) -> Option<Self> {
                text.strip_prefix($prefix).filter(|rest| is_ulid_text(rest)).map(|_| Self(text.to_owned()))
            }

            /// An id read from the database, without a check.
            pub fn stored(text: String) -> Self {
                Self(text)
            }

            /// The text, with the prefix.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// The id of an order.
    OrderId, "ord_"
);
id!(
    /// The id of an attempt.
    AttemptId, "att_"
);
id!(
    /// The id of a refund.
    RefundId, "rfd_"
);
id!(
    /// The id of an event for a mall.
    EventId, "evt_"
);
id!(
    /// The id of a merchant.
    MerchantId, "mer_"
);
id!(
    /// The id of a merchant's store.
    StoreId, "sto_"
);
id!(
    /// The id of a mall.
    MallId, "mal_"
);
id!(
    /// The id of an agreement: a saved card, for which the network keeps a
    /// token.
    AgreementId, "agr_"
);
id!(
    /// The id of a stored notice of a network.
    NoticeId, "not_"
);
id!(
    /// The id of an export of orders.
    ExportId, "exp_"
);
id!(
    /// The id of an HTTP request, in logs and error answers.
    RequestId, "req_"
);

id!(
    /// The id of a person with an account of a console.
    PersonId, "usr_"
);
id!(
    /// The id of a session of a console.
    SessionId, "ses_"
);
id!(
    /// The id of an invitation to a console.
    InvitationId, "inv_"
);
id!(
    /// The id of an audit entry of a console.
    AuditEntryId, "aud_"
);
id!(
    /// The id of a change of a console that a second person approves.
    ApprovalId, "apr_"
);
id!(
    /// The id of a freeze of a merchant or an order.
    FreezeId, "frz_"
);
id!(
    /// The id of what is switched off at a network.
    SwitchId, "swi_"
);
id!(
    /// The id of a passkey.
    PasskeyId, "pky_"
);
id!(
    /// The id of a merchant's application.
    ApplicationId, "app_"
);
id!(
    /// The id of a document of an application.
    DocumentId, "doc_"
);

impl AttemptId {
    /// What the attempt's numbers at the network begin with: the id without its
    /// prefix, 26 letters and digits.
    pub fn wire_no(&self) -> &str {
        self.0.strip_prefix("att_").unwrap_or(&self.0)
    }
}

impl RefundId {
    /// What the refund's numbers at the network begin with: the id without its
    /// prefix, 26 letters and digits.
    pub fn wire_no(&self) -> &str {
        self.0.strip_prefix("rfd_").unwrap_or(&self.0)
    }
}

/// The secret part of a pay page's address: the time in 10 characters, as in a
/// ULID, so that new tokens are neighbours in the index; then 128 random bits
/// in 26. Anyone who has it can open the page, so it is never logged. Tokens of
/// older versions have no time and stay valid.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PayToken(String);

impl PayToken {
    /// A new token.
    pub fn new(entropy: &dyn Entropy, now: At) -> Self {
        let mut text = lower_case(Ulid::from_parts(time_ms(now), 0));
        text.truncate(TIME_LEN);
        text.push_str(&random_text(entropy));
        Self(text)
    }

    /// Reads a token from an address; `None` if it has another shape.
    pub fn parse(text: &str) -> Option<Self> {
        let is_part = |part: Option<&str>| part.is_some_and(is_ulid_text);
        // The two parts of a token with a time overlap, so that both have a
        // ULID's length.
        let valid = is_part(Some(text))
            || text.len() == TIME_LEN + ULID_LEN
                && is_part(text.get(..ULID_LEN))
                && is_part(text.get(TIME_LEN..));
        valid.then(|| Self(text.to_owned()))
    }

    /// The text, for an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PayToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{AttemptId, OrderId, PayToken, random_text};
    use crate::clock::At;
    use crate::entropy::Entropy;

    const NOW: At = At::from_ms(1_795_000_000_000);

    struct Ones;
    impl Entropy for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn all_128_bits_are_in_the_text() {
        assert_eq!(random_text(&Ones), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    /// With the ULID specification's example of a time.
    #[test]
    fn ids_sort_by_their_times() {
        let id = OrderId::new(&Ones, At::from_ms(1_469_918_176_385));
        assert_eq!(id.as_str(), "ord_01aryz6s41zzzzzzzzzzzzzzzz");
        let mut last = String::new();
        for ms in [0, 1, 31, 32, 1023, 1024, NOW.ms(), NOW.ms() + 1] {
            let id = OrderId::new(&Ones, At::from_ms(ms));
            assert!(*id.as_str() > *last, "{last} {id}");
            id.as_str().clone_into(&mut last);
        }
    }

    #[test]
    fn an_id_is_read_only_in_its_own_shape() {
        let id = OrderId::new(&Ones, NOW);
        assert_eq!(OrderId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(AttemptId::parse(id.as_str()), None);
        assert_eq!(OrderId::parse("ord_short"), None);
        assert_eq!(OrderId::parse("ord_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), None);
    }

    #[test]
    fn a_wire_number_is_letters_and_digits() {
        let id = AttemptId::new(&Ones, NOW);
        assert_eq!(id.to_string(), format!("att_{}", id.wire_no()));
        assert!(id.wire_no().bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn a_pay_token_is_not_shown() {
        assert_eq!(format!("{:?}", PayToken::new(&Ones, NOW)), "PayToken(..)");
    }

    #[test]
    fn a_pay_token_has_128_random_bits_behind_its_time() {
        let token = PayToken::new(&Ones, At::from_ms(1_469_918_176_385));
        assert_eq!(token.as_str(), "01aryz6s417zzzzzzzzzzzzzzzzzzzzzzzzz");
        let later = PayToken::new(&Ones, At::from_ms(1_469_918_176_386));
        assert!(later.as_str() > token.as_str());
        assert_eq!(PayToken::parse(token.as_str()), Some(token));
    }

    #[test]
    fn tokens_of_older_versions_are_read_and_nothing_else_is() {
        let before = "7zzzzzzzzzzzzzzzzzzzzzzzzz";
        assert!(PayToken::parse(before).is_some());
        let time = "01aryz6s41";
        assert!(PayToken::parse(&format!("{time}{before}")).is_some());
        for bad in [
            String::new(),
            String::from(time),
            before[1..].to_owned(),
            format!("{time}{before}0"),
            format!("01aryz6s4l{before}"),
            format!("{time}{}u", &before[1..]),
            format!("\u{20ac}\u{20ac}\u{20ac}1{before}"),
            format!("01aryz6s4\u{e9}{before}"),
        ] {
            assert_eq!(PayToken::parse(&bad), None, "{bad}");
        }
    }
}
