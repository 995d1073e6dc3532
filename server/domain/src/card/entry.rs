//! Checking the whole card form: all errors at once, in the order of the
//! fields, or the card as the network needs it.

use super::bin::{CardKind, hint};
use super::expiry::Expiry;
use super::{holder, number};
use crate::bank::Bank;
use crate::clock::At;
use crate::day::Day;
use crate::desk::{CardEntry, Field, FieldError, FieldProblem};
use crate::field_limits::SECURITY_CODE;
use crate::input::compact;
use crate::secret::Secret;
use crate::{id_number, phone};

/// A card that passed the form's checks. It is kept sealed or in memory, never
/// in the database (rule R8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCard {
    /// The card number, digits only.
    pub number: Secret,
    /// The holder's name.
    pub name: Secret,
    /// The resident identity number, with a capital X.
    pub id_number: Secret,
    /// The mobile number, eleven digits.
    pub phone: Secret,
    /// `YYMM`, for a credit card.
    pub expiry_yymm: Option<Secret>,
    /// The security code, for a credit card.
    pub security_code: Option<Secret>,
    /// Debit or credit, where the BIN is known.
    pub kind: Option<CardKind>,
    /// The bank, where the BIN is known.
    pub bank: Option<Bank>,
    /// The last four digits, which may be kept and shown.
    pub last4: String,
    /// The phone as `138****5678`, which may be kept and shown.
    pub phone_masked: String,
}

impl CardEntry {
    /// Checks the whole form.
    ///
    /// A known credit card needs expiry and security code. For a known debit
    /// card both are ignored. For an unknown card both are required if either
    /// is filled in.
    ///
    /// # Errors
    /// All errors, in the order of the fields; never empty.
    pub fn check(&self, now: At) -> Result<CheckedCard, Vec<FieldError>> {
        let today = Day::in_china(now);
        let mut errors = Vec::new();
        let mut field = |field: Field, read: Result<String, FieldProblem>| {
            read.map_err(|problem| errors.push(FieldError { field, problem }))
                .unwrap_or_default()
        };
        let number = field(Field::Number, number::read(self.number.expose()));
        let name = field(Field::Name, holder::read(self.name.expose()));
        let id_number = field(
            Field::IdNumber,
            id_number::read(self.id_number.expose(), today),
        );
        let phone = field(Field::Phone, phone::read(self.phone.expose()));
        // By the digits as typed, so that an error in the number does not hide
        // the other fields' errors.
        let hint = hint(&compact(self.number.expose()));
        let (mut expiry, mut code) = (None, None);
        if self.has_credit_fields(hint.map(|h| h.kind)) {
            let read = Expiry::read(self.expiry.expose(), today).map(Expiry::yymm);
            expiry = Some(field(Field::Expiry, read));
            code = Some(field(
                Field::SecurityCode,
                security_code(self.security_code.expose()),
            ));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(CheckedCard {
            last4: number::last4(&number),
            phone_masked: phone::mask(&phone),
            kind: hint.map(|h| h.kind),
            bank: hint.map(|h| h.bank),
            number: Secret::new(number),
            name: Secret::new(name),
            id_number: Secret::new(id_number),
            phone: Secret::new(phone),
            expiry_yymm: expiry.map(Secret::new),
            security_code: code.map(Secret::new),
        })
    }

    /// True where expiry and security code are required.
    fn has_credit_fields(&self, kind: Option<CardKind>) -> bool {
        let typed = |secret: &Secret| !secret.expose().trim().is_empty();
        match kind {
            Some(CardKind::Credit) => true,
            Some(CardKind::Debit) => false,
            None => typed(&self.expiry) || typed(&self.security_code),
        }
    }
}

/// Reads the security code on the back of a card.
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn security_code(typed: &str) -> Result<String, FieldProblem> {
    let digits = compact(typed);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::Format);
    }
    SECURITY_CODE.check(digits.len())?;
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::{CheckedCard, security_code};
    use crate::card::bin::CardKind;
    use crate::clock::At;
    use crate::day::Day;
    use crate::desk::{CardEntry, Field, FieldError, FieldProblem};
    use crate::secret::Secret;

    fn now() -> At {
        Day::new(2026, 11, 22).expect("a day").start_in_china()
    }

    fn entry(number: &str) -> CardEntry {
        CardEntry {
            number: Secret::new(number),
            name: Secret::new("王芳"),
            id_number: Secret::new("11010519491231002x"),
            phone: Secret::new("138 0013 8000"),
            expiry: Secret::default(),
            security_code: Secret::default(),
            remember: false,
        }
    }

    fn with_back(number: &str) -> CardEntry {
        CardEntry {
            expiry: Secret::new("03/29"),
            security_code: Secret::new("123"),
            ..entry(number)
        }
    }

    fn errors(entry: &CardEntry) -> Vec<(Field, FieldProblem)> {
        let pair = |e: &FieldError| (e.field, e.problem);
        entry
            .check(now())
            .expect_err("has mistakes")
            .iter()
            .map(pair)
            .collect()
    }

    fn card(entry: &CardEntry) -> CheckedCard {
        entry.check(now()).expect("is right")
    }

    #[test]
    fn a_debit_card_is_made_ready_for_the_network() {
        let card = card(&entry("6222 0212 3456 7890 123"));
        assert_eq!(card.number.expose(), "6222021234567890123");
        assert_eq!(card.id_number.expose(), "11010519491231002X");
        assert_eq!(card.phone.expose(), "13800138000");
        assert_eq!(card.bank.map(|b| b.code), Some("ICBC"));
        assert_eq!(
            (card.kind, card.last4.as_str()),
            (Some(CardKind::Debit), "0123")
        );
        assert_eq!(card.phone_masked, "138****8000");
        assert_eq!((card.expiry_yymm, card.security_code), (None, None));
    }

    #[test]
    fn a_credit_card_needs_what_is_on_its_back() {
        let missing = errors(&entry("6222300000000001"));
        assert_eq!(
            missing[missing.len() - 2..],
            [
                (Field::Expiry, FieldProblem::Empty),
                (Field::SecurityCode, FieldProblem::Empty)
            ]
        );
        let number = (0..10)
            .map(|c| format!("622230000000000{c}"))
            .find(|n| super::number::luhn(n))
            .expect("one fits");
        let card = card(&with_back(&number));
        assert_eq!(card.kind, Some(CardKind::Credit));
        assert_eq!(card.expiry_yymm.as_ref().map(Secret::expose), Some("2903"));
        assert_eq!(card.security_code.as_ref().map(Secret::expose), Some("123"));
    }

    #[test]
    fn an_unknown_card_is_taken_with_what_was_given() {
        assert_eq!(card(&entry("6200000000000005")).expiry_yymm, None);
        assert!(card(&with_back("6200000000000005")).security_code.is_some());
        let half = CardEntry {
            security_code: Secret::default(),
            ..with_back("6200000000000005")
        };
        assert_eq!(errors(&half), [(Field::SecurityCode, FieldProblem::Empty)]);
    }

    #[test]
    fn a_debit_card_ignores_what_it_does_not_need() {
        let odd = CardEntry {
            expiry: Secret::new("99/99"),
            ..entry("6222021234567890123")
        };
        assert_eq!(card(&odd).expiry_yymm, None);
    }

    #[test]
    fn every_mistake_comes_at_once_in_the_order_of_the_fields() {
        let fields: Vec<_> = errors(&CardEntry::default())
            .into_iter()
            .map(|(f, _)| f)
            .collect();
        assert_eq!(
            fields,
            [Field::Number, Field::Name, Field::IdNumber, Field::Phone]
        );
    }

    #[test]
    fn nothing_secret_is_in_debug() {
        let card = card(&with_back("6200000000000005"));
        let shown = format!("{card:?} {:?}", with_back("6200000000000005"));
        for secret in [
            "6200000000000005",
            "王芳",
            "11010519491231002",
            "13800138000",
            "2903",
            "\"123\"",
        ] {
            assert!(!shown.contains(secret), "{secret}");
        }
    }

    #[test]
    fn a_security_code_is_three_digits() {
        assert_eq!(security_code("１23").as_deref(), Ok("123"));
        assert_eq!(security_code(""), Err(FieldProblem::Empty));
        assert_eq!(security_code("12"), Err(FieldProblem::TooShort));
        assert_eq!(security_code("1234"), Err(FieldProblem::TooLong));
        assert_eq!(security_code("12a"), Err(FieldProblem::Format));
    }
}
