//! Why something is frozen: by order of a court or an authority, or by a rule of
//! the provider's risk management.

use serde::{Deserialize, Serialize};

/// The reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum FreezeCause {
    /// A court's or an authority's order, which has to be served.
    Authority {
        /// Who issued it.
        issuer: String,
        /// The number of its document.
        document: String,
    },
    /// A risk rule.
    Risk {
        /// Which.
        rule: RiskRule,
        /// What was seen.
        note: String,
    },
}

impl FreezeCause {
    /// The most characters of each of its texts.
    pub const TEXT_MAX: usize = 100;
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)+) => {
        /// A rule of risk management.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RiskRule { $($(#[$doc])* $variant),+ }

        impl RiskRule {
            /// All variants, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in SQL and forms.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The rule of this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.name() == name)
            }
        }
    };
}

rules! {
    /// Payments without goods.
    FakeTrade "fake_trade";
    /// Payments or refunds that turn credit into cash.
    CashOut "cash_out";
    /// Gambling, or other trade that is not allowed.
    IllegalTrade "illegal_trade";
    /// Cards that were stolen.
    StolenCards "stolen_cards";
    /// Many complaints, or goods that are not sent.
    Complaints "complaints";
    /// Another rule, which the note names.
    Other "other";
}

#[cfg(test)]
mod tests {
    use super::RiskRule;

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        for rule in RiskRule::ALL {
            assert_eq!(RiskRule::parse(rule.name()), Some(*rule));
            let json = serde_json::to_string(rule).expect("a name");
            assert_eq!(json, format!("\"{}\"", rule.name()));
        }
        assert_eq!(RiskRule::parse("because"), None);
    }
}
