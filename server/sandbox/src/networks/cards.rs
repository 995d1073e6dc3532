//! The test persons and test cards. Any other card number is answered with 61,
//! so that a real card typed by mistake is refused and never stored.
//!
//! Card numbers pass the Luhn check and id numbers GB 11643; names, ids and
//! phones are invented.

use domain::bank::Bank;
use domain::locale::Locale;

/// A test person with a phone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestPerson {
    /// The name on the id card.
    pub(crate) name: &'static str,
    /// Resident identity number.
    pub(crate) id_number: &'static str,
    /// The mobile number registered with all banks.
    pub(crate) phone: &'static str,
}

/// The data of a credit card beyond its number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CreditSecrets {
    /// `YYMM`, as in messages.
    pub(crate) expiry: &'static str,
    /// Three digits.
    pub(crate) cvn2: &'static str,
}

/// How a card responds to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardBehaviour {
    /// Payments succeed.
    Good,
    /// Can be signed; payments answer 64.
    Empty,
    /// Cannot be signed: 63.
    Frozen,
    /// Payments over [`LIMIT_FEN`] answer 33.
    Limited,
}

/// The most that a limited card pays: 100 yuan.
pub(crate) const LIMIT_FEN: i64 = 10_000;

/// A test card.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestCard {
    /// Its name in the records and on pages, in place of the number.
    pub(crate) id: &'static str,
    /// The number.
    pub(crate) number: &'static str,
    /// Its bank's short code.
    pub(crate) bank: &'static str,
    /// Set for a credit card.
    pub(crate) credit: Option<CreditSecrets>,
    /// The card holder.
    pub(crate) holder: &'static TestPerson,
    /// How it responds to payments.
    pub(crate) behaviour: CardBehaviour,
}

static LIN: TestPerson = TestPerson {
    name: "林晓雨",
    id_number: "110105199003070025",
    phone: "13800138001",
};
static CHEN: TestPerson = TestPerson {
    name: "陈志明",
    id_number: "310101198511201236",
    phone: "13900139002",
};
static ADIL: TestPerson = TestPerson {
    name: "阿迪力·买买提",
    id_number: "65010219920815451X",
    phone: "13700137003",
};

/// All test cards.
pub(crate) static CARDS: [TestCard; 9] = [
    debit(
        "icbc-debit",
        "6222020200012345670",
        "ICBC",
        &LIN,
        CardBehaviour::Good,
    ),
    debit(
        "abc-debit",
        "6228480402564890018",
        "ABC",
        &CHEN,
        CardBehaviour::Good,
    ),
    debit(
        "cmb-debit",
        "6225880212345673",
        "CMB",
        &ADIL,
        CardBehaviour::Good,
    ),
    credit(
        "cmb-credit",
        "6225753100123454",
        "CMB",
        &LIN,
        CardBehaviour::Good,
    ),
    credit(
        "icbc-credit",
        "6222300000123458",
        "ICBC",
        &CHEN,
        CardBehaviour::Good,
    ),
    debit(
        "ccb-debit-empty",
        "6217000010005678902",
        "CCB",
        &LIN,
        CardBehaviour::Empty,
    ),
    debit(
        "boc-debit-frozen",
        "6216610100001234562",
        "BOC",
        &LIN,
        CardBehaviour::Frozen,
    ),
    debit(
        "psbc-debit-limited",
        "6217991000012345679",
        "PSBC",
        &CHEN,
        CardBehaviour::Limited,
    ),
    debit(
        "comm-debit",
        "6222600110012345679",
        "COMM",
        &ADIL,
        CardBehaviour::Good,
    ),
];

const fn debit(
    id: &'static str,
    number: &'static str,
    bank: &'static str,
    holder: &'static TestPerson,
    behaviour: CardBehaviour,
) -> TestCard {
    TestCard {
        id,
        number,
        bank,
        credit: None,
        holder,
        behaviour,
    }
}

const fn credit(
    id: &'static str,
    number: &'static str,
    bank: &'static str,
    holder: &'static TestPerson,
    behaviour: CardBehaviour,
) -> TestCard {
    TestCard {
        id,
        number,
        bank,
        credit: Some(CreditSecrets {
            expiry: "3012",
            cvn2: "123",
        }),
        holder,
        behaviour,
    }
}

impl TestCard {
    /// The card with this number.
    pub(crate) fn by_number(number: &str) -> Option<&'static Self> {
        CARDS.iter().find(|card| card.number == number)
    }

    /// The card with this name.
    pub(crate) fn by_id(id: &str) -> Option<&'static Self> {
        CARDS.iter().find(|card| card.id == id)
    }

    /// `622202*********5670`, as the network masks it.
    pub(crate) fn masked(&self) -> String {
        let (head, tail) = (&self.number[..6], &self.number[self.number.len() - 4..]);
        format!("{head}{}{tail}", "*".repeat(self.number.len() - 10))
    }

    /// The last four digits.
    pub(crate) fn last_four(&self) -> &'static str {
        &self.number[self.number.len() - 4..]
    }

    /// The bank's name in a language.
    pub(crate) fn bank_name(&self, locale: Locale) -> &'static str {
        Bank::by_code(self.bank).map_or(self.bank, |bank| bank.name(locale))
    }
}

#[cfg(test)]
mod tests {
    use super::{CARDS, TestCard};
    use domain::bank::Bank;
    use domain::card::{self, CardKind};
    use domain::clock::At;
    use domain::day::Day;
    use domain::{id_number, phone};

    #[test]
    fn every_card_passes_the_checks_of_the_pay_page() {
        let today = Day::in_china(At::from_ms(1_795_000_000_000));
        for card in &CARDS {
            let hint = card::hint(card.number).expect(card.id);
            assert_eq!(hint.bank.code, card.bank, "{}", card.id);
            assert_eq!(
                hint.kind == CardKind::Credit,
                card.credit.is_some(),
                "{}",
                card.id
            );
            assert!(Bank::by_code(card.bank).is_some());
            assert!(luhn(card.number), "{}", card.id);
            assert_eq!(
                id_number::read(card.holder.id_number, today).as_deref(),
                Ok(card.holder.id_number)
            );
            assert_eq!(
                phone::read(card.holder.phone).as_deref(),
                Ok(card.holder.phone)
            );
        }
    }

    #[test]
    fn a_card_is_found_by_either_name_and_shown_masked() {
        let card = TestCard::by_number("6222020200012345670").expect("there is one");
        assert_eq!(TestCard::by_id(card.id), Some(card));
        assert_eq!(card.masked(), "622202*********5670");
        assert_eq!(TestCard::by_number("4242424242424242"), None);
    }

    fn luhn(number: &str) -> bool {
        let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
        let digits = number
            .bytes()
            .rev()
            .map(|b| u32::from(b - b'0'))
            .enumerate();
        digits
            .map(|(i, d)| if i % 2 == 1 { doubled(d) } else { d })
            .sum::<u32>()
            % 10
            == 0
    }
}
