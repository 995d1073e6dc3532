//! What a request changes, row by row: before and after, as the page of the
//! second person and the audit entry show it.

use crate::application::ApplicationField;
use crate::money::Money;
use crate::product::Product;
use std::fmt;

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalRow {
    /// What.
    pub of: ApprovalRowName,
    /// As who asked saw it.
    pub before: ApprovalRowValue,
    /// As it is once approved.
    pub after: ApprovalRowValue,
}

/// What changes. The pages have a text for each, per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalRowName {
    /// What of an order can be refunded.
    Refundable,
    /// The amount from which refunds take a second person.
    RefundLimit,
    /// The registered name of a new merchant.
    Merchant,
    /// A merchant's numbers at the networks.
    NetworkAccounts,
    /// A part of a merchant's contract.
    Terms(ApplicationField),
    /// New orders of a merchant and new attempts to pay.
    NewPayments,
    /// New refunds.
    Refunds,
    /// New attempts to pay at a network.
    NewAttempts,
}

impl ApprovalRowName {
    /// The name in audit entries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refundable => "refundable",
            Self::RefundLimit => "refund limit",
            Self::Merchant => "merchant",
            Self::NetworkAccounts => "network accounts",
            Self::Terms(field) => field.name(),
            Self::NewPayments => "new payments",
            Self::Refunds => "refunds",
            Self::NewAttempts => "new attempts",
        }
    }
}

/// How it is before or after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalRowValue {
    /// An amount of money.
    Amount(Money),
    /// Whether it may be done.
    Allowed(bool),
    /// Products, in the page's order.
    Products(Vec<Product>),
    /// A text that is the same in each language, such as a name or a number.
    Text(String),
}

/// For audit entries.
impl fmt::Display for ApprovalRowValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::Allowed(true) => f.write_str("allowed"),
            Self::Allowed(false) => f.write_str("stopped"),
            Self::Products(products) => {
                let names: Vec<_> = products.iter().map(|product| product.name()).collect();
                f.write_str(&names.join(" "))
            }
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl ApprovalRow {
    /// What an audit entry says of rows, before and after: the value of a single
    /// one, or each with its name.
    pub fn for_audit(rows: &[Self]) -> (String, String) {
        if let [only] = rows {
            return (only.before.to_string(), only.after.to_string());
        }
        let join = |value: fn(&Self) -> &ApprovalRowValue| {
            let rows = rows.iter();
            let parts = rows.map(|row| format!("{}: {}", row.of.name(), value(row)));
            parts.collect::<Vec<_>>().join("; ")
        };
        (join(|row| &row.before), join(|row| &row.after))
    }
}

#[cfg(test)]
mod tests {
    use super::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
    use crate::money::Money;

    #[test]
    fn an_audit_entry_names_each_of_several_rows() {
        let limit = ApprovalRow {
            of: ApprovalRowName::RefundLimit,
            before: ApprovalRowValue::Amount(Money::fen(100)),
            after: ApprovalRowValue::Amount(Money::fen(250)),
        };
        let one = ApprovalRow::for_audit(std::slice::from_ref(&limit));
        assert_eq!(one, ("1.00 CNY".into(), "2.50 CNY".into()));
        let text = ApprovalRow {
            of: ApprovalRowName::Refundable,
            before: ApprovalRowValue::Text("a".into()),
            after: ApprovalRowValue::Text("b".into()),
        };
        let (before, after) = ApprovalRow::for_audit(&[limit, text]);
        assert_eq!(before, "refund limit: 1.00 CNY; refundable: a");
        assert_eq!(after, "refund limit: 2.50 CNY; refundable: b");
    }
}
