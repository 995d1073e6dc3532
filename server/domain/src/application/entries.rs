//! What stands in the fields of an application.

use super::field::ApplicationField;
use super::section::Section;
use crate::secret::Secret;
use std::collections::BTreeMap;

/// The entries; a field without one is empty. `Debug` shows no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries(BTreeMap<ApplicationField, Secret>);

impl Entries {
    /// What stands in a field.
    pub fn text(&self, field: ApplicationField) -> &str {
        self.0.get(&field).map_or("", Secret::expose)
    }

    /// Puts a text into a field.
    pub fn put(&mut self, field: ApplicationField, text: impl Into<String>) {
        let text = Secret::new(text);
        if text.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }

    /// Puts all of the others into theirs.
    pub fn put_all(&mut self, others: &Self) {
        for (field, text) in &others.0 {
            self.0.insert(*field, text.clone());
        }
    }

    /// The entries of a section.
    #[must_use]
    pub fn of(&self, section: Section) -> Self {
        self.filtered(|field| field.section() == section)
    }

    /// Personal data shows its last four characters, and nothing of a name of a
    /// mail box.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mask = |(field, text): (&ApplicationField, &Secret)| {
            let shown = if field.is_personal() {
                masked(text.expose())
            } else {
                text.expose().to_owned()
            };
            (*field, Secret::new(shown))
        };
        Self(self.0.iter().map(mask).collect())
    }

    /// The entries that are personal data, or the others, as a JSON object of
    /// texts.
    ///
    /// # Panics
    /// Never: keys and values are texts.
    pub fn to_json(&self, personal: bool) -> Secret {
        let texts = self.filtered(|field| field.is_personal() == personal);
        let pairs = texts.0.iter();
        let pairs: BTreeMap<_, _> = pairs
            .map(|(field, text)| (field.name(), text.expose()))
            .collect();
        Secret::new(serde_json::to_string(&pairs).expect("texts"))
    }

    /// Reads what [`Entries::to_json`] wrote; `None` for anything else.
    pub fn from_json(json: &str) -> Option<Self> {
        let pairs: BTreeMap<String, String> = serde_json::from_str(json).ok()?;
        let mut read = Self::default();
        for (name, text) in pairs {
            read.put(ApplicationField::parse(&name)?, text);
        }
        Some(read)
    }

    fn filtered(&self, keep: impl Fn(ApplicationField) -> bool) -> Self {
        let kept = self.0.iter().filter(|(field, _)| keep(**field));
        Self(kept.map(|(field, text)| (*field, text.clone())).collect())
    }
}

/// The last four characters; of a mail address, its host.
fn masked(text: &str) -> String {
    if let Some((_, host)) = text.split_once('@') {
        return format!("****@{host}");
    }
    let count = text.chars().count();
    let tail: String = text.chars().skip(count.saturating_sub(4)).collect();
    format!("****{tail}")
}

#[cfg(test)]
mod tests {
    use super::Entries;
    use crate::application::{ApplicationField as Field, Section};

    fn entries() -> Entries {
        let mut entries = Entries::default();
        entries.put(Field::LegalName, "王芳");
        entries.put(Field::LegalId, "11010519491231002X");
        entries.put(Field::ContactMail, "fang@tea.example");
        entries
    }

    #[test]
    fn personal_data_is_apart_and_masked() {
        let entries = entries();
        let plain = entries.to_json(false);
        assert_eq!(plain.expose(), r#"{"legal_name":"王芳"}"#);
        let mut read = Entries::from_json(plain.expose()).expect("plain");
        read.put_all(&Entries::from_json(entries.to_json(true).expose()).expect("personal"));
        assert_eq!(read, entries);
        let masked = entries.masked();
        assert_eq!(masked.text(Field::LegalName), "王芳");
        assert_eq!(masked.text(Field::LegalId), "****002X");
        assert_eq!(masked.text(Field::ContactMail), "****@tea.example");
        assert_eq!(masked.of(Section::Contact).text(Field::LegalId), "");
        assert!(!format!("{entries:?}").contains("1949"));
        assert_eq!(Entries::from_json(r#"{"card":"1"}"#), None);
    }
}
