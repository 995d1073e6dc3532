//! The fields of a form. All values are secrets until a handler reads them, so
//! that passwords are wiped with the form.

use crate::pages::failure::Failure;
use axum::extract::multipart::Multipart;
use domain::secret::Secret;

/// A form that was sent.
pub(super) struct FormData(Vec<(String, Secret)>);

impl FormData {
    /// Reads a body. `None` where it is no form.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_urlencoded::from_bytes(body).ok().map(Self::of)
    }

    /// The fields of a form with a file, and the file; empty where none was chosen.
    pub(super) async fn read_with_file(mut parts: Multipart) -> Result<(Self, Vec<u8>), Failure> {
        let (mut fields, mut file) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|_| Failure::TooLarge)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| Failure::TooLarge)?;
            if name == "file" {
                file = bytes.to_vec();
            } else {
                let value = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::BadForm)?;
                fields.push((name, value));
            }
        }
        Ok((Self::of(fields), file))
    }

    /// Of fields that were read.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        let secret = |(name, value)| (name, Secret::new(value));
        Self(fields.into_iter().map(secret).collect())
    }

    /// A field's value as sent; empty where it is missing.
    pub(super) fn secret(&self, name: &str) -> Secret {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The texts of all fields of this name, with blanks between.
    pub(super) fn texts(&self, name: &str) -> String {
        let fields = self.0.iter().filter(|(known, _)| known == name);
        let texts: Vec<_> = fields.map(|(_, value)| value.expose().trim()).collect();
        texts.join(" ")
    }

    /// All fields but these, as sent.
    pub(super) fn all_but(&self, names: &[&str]) -> Vec<(String, String)> {
        let others = self
            .0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()));
        let text = |(name, value): &(String, Secret)| (name.clone(), value.expose().to_owned());
        others.map(text).collect()
    }

    /// A field's text, without the blanks around it.
    pub(super) fn text(&self, name: &str) -> String {
        self.secret(name).expose().trim().to_owned()
    }
}
