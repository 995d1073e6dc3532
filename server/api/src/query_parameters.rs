//! The query of a call: known names only, each once.

use domain::refusal::{Code, Refusal};

/// The parameters of a query.
#[derive(Debug)]
pub(super) struct QueryParameters(Vec<(String, String)>);

impl QueryParameters {
    /// Reads a query as sent.
    ///
    /// # Errors
    /// [`Code::BadRequest`] for a name that is not in `known`, or is repeated.
    pub(super) fn read(text: &str, known: &[&str]) -> Result<Self, Refusal> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()).into_owned() {
            if !known.contains(&name.as_str()) {
                return Err(bad_query("a parameter of the query is not known"));
            }
            if pairs.iter().any(|(have, _)| *have == name) {
                return Err(bad_query("a parameter of the query is there twice"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// A parameter, if it is present and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(have, _)| have == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A refusal of a query.
pub(super) fn bad_query(detail: &str) -> Refusal {
    Refusal::new(Code::BadRequest, detail)
}

#[cfg(test)]
mod tests {
    use super::QueryParameters;

    #[test]
    fn known_names_once() {
        let query = QueryParameters::read("after=evt_1&limit=", &["after", "limit"]);
        let query = query.expect("reads");
        assert_eq!(
            (query.get("after"), query.get("limit")),
            (Some("evt_1"), None)
        );
        assert!(QueryParameters::read("aftr=1", &["after"]).is_err());
        assert!(QueryParameters::read("after=1&after=2", &["after"]).is_err());
    }
}
