//! The parameters of a page's URL. Chat apps, mail programs and malls append
//! parameters and repeat them, and every page is still shown.

/// The parameters of a query, as sent.
#[derive(Debug)]
pub struct QueryParameters(Vec<(String, String)>);

impl QueryParameters {
    /// Reads a query, without its question mark. Every text is one; bytes that
    /// are not UTF-8 are replaced.
    pub fn read(query: &str) -> Self {
        Self(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    /// A parameter. Of a repeated one, the first.
    pub fn first(&self, name: &str) -> Option<&str> {
        let first = self.0.iter().find(|(have, _)| have == name);
        first.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::QueryParameters;

    #[test]
    fn a_repeated_or_strange_parameter_does_not_hide_the_others() {
        for query in [
            "lang=en&order=a.b.c",
            "lang=en&lang=en&order=a.b.c",
            "order=a.b.c&order=x&lang=en&lang=zh-CN",
            "lang=en&x=%&order=a.b.c&=&&%ff=1",
            "from=singlemessage&isappinstalled=0&lang=en&order=a.b.c",
        ] {
            let read = QueryParameters::read(query);
            let both = (read.first("lang"), read.first("order"));
            assert_eq!(both, (Some("en"), Some("a.b.c")), "{query}");
            assert_eq!(read.first("bank"), None);
        }
    }
}
