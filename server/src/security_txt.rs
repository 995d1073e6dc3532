//! `/.well-known/security.txt` (RFC 9116): where to report a vulnerability of
//! this desk. Only with `--security-contact`; otherwise the path is not found.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use domain::clock::Clock;
use domain::origin::Origin;
use std::sync::Arc;

/// How long a reader may keep the text: RFC 9116 2.5.5 recommends less than a
/// year.
const GOOD_FOR_DAYS: i64 = 180;

/// What is said where no contact is set.
pub(crate) const NO_SECURITY_CONTACT: &str =
    "nobody is told where to report a vulnerability (/.well-known/security.txt)";

/// The address that reports are sent to, as a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecurityContact(String);

impl SecurityContact {
    /// Reads an e-mail address, or a `mailto:`, `tel:` or `https://` URI.
    ///
    /// # Errors
    /// Anything else, with the valid forms.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let plain = text.bytes().all(|b| b.is_ascii_graphic());
        let is_mail = |address: &str| {
            let parts = address.split_once('@');
            parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        };
        let uri = if let Some(address) = text.strip_prefix("mailto:") {
            is_mail(address).then(|| text.to_owned())
        } else if let Some(number) = text.strip_prefix("tel:") {
            (!number.is_empty()).then(|| text.to_owned())
        } else if text.contains("://") {
            let origin = Origin::of(text);
            origin
                .is_ok_and(|origin| origin.is_https())
                .then(|| text.to_owned())
        } else {
            is_mail(text).then(|| format!("mailto:{text}"))
        };
        let refused = "not an e-mail address, nor mailto:, tel: or https://";
        uri.filter(|_| plain)
            .map(Self)
            .ok_or_else(|| refused.to_owned())
    }
}

/// The route, if there is a contact. `public_url` is the desk's origin.
pub(crate) fn routes(
    contact: Option<SecurityContact>,
    public_url: &str,
    clock: Arc<dyn Clock>,
) -> Router {
    let Some(SecurityContact(contact)) = contact else {
        return Router::new();
    };
    let path = "/.well-known/security.txt";
    let canonical = format!("{public_url}{path}");
    let show = async move || {
        let expires = clock.now().plus_s(GOOD_FOR_DAYS * 86_400).rfc3339();
        let text = format!(
            "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: zh, en\nCanonical: {canonical}\n"
        );
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    };
    Router::new().route(path, get(show))
}

#[cfg(test)]
mod tests {
    use super::{SecurityContact, routes};
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use std::sync::Arc;
    use testkit::clock::{ManualClock, NOON};
    use tower::ServiceExt as _;

    async fn asked(contact: Option<&str>) -> (u16, String) {
        let contact = contact.map(|text| SecurityContact::parse(text).expect("a contact"));
        let clock = Arc::new(ManualClock::at(NOON));
        let router = routes(contact, "https://pay.example", clock);
        let request = Request::get("/.well-known/security.txt").body(Body::empty());
        let answer = router.oneshot(request.expect("a request")).await;
        let (parts, body) = answer.expect("answered").into_parts();
        let body = to_bytes(body, 4096).await.expect("a body").to_vec();
        let text = String::from_utf8(body).expect("text");
        (parts.status.as_u16(), text)
    }

    #[tokio::test]
    async fn the_text_has_the_fields_of_the_rfc_and_an_end() {
        assert_eq!(asked(None).await.0, 404);
        let (status, text) = asked(Some("security@pay.example")).await;
        assert_eq!(status, 200);
        let line = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
            let value = lines.next().unwrap_or_else(|| panic!("{name} in {text}"));
            assert_eq!(lines.next(), None, "{name} once");
            value.to_owned()
        };
        assert_eq!(line("Contact: "), "mailto:security@pay.example");
        assert_eq!(
            line("Canonical: "),
            "https://pay.example/.well-known/security.txt"
        );
        let expires = line("Expires: ");
        assert_eq!(expires, NOON.plus_s(180 * 86_400).rfc3339());
    }

    #[test]
    fn a_contact_can_be_written_to_or_called() {
        for good in [
            "mailto:security@pay.example",
            "https://pay.example/security",
            "tel:+86-400-000-0001",
        ] {
            assert!(SecurityContact::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "security",
            "@pay.example",
            "http://pay.example",
            "https://",
            "ftp://pay.example",
            "mailto:security",
            "tel:",
            "a@b.example\nContact: x",
        ] {
            let refused = SecurityContact::parse(bad).expect_err(bad);
            assert!(refused.contains("https://"), "{refused}");
        }
    }
}
