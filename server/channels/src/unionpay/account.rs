//! A merchant's fields, which every message of an institution contains.

use super::fields::MessageFields;
use super::text;
use crate::start_error::StartError;
use domain::merchant::MerchantAccount;
use domain::refusal::{Code, Refusal};

/// Length of a `merId` that UnionPay assigns.
const NUMBER_LEN: usize = 15;

const NAME_EMPTY: &str = "nothing of it is left once the network's own rules are applied: \
    write it in Chinese or Latin letters, without emoji or signs alone";

/// Adds `merId`, `merCatCode`, `merName` and `merAbbr`.
pub(super) fn put(m: &mut MessageFields, account: &MerchantAccount) -> Result<(), StartError> {
    let number = &account.number;
    if number.len() != NUMBER_LEN || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(StartError::Field("merId"));
    }
    if account.mcc.len() != 4 || !account.mcc.bytes().all(|b| b.is_ascii_digit()) {
        return Err(StartError::Field("merCatCode"));
    }
    let name = text::fit(&account.legal_name, text::MER_NAME_WIDTH);
    let abbr = text::fit(&account.short_name, text::MER_ABBR_WIDTH);
    if name.is_empty() {
        return Err(StartError::Field("merName"));
    }
    if abbr.is_empty() {
        return Err(StartError::Field("merAbbr"));
    }
    m.set("merId", number);
    m.set("merCatCode", &account.mcc);
    m.set("merName", &name);
    m.set("merAbbr", &abbr);
    Ok(())
}

/// Checks an account at registration.
///
/// # Errors
/// [`Code::FieldInvalid`] pointing at the merchant's field.
pub(crate) fn check(account: &MerchantAccount) -> Result<(), Refusal> {
    let Err(error) = put(&mut MessageFields::new(), account) else {
        return Ok(());
    };
    let (pointer, detail) = match error.reason() {
        "merName" => ("/legal_name", NAME_EMPTY),
        "merAbbr" => ("/short_name", NAME_EMPTY),
        "merCatCode" => ("/mcc", "four digits (ISO 18245)"),
        _ => (
            "/network_no",
            "15 letters and digits, as the network assigned them",
        ),
    };
    Err(Refusal::at(Code::FieldInvalid, pointer, detail))
}

#[cfg(test)]
mod tests {
    use super::check;
    use domain::merchant::MerchantAccount;
    use domain::refusal::Code;

    fn account() -> MerchantAccount {
        MerchantAccount {
            number: "777290058167151".into(),
            legal_name: "江南茶叶有限公司".into(),
            short_name: "江南茶叶".into(),
            mcc: "5411".into(),
        }
    }

    #[test]
    fn each_field_is_checked_as_the_messages_need_it() {
        assert_eq!(check(&account()), Ok(()));
        let faulty = [
            (
                "/network_no",
                MerchantAccount {
                    number: "77729005811004".into(),
                    ..account()
                },
            ),
            (
                "/network_no",
                MerchantAccount {
                    number: "7772900581671-1".into(),
                    ..account()
                },
            ),
            (
                "/legal_name",
                MerchantAccount {
                    legal_name: "🍵 {}".into(),
                    ..account()
                },
            ),
            (
                "/short_name",
                MerchantAccount {
                    short_name: "=&=".into(),
                    ..account()
                },
            ),
            (
                "/mcc",
                MerchantAccount {
                    mcc: "54".into(),
                    ..account()
                },
            ),
        ];
        for (pointer, account) in faulty {
            let refusal = check(&account).expect_err(pointer);
            assert_eq!(
                (refusal.code, refusal.pointer.as_deref()),
                (Code::FieldInvalid, Some(pointer))
            );
        }
    }
}
