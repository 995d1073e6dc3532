//! The name of a channel: a connection to a clearing house
//! or a wallet.
//!
//! Rule R7: payments go through clearing houses, or wallets that clear through
//! them, never directly to a bank.
//! Any well-formed name can be read, so that old records stay readable; only
//! the channels that are built in and configured can be used.

use std::borrow::Cow;
use std::fmt;

/// Longest name.
const MAX_LEN: usize = 16;

/// A channel's name in SQL, the API, addresses and account names: lower-case
/// letters, digits and `_`, at most 16.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(Cow<'static, str>);

impl ChannelId {
    /// A name in the code.
    ///
    /// # Panics
    /// When it is not well-formed. For constants.
    pub const fn constant(name: &'static str) -> Self {
        assert!(is_well_formed(name.as_bytes()), "not a channel's name");
        Self(Cow::Borrowed(name))
    }

    /// Reads a name; `None` if it is not well-formed.
    pub fn parse(name: &str) -> Option<Self> {
        is_well_formed(name.as_bytes()).then(|| Self(Cow::Owned(name.to_owned())))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const fn is_well_formed(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        if !matches!(name[at], b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        at += 1;
    }
    !name.is_empty() && name.len() <= MAX_LEN
}

#[cfg(test)]
mod tests {
    use super::ChannelId;

    #[test]
    fn a_name_is_lower_case_letters_digits_and_underlines() {
        for good in ["union_pay", "wechat", "a", "net2"] {
            let id = ChannelId::parse(good).expect(good);
            assert_eq!((id.as_str(), id.to_string()), (good, good.to_owned()));
        }
        for bad in [
            "",
            "Union",
            "a:b",
            "a/b",
            "union pay",
            "银联",
            "a2345678901234567",
        ] {
            assert_eq!(ChannelId::parse(bad), None, "{bad}");
        }
        assert_eq!(
            Some(ChannelId::constant("wechat")),
            ChannelId::parse("wechat")
        );
    }
}
