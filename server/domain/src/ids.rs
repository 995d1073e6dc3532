//! Names of things: a prefix that says what it is, then a ULID in lower case:
//! 48 bits of time and 80 random ones. What is made together lies together in
//! an index; nobody finds one by trying; and letters and digits only, so each
//! fits a network's order number. What opens a door by itself ([`PayToken`])
//! has 128 random bits behind its time.

use crate::clock::At;
use crate::entropy::Entropy;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Crockford's alphabet in lower case: no i, l, o, u to misread.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Whether a byte is a letter of it.
const IS_LETTER: [bool; 256] = {
    let mut letters = [false; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        letters[ALPHABET[at] as usize] = true;
        at += 1;
    }
    letters
};

/// Letters that 128 bits need at 5 bits each.
const BODY: usize = 26;

/// Bits of a ULID that are random, and the most its time may be: Unix
/// milliseconds until the year 10889.
const RANDOM: u32 = 80;
const TIME_MAX: i64 = (1 << 48) - 1;

/// Letters of a ULID that tell its time alone.
const TIME: usize = 10;

/// 128 random bits as 26 letters.
pub fn random_text(entropy: &dyn Entropy) -> String {
    body(random_bits(entropy))
}

/// A ULID: by its letters, later ones come after earlier ones.
fn timed_body(entropy: &dyn Entropy, now: At) -> String {
    let random = random_bits(entropy) & ((1 << RANDOM) - 1);
    body(time_bits(now) | random)
}

/// The time where a ULID has it: in front.
fn time_bits(now: At) -> u128 {
    u128::from(now.ms().clamp(0, TIME_MAX).unsigned_abs()) << RANDOM
}

fn random_bits(entropy: &dyn Entropy) -> u128 {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    u128::from_be_bytes(bytes)
}

/// # Panics
/// Never: five bits always fit an index.
fn body(mut bits: u128) -> String {
    let mut letters = [0_u8; BODY];
    for letter in letters.iter_mut().rev() {
        *letter = ALPHABET[usize::try_from(bits & 31).expect("five bits fit")];
        bits >>= 5;
    }
    letters.iter().map(|&b| char::from(b)).collect()
}

fn is_body(text: &str) -> bool {
    text.len() == BODY && is_spelt(text)
}

/// Only letters of the alphabet.
fn is_spelt(text: &str) -> bool {
    text.bytes().all(|b| IS_LETTER[usize::from(b)])
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            pub fn new(entropy: &dyn Entropy, now: At) -> Self {
                Self(format!("{}{}", $prefix, timed_body(entropy, now)))
            }

            /// Reads one from outside; `None` when it is not of this shape.
            pub fn parse(text: &str) -> Option<Self> {
                text.strip_prefix($prefix).filter(|b| is_body(b)).map(|_| Self(text.to_owned()))
            }

            /// One the store gave back, which wrote it.
            pub fn stored(text: String) -> Self {
                Self(text)
            }

            /// The whole text.
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
    /// An order.
    OrderId, "ord_"
);
id!(
    /// One try to pay an order.
    AttemptId, "att_"
);
id!(
    /// Money given back.
    RefundId, "rfd_"
);
id!(
    /// An event told to a mall.
    EventId, "evt_"
);
id!(
    /// A merchant.
    MerchantId, "mer_"
);
id!(
    /// A mall.
    MallId, "mal_"
);
id!(
    /// A card a buyer signed once (an agreement with the network).
    AgreementId, "agr_"
);
id!(
    /// What a network told us, as it is kept.
    NoticeId, "not_"
);
id!(
    /// A request, as logs and errors name it.
    RequestId, "req_"
);

impl AttemptId {
    /// The attempt's number at the network: the id's own part, 26 letters
    /// and digits (UnionPay takes 8 to 32 for QR, 8 to 40 otherwise).
    pub fn wire_no(&self) -> &str {
        self.0.strip_prefix("att_").unwrap_or(&self.0)
    }

    /// The attempt a network's order number names.
    pub fn from_wire_no(no: &str) -> Option<Self> {
        is_body(no).then(|| Self(format!("att_{no}")))
    }
}

impl RefundId {
    /// What its numbers at the network begin with: the id's own part, 26
    /// letters and digits.
    pub fn wire_no(&self) -> &str {
        self.0.strip_prefix("rfd_").unwrap_or(&self.0)
    }
}

/// The capability in the pay page's address: when it was made, as a ULID tells
/// it, so that new ones lie together in the index; and then 128 random bits,
/// which are the capability. Whoever has it sees the page, so it is shown in
/// no log. Those of before had no time, and are good as long as their orders.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PayToken(String);

impl PayToken {
    /// A new one.
    pub fn new(entropy: &dyn Entropy, now: At) -> Self {
        let mut text = body(time_bits(now));
        text.truncate(TIME);
        text.push_str(&random_text(entropy));
        Self(text)
    }

    /// Reads one from an address; `None` when it is not of this shape.
    pub fn parse(text: &str) -> Option<Self> {
        let random = match text.len() {
            BODY => text,
            _ => {
                text.split_at_checked(TIME)
                    .filter(|(time, _)| is_spelt(time))?
                    .1
            }
        };
        is_body(random).then(|| Self(text.to_owned()))
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

    /// The specification's own example of a time, and where letters carry.
    #[test]
    fn ids_lie_in_the_order_of_their_times() {
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
    fn letters_are_those_of_the_alphabet() {
        for byte in 0..=0x7f_u8 {
            let letter = char::from(byte).to_string();
            assert_eq!(
                super::is_spelt(&letter),
                super::ALPHABET.contains(&byte),
                "{letter:?}"
            );
        }
    }

    #[test]
    fn a_wire_number_leads_back_to_its_attempt() {
        let id = AttemptId::new(&Ones, NOW);
        assert_eq!(AttemptId::from_wire_no(id.wire_no()), Some(id.clone()));
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
    fn tokens_of_before_are_read_and_nothing_else_is() {
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
