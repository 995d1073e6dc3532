//! Rule R1: card data, passwords and codes are typed on the pay page only. An
//! API request that carries one is refused before anything else is read, so
//! that it is neither used nor stored.

use crate::card::number::luhn;
use crate::refusal::{Code, Refusal};
use serde_json::Value;

/// Names of fields that hold a credential, in lower case and without
/// separators.
const NAMES: &[&str] = &[
    "accno",
    "accountpassword",
    "authcode",
    "bankcard",
    "bankcardno",
    "bankcardnumber",
    "cardcvv",
    "carddata",
    "cardexpiry",
    "cardno",
    "cardnum",
    "cardnumber",
    "cardpassword",
    "cardpin",
    "customerinfo",
    "cvc",
    "cvc2",
    "cvn",
    "cvn2",
    "cvv",
    "cvv2",
    "encryptedinfo",
    "onetimecode",
    "onetimepassword",
    "otp",
    "pan",
    "passcode",
    "passwd",
    "password",
    "paypassword",
    "paymentpassword",
    "pin",
    "pinblock",
    "primaryaccountnumber",
    "pwd",
    "securitycode",
    "smscode",
    "smsverifycode",
    "track1",
    "track2",
    "track3",
    "trackdata",
    "verificationcode",
    "verifycode",
];

/// Refuses a request body with a credential anywhere in it.
///
/// # Errors
/// [`Code::CredentialsNotAccepted`] pointing at the field, without its value.
pub fn refuse_in(body: &Value) -> Result<(), Refusal> {
    search(body, &mut String::new())
}

/// A name of a body as a part of a JSON pointer (RFC 6901). Pointers are logged
/// and returned, so a card number that was used as a name is not repeated.
pub fn pointer_part(name: &str) -> String {
    if holds_card_number(name) {
        return "(a card number)".to_owned();
    }
    name.replace('~', "~0").replace('/', "~1")
}

fn search(value: &Value, pointer: &mut String) -> Result<(), Refusal> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, inner)| {
            let end = pointer.len();
            pointer.push('/');
            pointer.push_str(&pointer_part(name));
            if holds_card_number(name) {
                return Err(refused(pointer));
            }
            if is_credential_name(name) || is_card_object(name, inner) {
                return Err(refused(pointer));
            }
            // The mall's own number may happen to look like a card number.
            if name != "mall_order_no" {
                search(inner, pointer)?;
            }
            pointer.truncate(end);
            Ok(())
        }),
        Value::Array(list) => list.iter().enumerate().try_for_each(|(i, inner)| {
            let end = pointer.len();
            pointer.push('/');
            pointer.push_str(&i.to_string());
            search(inner, pointer)?;
            pointer.truncate(end);
            Ok(())
        }),
        Value::String(text) if holds_card_number(text) => Err(refused(pointer)),
        Value::Number(number) if holds_card_number(&number.to_string()) => Err(refused(pointer)),
        _ => Ok(()),
    }
}

fn refused(pointer: &str) -> Refusal {
    Refusal::at(
        Code::CredentialsNotAccepted,
        pointer,
        "card data, passwords and codes are typed on the pay page only; send none of them",
    )
}

fn is_credential_name(name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    NAMES.contains(&letters.as_str())
}

/// True for `"card": {...}`. A `card` that is a text may be a greeting card.
fn is_card_object(name: &str, value: &Value) -> bool {
    name.eq_ignore_ascii_case("card") && value.is_object()
}

/// True where the text contains a card number: digits, with single blanks or
/// hyphens between them, of a card's length and first digits and with a valid
/// check digit. The check digit alone would match one number in ten.
fn holds_card_number(text: &str) -> bool {
    // A fast path: most texts have too few digits.
    if text.is_ascii() && text.bytes().filter(u8::is_ascii_digit).count() < DIGITS_MIN {
        return false;
    }
    let mut run = String::new();
    let mut gap = false;
    for c in text.chars().map(crate::input::to_half_width) {
        match c {
            '0'..='9' => {
                run.push(c);
                gap = false;
            }
            ' ' | '-' if !gap && !run.is_empty() => gap = true,
            _ => {
                if is_card_number(&run) {
                    return true;
                }
                run.clear();
                gap = false;
            }
        }
    }
    is_card_number(&run)
}

/// The fewest digits of a card number.
const DIGITS_MIN: usize = 16;

/// UnionPay (62, 16 to 19 digits), Visa (4) and Mastercard (51 to 55).
fn is_card_number(digits: &str) -> bool {
    let shape = match digits.as_bytes() {
        [b'6', b'2', ..] => (DIGITS_MIN..=19).contains(&digits.len()),
        [b'4', ..] | [b'5', b'1'..=b'5', ..] => digits.len() == DIGITS_MIN,
        _ => false,
    };
    shape && luhn(digits)
}

#[cfg(test)]
mod tests {
    use super::{holds_card_number, refuse_in};
    use crate::refusal::Code;
    use serde_json::json;

    fn pointer(body: &serde_json::Value) -> Option<String> {
        refuse_in(body).err().map(|refusal| {
            assert_eq!(refusal.code, Code::CredentialsNotAccepted);
            assert!(
                !format!("{refusal:?}").contains("6200000000000005"),
                "the number is not repeated"
            );
            refusal.pointer.unwrap_or_default()
        })
    }

    #[test]
    fn a_credential_is_found_wherever_it_is() {
        assert_eq!(
            pointer(&json!({"card_number": "x"})).as_deref(),
            Some("/card_number")
        );
        assert_eq!(
            pointer(&json!({"metadata": {"CVN2": "123"}})).as_deref(),
            Some("/metadata/CVN2")
        );
        assert_eq!(
            pointer(&json!({"payer": [{"smsCode": 1}]})).as_deref(),
            Some("/payer/0/smsCode")
        );
        assert_eq!(
            pointer(&json!({"card": {"number": "x"}})).as_deref(),
            Some("/card")
        );
        assert_eq!(
            pointer(&json!({"subject": "card 6200 0000 0000 0005 please"})).as_deref(),
            Some("/subject")
        );
        assert_eq!(
            pointer(&json!({"metadata": {"n": 6_200_000_000_000_005_u64}})).as_deref(),
            Some("/metadata/n")
        );
        assert_eq!(
            pointer(&json!({"6200000000000005": "x"})).as_deref(),
            Some("/(a card number)")
        );
        assert_eq!(
            pointer(&json!({"a/b~c": {"pin": 1}})).as_deref(),
            Some("/a~1b~0c/pin")
        );
    }

    #[test]
    fn an_order_without_credentials_passes() {
        let body = json!({
            "mall_order_no": "6200000000000005", "subject": "龙井茶 250g", "buyer_ref": "u-18572",
            "metadata": {"card": "birthday greeting", "pinyin": "long jing", "trace": "20261122120000123456"},
            "items": [{"name": "键盘 61-key 2026", "quantity": 1, "unit_price": "4111.11"}],
        });
        assert_eq!(pointer(&body), None);
    }

    #[test]
    fn a_card_number_has_its_own_shape() {
        for card in [
            "6200000000000005",
            "6200-0000-0000-0005",
            "no:6200000000000005.",
            "4111111111111111",
            "5555555555554444",
            "６２0０000000000005",
        ] {
            assert!(holds_card_number(card), "{card}");
        }
        for other in [
            "6200000000000006",
            "1370000000000000",
            "62000000000000050000001",
            "13800138000",
            "2026112212000012",
            "4111 1111  1111 1111",
            "",
        ] {
            assert!(!holds_card_number(other), "{other}");
        }
    }
}
