//! Why a merchant refunds: a reason of a list, so that reasons can be counted.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident $name:literal $words:literal;)+) => {
        /// The reason of a refund.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RefundReason { $($(#[$doc])* $variant),+ }

        impl RefundReason {
            /// All variants, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in SQL and forms.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What the refund's record and the mall read, in Chinese.
            pub const fn for_record(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }

            /// The reason of this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.name() == name)
            }
        }
    };
}

reasons! {
    /// The shopper returns the goods, or does not want them any more.
    Returned "returned" "退货";
    /// The goods are damaged or faulty.
    Faulty "faulty" "质量问题";
    /// Other goods were sent than were ordered.
    WrongGoods "wrong_goods" "发错货";
    /// The goods cannot be sent, or did not arrive.
    NotDelivered "not_delivered" "缺货或未收到货";
    /// The price was too high, or a discount was left out.
    PriceDifference "price_difference" "退差价";
    /// None of these: the note says which.
    Other "other" "其他原因";
}

impl RefundReason {
    /// The text of the record: the reason, and what was noted.
    pub fn with_note(self, note: &str) -> String {
        if note.is_empty() {
            self.for_record().to_owned()
        } else {
            format!("{}：{note}", self.for_record())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RefundReason;

    #[test]
    fn a_reason_is_read_as_it_is_written_and_told_with_its_note() {
        for reason in RefundReason::ALL {
            assert_eq!(RefundReason::parse(reason.name()), Some(*reason));
            let json = serde_json::to_string(reason).expect("a name");
            assert_eq!(json, format!("\"{}\"", reason.name()));
        }
        assert_eq!(RefundReason::parse("质量问题"), None);
        assert_eq!(
            RefundReason::Faulty.with_note("茶叶受潮"),
            "质量问题：茶叶受潮"
        );
        assert_eq!(RefundReason::Faulty.with_note(""), "质量问题");
    }
}
