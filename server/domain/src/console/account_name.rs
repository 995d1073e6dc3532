//! The name with which a person signs in.

use std::fmt;

/// 3 to 64 letters, digits and `. _ - @ +`, in lower case: a mail address, a
/// mobile number or a short name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Reads it as typed: blanks around it are cut, letters are lowered. `None`
    /// for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.trim().to_ascii_lowercase();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-@+".contains(&b);
        let valid = (3..=64).contains(&name.len()) && name.bytes().all(allowed);
        valid.then_some(Self(name))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::AccountName;

    #[test]
    fn one_person_has_one_spelling() {
        let read = |text: &str| AccountName::parse(text).map(|name| name.to_string());
        assert_eq!(
            read(" Li.Lei@Shop.example "),
            Some("li.lei@shop.example".into())
        );
        assert_eq!(read("13800138000"), Some("13800138000".into()));
        for bad in ["", "ab", "李雷雷", "a b c", "a/b/c", &"a".repeat(65)] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
