//! The compressions that a browser accepts, by `Accept-Encoding` (RFC 9110
//! 12.5.3).

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
    /// No compression.
    Identity,
}

impl Encoding {
    /// The `Content-Encoding`; `None` for [`Encoding::Identity`].
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// True where the header names it, or covers it by `*`, with a weight above
    /// 0. Preferences are ignored: the smallest accepted encoding is used.
    pub fn is_in(self, accept_encoding: &str) -> bool {
        let Some(name) = self.name() else { return true };
        let mut by_star = false;
        for choice in accept_encoding.split(',') {
            let mut parts = choice.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let refused = parts.any(|parameter| {
                let weight = parameter
                    .strip_prefix("q=")
                    .or_else(|| parameter.strip_prefix("Q="));
                weight.is_some_and(|weight| weight.chars().all(|c| c == '0' || c == '.'))
            });
            if coding.eq_ignore_ascii_case(name) {
                return !refused;
            }
            by_star |= coding == "*" && !refused;
        }
        by_star
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn a_header_is_read_as_the_rfc_says() {
        for (header, br) in [
            ("br", true),
            ("gzip, BR;q=0.1", true),
            ("gzip;q=1.0, br;q=0.000", false),
            ("*", true),
            ("*;q=0", false),
            ("*, br;q=0", false),
            ("brotli", false),
            ("", false),
        ] {
            assert_eq!(Encoding::Brotli.is_in(header), br, "{header}");
        }
        assert!(Encoding::Identity.is_in(""));
    }
}
