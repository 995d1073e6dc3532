//! A merchant's account: its number as a sub-merchant (`sub_mchid`).

use domain::merchant::MerchantAccount;
use domain::refusal::{Code, Refusal};

/// True for a number that WeChat Pay assigns to a merchant: 8 to 10 digits [O].
pub(super) fn is_merchant_id(text: &str) -> bool {
    (8..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Checks an account at registration.
///
/// # Errors
/// [`Code::FieldInvalid`] pointing at the merchant's field.
pub(crate) fn check(account: &MerchantAccount) -> Result<(), Refusal> {
    if is_merchant_id(&account.number) {
        Ok(())
    } else {
        Err(refused("8 to 10 digits, as WeChat Pay assigned them"))
    }
}

/// Checks that the account is not the partner itself, which WeChat Pay refuses
/// [O].
pub(super) fn check_other_than(account: &MerchantAccount, sp_mchid: &str) -> Result<(), Refusal> {
    if account.number == sp_mchid {
        Err(refused("the partner's own number; a merchant has another"))
    } else {
        Ok(())
    }
}

fn refused(detail: &str) -> Refusal {
    Refusal::at(Code::FieldInvalid, "/network_no", detail)
}

#[cfg(test)]
mod tests {
    use super::{check, check_other_than};
    use domain::merchant::MerchantAccount;
    use domain::refusal::Code;

    fn account(number: &str) -> MerchantAccount {
        MerchantAccount {
            number: number.into(),
            legal_name: "江南茶叶有限公司".into(),
            short_name: "江南茶叶".into(),
            mcc: "5411".into(),
        }
    }

    #[test]
    fn eight_to_ten_digits_other_than_the_partners() {
        for good in ["19000001", "1900000109"] {
            assert_eq!(check(&account(good)), Ok(()), "{good}");
        }
        for bad in [
            "",
            "1900000",
            "19000001090",
            "19000001O9",
            "１９０００００１",
            " 1900000109",
        ] {
            let refusal = check(&account(bad)).expect_err(bad);
            assert_eq!(
                (refusal.code, refusal.pointer.as_deref()),
                (Code::FieldInvalid, Some("/network_no"))
            );
        }
        let merchant = account("1900000109");
        assert_eq!(check_other_than(&merchant, "1230000109"), Ok(()));
        assert!(check_other_than(&merchant, "1900000109").is_err());
    }
}
