//! The query of a call: known names only, each once.

use domain::refusal::{Code, Refusal};

/// The parameters of a query.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query as sent.
    ///
    /// # Errors
    /// [`Code::BadRequest`] for a name that is not in `known`, or comes twice.
    pub(super) fn read(text: &str, known: &[&str]) -> Result<Self, Refusal> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()).into_owned() {
            if !known.contains(&name.as_str()) {
                return Err(bad("a parameter of the query is not known"));
            }
            if pairs.iter().any(|(have, _)| *have == name) {
                return Err(bad("a parameter of the query is there twice"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// A parameter, if it is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self
            .0
            .iter()
            .find(|(have, _)| have == name)
            .map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }
}

/// A query that cannot be taken.
pub(super) fn bad(detail: &str) -> Refusal {
    Refusal::new(Code::BadRequest, detail)
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn known_names_once() {
        let query = Query::read("after=evt_1&limit=", &["after", "limit"]).expect("reads");
        assert_eq!(
            (query.get("after"), query.get("limit")),
            (Some("evt_1"), None)
        );
        assert!(Query::read("aftr=1", &["after"]).is_err());
        assert!(Query::read("after=1&after=2", &["after"]).is_err());
    }
}
