//! The form of a store.

use super::{ConsoleField, ConsoleProblem};

/// The most characters of the merchant's own number of a store.
pub const STORE_NO_MAX: usize = 32;
/// The most characters of a store's name.
pub const STORE_NAME_MAX: usize = 40;
/// The most characters of a store's address.
pub const STORE_ADDRESS_MAX: usize = 100;

/// What was typed. Blanks around a value do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreForm {
    /// The merchant's own number of it.
    pub store_no: String,
    /// The name that shoppers read.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
}

impl StoreForm {
    /// Without the blanks around the values.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let trimmed = |text: &String| text.trim().to_owned();
        Self {
            store_no: trimmed(&self.store_no),
            name: trimmed(&self.name),
            address: trimmed(&self.address),
        }
    }

    /// What is wrong with it.
    pub fn mistakes(&self) -> Vec<(ConsoleField, ConsoleProblem)> {
        let address = ConsoleProblem::of_line(&self.address, STORE_ADDRESS_MAX);
        let fields = [
            (ConsoleField::StoreNo, problem_of_no(&self.store_no)),
            (
                ConsoleField::StoreName,
                ConsoleProblem::of_line(&self.name, STORE_NAME_MAX),
            ),
            (
                ConsoleField::StoreAddress,
                address.filter(|problem| *problem != ConsoleProblem::Empty),
            ),
        ];
        let wrong = |(field, problem): (_, Option<_>)| Some((field, problem?));
        fields.into_iter().filter_map(wrong).collect()
    }
}

/// True for what may be a store's number.
pub fn is_store_no(text: &str) -> bool {
    problem_of_no(text).is_none()
}

fn problem_of_no(text: &str) -> Option<ConsoleProblem> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    match text.chars().count() {
        0 => Some(ConsoleProblem::Empty),
        _ if !text.bytes().all(plain) => Some(ConsoleProblem::Format),
        1..=STORE_NO_MAX => None,
        _ => Some(ConsoleProblem::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::StoreForm;
    use crate::console::{ConsoleField as Field, ConsoleProblem as Problem};

    fn form(store_no: &str, name: &str, address: &str) -> StoreForm {
        StoreForm {
            store_no: store_no.into(),
            name: name.into(),
            address: address.into(),
        }
    }

    #[test]
    fn what_shoppers_and_programs_read_is_checked() {
        let most = form(&"9".repeat(32), &"店".repeat(40), &"路".repeat(100));
        assert_eq!(most.mistakes(), []);
        assert_eq!(form("SH-01_a", "西湖店", "").mistakes(), []);
        let more = form(&"9".repeat(33), &"店".repeat(41), &"路".repeat(101));
        assert_eq!(
            more.mistakes(),
            [
                (Field::StoreNo, Problem::TooLong),
                (Field::StoreName, Problem::TooLong),
                (Field::StoreAddress, Problem::TooLong),
            ]
        );
        assert_eq!(
            form("", " ", "\u{202E}").mistakes(),
            [
                (Field::StoreNo, Problem::Empty),
                (Field::StoreName, Problem::Empty),
                (Field::StoreAddress, Problem::Format),
            ]
        );
        for no in ["一", "a b", "a.b", "é"] {
            assert_eq!(
                form(no, "店", "").mistakes(),
                [(Field::StoreNo, Problem::Format)],
                "{no}"
            );
        }
    }
}
