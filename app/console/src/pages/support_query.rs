//! What the look-up for a shopper is asked for in its address, as typed.

use super::field;
use super::problems::Problems;
use domain::console::{ConsoleField, ConsoleProblem, OrderFilter, OrderLookup};
use domain::day::Day;
use domain::money::{Currency, Money};
use ui::query::QueryParameters;

/// The fields, in the order of the form.
const FIELDS: [ConsoleField; 3] = [
    ConsoleField::OrderNumber,
    ConsoleField::Amount,
    ConsoleField::Day,
];

/// A query of the look-up.
pub(crate) struct SupportQuery([String; FIELDS.len()]);

impl SupportQuery {
    /// Reads an address.
    pub(crate) fn read(query: &QueryParameters) -> Self {
        Self(FIELDS.map(|of| {
            let typed = query.first(field::id(of)).unwrap_or_default();
            typed.trim().to_owned()
        }))
    }

    /// What was typed into a field.
    pub(crate) fn typed(&self, of: ConsoleField) -> &str {
        let place = FIELDS.iter().position(|field| *field == of);
        place.map_or("", |place| &self.0[place])
    }

    /// True for four digits.
    pub(crate) fn may_be_card(&self) -> bool {
        OrderFilter::is_card_end(&self.0[0])
    }

    /// What is looked up; `None` where nothing was typed. Four digits are the
    /// end of a card where an amount or a day is given.
    ///
    /// # Errors
    /// What is wrong with the fields.
    pub(crate) fn checked(&self) -> Result<Option<OrderLookup>, Problems> {
        let [number, amount, day] = &self.0;
        let has_more = !amount.is_empty() || !day.is_empty();
        let wrong = |of, problem| Err(Problems::field(of, problem));
        if number.is_empty() {
            return if has_more {
                wrong(ConsoleField::OrderNumber, ConsoleProblem::Empty)
            } else {
                Ok(None)
            };
        }
        if !OrderFilter::is_number(number) {
            let problem = if number.chars().count() > OrderFilter::NUMBER_MAX {
                ConsoleProblem::TooLong
            } else {
                ConsoleProblem::Format
            };
            return wrong(ConsoleField::OrderNumber, problem);
        }
        if !self.may_be_card() || !has_more {
            return Ok(Some(OrderLookup::Number(number.clone())));
        }
        let mut mistakes = Vec::new();
        let amount = self.checked_field(ConsoleField::Amount, amount_of, &mut mistakes);
        let day = self.checked_field(ConsoleField::Day, Day::parse, &mut mistakes);
        match (amount, day, Problems::of_fields(mistakes)) {
            (Some(amount), Some(day), None) => Ok(Some(OrderLookup::Card {
                last4: number.clone(),
                amount,
                day,
            })),
            (_, _, Some(problems)) => Err(problems),
            _ => wrong(ConsoleField::Amount, ConsoleProblem::Empty),
        }
    }

    fn checked_field<T>(
        &self,
        of: ConsoleField,
        parse: impl Fn(&str) -> Option<T>,
        mistakes: &mut Vec<(ConsoleField, ConsoleProblem)>,
    ) -> Option<T> {
        let typed = self.typed(of);
        let value = parse(typed);
        if value.is_none() {
            let problem = if typed.is_empty() {
                ConsoleProblem::Empty
            } else {
                ConsoleProblem::Format
            };
            mistakes.push((of, problem));
        }
        value
    }
}

/// An amount as people write it: `¥1,280.00` is 1280.00.
fn amount_of(typed: &str) -> Option<Money> {
    let plain = typed.trim_start_matches(['¥', '￥']).trim();
    let plain: String = plain.chars().filter(|c| *c != ',').collect();
    let amount = Money::parse(&plain, Currency::Cny).ok()?;
    amount.for_order().ok()
}

#[cfg(test)]
mod tests {
    use super::SupportQuery;
    use domain::console::OrderLookup;
    use domain::day::Day;
    use domain::money::Money;
    use ui::query::QueryParameters;

    fn checked(query: &str) -> Result<Option<OrderLookup>, ()> {
        let query = SupportQuery::read(&QueryParameters::read(query));
        query.checked().map_err(|_| ())
    }

    #[test]
    fn one_box_takes_a_number_or_the_end_of_a_card() {
        let number = |text: &str| Ok(Some(OrderLookup::Number(text.into())));
        assert_eq!(checked(""), Ok(None));
        assert_eq!(checked("number=+T-1+"), number("T-1"));
        assert_eq!(checked("number=T-1&amount=x&day=y"), number("T-1"));
        assert_eq!(checked("number=0018"), number("0018"));
        let card = OrderLookup::Card {
            last4: "0018".into(),
            amount: Money::fen(128_000),
            day: Day::constant(2026, 11, 22),
        };
        let typed = "number=0018&amount=%C2%A51%2C280.00&day=2026-11-22";
        assert_eq!(checked(typed), Ok(Some(card)));
        for bad in [
            "amount=1",
            "number=0018&amount=1",
            "number=0018&day=2026-11-22",
            "number=0018&amount=0&day=2026-11-22",
            "number=0018&amount=1.234&day=2026-11-22",
            "number=0018&amount=1&day=22.11.2026",
            "number=%E4%BB%98",
            "number=a+b",
        ] {
            assert_eq!(checked(bad), Err(()), "{bad}");
        }
    }
}
