//! The origin of a URL, parsed strictly, so that the origin that is compared is
//! the one a browser opens.
//!
//! URLs that browsers and servers may parse differently are refused: user
//! names, fragments, backslashes, blanks, control characters, and characters
//! outside ASCII (international domain names are written in punycode).

use serde::{Deserialize, Serialize};

/// The longest URL that is accepted, in bytes.
pub const URL_MAX: usize = 2048;

/// Scheme, host and port of a URL in canonical form, in lower case and without
/// a default port: `https://mall.example`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(String);

/// Why a URL was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Neither `https://` nor `http://`.
    #[error("the address must begin with https://")]
    Scheme,
    /// A user name or password before the host.
    #[error("the address must not hold a user name")]
    UserInfo,
    /// A fragment (`#`), which browsers do not send.
    #[error("the address must not have a fragment (#)")]
    Fragment,
    /// No host, or not a valid one.
    #[error("the address has no plain host name")]
    Host,
    /// A host name outside ASCII.
    #[error("the host name must be written in punycode, such as xn--fiq228c.example")]
    International,
    /// A port that is not a number from 1 to 65535.
    #[error("the address has no valid port")]
    Port,
    /// A character that must be percent-encoded.
    #[error("the address holds a character that must be percent-encoded")]
    Character,
    /// A path or a query where an origin is expected.
    #[error("only https, host and port are expected, without a path")]
    NotAlone,
    /// Longer than [`URL_MAX`].
    #[error("the address is longer than 2048 bytes")]
    TooLong,
}

impl Origin {
    /// The origin of a URL.
    ///
    /// # Errors
    /// Any [`AddressError`].
    pub fn of(address: &str) -> Result<Self, AddressError> {
        if address.len() > URL_MAX {
            return Err(AddressError::TooLong);
        }
        if address.contains('#') {
            return Err(AddressError::Fragment);
        }
        let (scheme, rest) = split_scheme(address)?;
        let odd = |b: u8| {
            !b.is_ascii_graphic()
                || matches!(
                    b,
                    b'\\' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'^'
                )
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let authority = &rest[..end];
        // Invisible characters are no host name in any spelling.
        let international =
            |c: char| c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric());
        if !authority.is_ascii() && authority.chars().all(international) {
            return Err(AddressError::International);
        }
        if rest.bytes().any(odd) {
            return Err(AddressError::Character);
        }
        if authority.contains('@') {
            return Err(AddressError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return Err(AddressError::Host);
        }
        Ok(Self(match port {
            Some(port) if port != default_port(scheme) => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        }))
    }

    /// An origin without path and query, as malls register it.
    ///
    /// # Errors
    /// Any [`AddressError`]; [`AddressError::NotAlone`] for a path or a query.
    pub fn alone(text: &str) -> Result<Self, AddressError> {
        let origin = Self::of(text)?;
        let (_, rest) = split_scheme(text)?;
        if rest.contains(['/', '?']) {
            Err(AddressError::NotAlone)
        } else {
            Ok(origin)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for `https`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// True for a loopback address or `localhost`.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let host = match host.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(""),
            None => host.split(':').next().unwrap_or(""),
        };
        let v4 = host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|ip| ip.is_loopback());
        v4 || host == "::1" || host == "localhost"
    }
}

fn split_scheme(address: &str) -> Result<(&'static str, &str), AddressError> {
    let (scheme, rest) = address.split_once("://").ok_or(AddressError::Scheme)?;
    if scheme.eq_ignore_ascii_case("https") {
        Ok(("https", rest))
    } else if scheme.eq_ignore_ascii_case("http") {
        Ok(("http", rest))
    } else {
        Err(AddressError::Scheme)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), AddressError> {
    let colon = match authority.rfind(']') {
        Some(end) => authority[end..].find(':').map(|i| end + i),
        None => authority.find(':'),
    };
    let Some(colon) = colon else {
        return Ok((authority, None));
    };
    let port = &authority[colon + 1..];
    if port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressError::Port);
    }
    match port.parse::<u16>() {
        Ok(number) if number > 0 => Ok((&authority[..colon], Some(number))),
        _ => Err(AddressError::Port),
    }
}

const fn default_port(scheme: &str) -> u16 {
    match scheme.as_bytes() {
        b"https" => 443,
        _ => 80,
    }
}

/// True for labels of letters, digits and inner hyphens, an IPv4 address of
/// four decimal parts (browsers also accept `0x7f.1`), or an IPv6 address in
/// brackets.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[') {
        let v6 = inner
            .strip_suffix(']')
            .and_then(|ip| ip.parse::<std::net::Ipv6Addr>().ok().map(|p| (ip, p)));
        return v6.is_some_and(|(text, ip)| ip.to_string() == text);
    }
    let plain = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.len() > 253 || !host.split('.').all(plain) {
        return false;
    }
    let last = host.rsplit('.').next().unwrap_or("");
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    !numeric || host.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{AddressError, Origin};
    use proptest::prelude::*;

    fn of(address: &str) -> Result<String, AddressError> {
        Origin::of(address).map(|o| o.as_str().to_owned())
    }

    #[test]
    fn one_origin_has_one_spelling() {
        for same in [
            "https://mall.example",
            "https://mall.example/",
            "HTTPS://Mall.Example:443/back?x=1",
            "https://mall.example?x",
        ] {
            assert_eq!(of(same).as_deref(), Ok("https://mall.example"), "{same}");
        }
        assert_eq!(
            of("http://127.0.0.1:3001/return").as_deref(),
            Ok("http://127.0.0.1:3001")
        );
        assert_eq!(of("http://[::1]:3001/").as_deref(), Ok("http://[::1]:3001"));
        assert_eq!(
            of("https://xn--fiq228c.example:8443").as_deref(),
            Ok("https://xn--fiq228c.example:8443")
        );
    }

    #[test]
    fn what_browsers_and_servers_read_differently_is_refused() {
        use AddressError::{Character, Fragment, Host, International, Port, Scheme, UserInfo};
        let cases = [
            ("javascript:alert(1)", Scheme),
            ("//mall.example", Scheme),
            ("ftp://mall.example", Scheme),
            (" https://mall.example", Scheme),
            ("https://mall.example@evil.example", UserInfo),
            ("https://user:secret@mall.example/", UserInfo),
            ("https://mall.example\\@evil.example", Character),
            ("https://mall.example\\.evil.example", Character),
            ("https://ma\tll.example", Character),
            ("https://mall.example/\n", Character),
            ("https://商城.example", International),
            ("https://付款.example/return?x=1", International),
            ("https://ma\u{202e}ll.example", Character),
            ("https://mall.example/付款", Character),
            ("https://mall.example/#x", Fragment),
            ("https://", Host),
            ("https:///mall.example", Host),
            ("https://mall..example", Host),
            ("https://-mall.example", Host),
            ("https://mall.example.", Host),
            ("https://mall%2eexample", Host),
            ("https://0x7f.1", Host),
            ("https://127.1", Host),
            ("https://2130706433", Host),
            ("https://[::0001]", Host),
            ("https://mall.example:", Port),
            ("https://mall.example:0", Port),
            ("https://mall.example:65536", Port),
            ("https://mall.example:+80", Port),
        ];
        for (address, why) in cases {
            assert_eq!(of(address), Err(why), "{address:?}");
        }
        assert_eq!(
            of(&format!("https://mall.example/{}", "a".repeat(2048))),
            Err(AddressError::TooLong)
        );
    }

    #[test]
    fn an_origin_alone_has_no_path() {
        assert!(Origin::alone("https://mall.example").is_ok());
        assert_eq!(
            Origin::alone("https://mall.example/"),
            Err(AddressError::NotAlone)
        );
        assert_eq!(
            Origin::alone("https://mall.example?x"),
            Err(AddressError::NotAlone)
        );
    }

    #[test]
    fn loopback_is_recognized() {
        let loopback = |a| Origin::of(a).expect("an address").is_loopback();
        assert!(
            loopback("http://127.0.0.1:3001")
                && loopback("http://localhost:3001")
                && loopback("http://[::1]")
        );
        assert!(
            !loopback("http://10.0.0.1")
                && !loopback("https://localhost.example")
                && !loopback("https://127.0.0.1.example")
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(https?://)?.{0,40}") {
            if let Ok(origin) = Origin::of(&text) {
                prop_assert_eq!(Origin::alone(origin.as_str()), Ok(origin));
            }
        }
    }
}
