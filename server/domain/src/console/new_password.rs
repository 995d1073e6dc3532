//! Which passwords are taken: long ones that are not easily guessed. No rule
//! asks for kinds of characters (ASVS 5, 6.2).

use super::{AccountName, ConsoleProblem};
use crate::secret::Secret;
use std::collections::BTreeSet;

/// The fewest characters. Almost none of the most common passwords is so long.
pub const PASSWORD_MIN: usize = 12;

/// The most characters.
pub const PASSWORD_MAX: usize = 128;

/// The fewest different characters.
const DIFFERENT_MIN: usize = 5;

/// What common passwords of this length are made of; longer parts first.
const COMMON: [&str; 14] = [
    "123456",
    "654321",
    "abcdef",
    "qwertyuiop",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "1qaz2wsx",
    "password",
    "iloveyou",
    "woaini",
    "paydesk",
    "admin",
    "welcome",
];

/// Checks a new password of this account.
///
/// # Errors
/// What is wrong with it.
pub fn check_new_password(password: &Secret, account: &AccountName) -> Result<(), ConsoleProblem> {
    let text = password.expose();
    let length = text.chars().count();
    if length == 0 {
        return Err(ConsoleProblem::Empty);
    }
    if length < PASSWORD_MIN {
        return Err(ConsoleProblem::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(ConsoleProblem::TooLong);
    }
    let mut rest = text.to_lowercase();
    for part in COMMON.into_iter().chain([account.as_str()]) {
        rest = rest.replace(part, "");
    }
    let different: BTreeSet<char> = rest.chars().collect();
    if different.len() < DIFFERENT_MIN {
        return Err(ConsoleProblem::Guessable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_new_password;
    use crate::console::{AccountName, ConsoleProblem};
    use crate::secret::Secret;

    #[test]
    fn long_passwords_are_taken_unless_they_are_guessed_at_once() {
        let account = AccountName::parse("li.lei@shop.example").expect("a name");
        let check = |text: &str| check_new_password(&Secret::new(text), &account);
        for good in [
            "a pot of longjing tea",
            "春天的第一杯茶要慢慢地喝",
            "7Kx-mmq-20p-Zw",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let long = "ab3d".repeat(40);
        for (bad, why) in [
            ("", ConsoleProblem::Empty),
            ("short", ConsoleProblem::TooShort),
            (&long, ConsoleProblem::TooLong),
            ("aaaaaaaaaaaaaaaa", ConsoleProblem::Guessable),
            ("123456123456", ConsoleProblem::Guessable),
            ("Password123456", ConsoleProblem::Guessable),
            ("qwertyuiop123456!!", ConsoleProblem::Guessable),
            ("Li.Lei@shop.example1", ConsoleProblem::Guessable),
        ] {
            assert_eq!(check(bad), Err(why), "{bad}");
        }
    }
}
