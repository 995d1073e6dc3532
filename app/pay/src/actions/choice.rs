//! Reads the chosen way to pay.

use domain::card::number;
use domain::desk::{CardEntry, Choice, Field, FieldError, FieldProblem, FormState};
use domain::ids::AgreementId;
use domain::product::Product;
use domain::secret::Secret;

/// The choice, or the form with its error: no choice, an unknown way or card,
/// no bank. A product's name stands for its QR code.
pub(super) fn read(way: &str, bank: &str) -> Result<Choice, Box<FormState>> {
    let rejected = |field, problem| {
        let bank = Some(bank.to_owned()).filter(|_| matches!(field, Field::Bank));
        Err(Box::new(FormState {
            errors: vec![FieldError { field, problem }],
            bank,
            ..FormState::default()
        }))
    };
    match way {
        "" => rejected(Field::Way, FieldProblem::Empty),
        "new_card" => Ok(Choice::NewCard),
        "bank" if bank.is_empty() => rejected(Field::Bank, FieldProblem::Empty),
        "bank" => Ok(Choice::Bank(bank.to_owned())),
        other => match (Product::parse(other), AgreementId::parse(other)) {
            (Some(product), _) => Ok(Choice::Qr(product)),
            (None, Some(card)) => Ok(Choice::SavedCard(card)),
            (None, None) => rejected(Field::Way, FieldProblem::NotOffered),
        },
    }
}

/// The card form that begins with this number, or the form with its error.
pub(super) fn new_card(number: Secret) -> Result<Box<FormState>, Box<FormState>> {
    let read = number::read(number.expose());
    let form = |errors| {
        let card = CardEntry {
            number,
            remember: true,
            ..CardEntry::default()
        };
        Box::new(FormState {
            errors,
            card: Some(card),
            ..FormState::default()
        })
    };
    match read {
        Ok(_) => Ok(form(Vec::new())),
        Err(problem) => Err(form(vec![FieldError {
            field: Field::Number,
            problem,
        }])),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use domain::desk::{Choice, Field, FieldProblem};
    use domain::product::Product;

    #[test]
    fn each_way_is_read_and_an_unknown_one_is_an_error() {
        assert_eq!(read("scan", "").ok(), Some(Choice::Qr(Product::Scan)));
        assert_eq!(read("new_card", "ICBC").ok(), Some(Choice::NewCard));
        assert_eq!(read("bank", "ICBC").ok(), Some(Choice::Bank("ICBC".into())));
        assert!(matches!(
            read("agr_00000000000000000000000000", ""),
            Ok(Choice::SavedCard(_))
        ));
        for (way, bank, field, problem) in [
            ("", "", Field::Way, FieldProblem::Empty),
            ("cash", "", Field::Way, FieldProblem::NotOffered),
            ("bank", "", Field::Bank, FieldProblem::Empty),
        ] {
            let form = read(way, bank).expect_err("nothing to confirm");
            assert_eq!(
                (form.errors[0].field, form.errors[0].problem),
                (field, problem),
                "{way:?}"
            );
        }
    }
}
