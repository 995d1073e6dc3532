//! A merchant as the payee of a mall's order (rule R2).

use crate::mall::Mall;
use crate::merchant::Merchant;
use crate::refusal::{Code, Refusal};

/// A merchant that a mall wants paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The merchant.
    pub merchant: Merchant,
    /// True if it is contracted for this mall.
    pub of_mall: bool,
    /// True while a freeze stops its new payments.
    pub suspended: bool,
}

impl Payee {
    /// Rule R2: checks that the merchant may be the payee of a new order from
    /// `mall`.
    ///
    /// # Errors
    /// [`Code::MerchantUnknown`] when suspended, [`Code::PayeeIsPlatform`] when
    /// it is the mall's operator, [`Code::MerchantNotOfMall`] when it is not
    /// contracted for the mall, [`Code::PaymentsSuspended`] while its new
    /// payments are stopped.
    pub fn may_be_paid_from(&self, mall: &Mall) -> Result<(), Refusal> {
        let refused = |code, detail| Err(Refusal::at(code, "/merchant_id", detail));
        if !self.merchant.active {
            return refused(Code::MerchantUnknown, "no active merchant by this id");
        }
        if self.merchant.uscc == mall.operator_uscc {
            return refused(
                Code::PayeeIsPlatform,
                "the payee is the mall's own operator; only contracted merchants are paid",
            );
        }
        if !self.of_mall {
            return refused(
                Code::MerchantNotOfMall,
                "the merchant is not contracted for this mall; the provider adds it",
            );
        }
        if self.suspended {
            return refused(
                Code::PaymentsSuspended,
                "the provider takes no new payments for this merchant at present",
            );
        }
        Ok(())
    }
}
