//! `Idempotency-Key`: a POST that is sent twice is done once.
//!
//! What was done is kept with its answer, in the transaction that did it, 48
//! hours (the contract says 24 at least). The same key and body again: the
//! same answer, marked. Another body: 422. While the first is under way in
//! this process: 409 with `Retry-After` ([`super::in_flight`]). Two processes
//! at once: the key's row decides, and whoever comes second runs again and
//! finds the first one's answer.
//!
//! A refusal is not kept. Stripe keeps whatever came once work had begun,
//! because there a failed call may have moved money half-way. Here a refusal
//! undoes all of its transaction and no network is called inside one, so
//! nothing was done: asking again is safe, and what is mended by then (an
//! order that is paid now, a refund that failed and made room) is granted
//! under the same key. Keeping it would turn a passing no into one of 48 h.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::refusal::{Code, Refusal};
use sfv::{Item, Parser};

/// Longest key taken.
const KEY_MAX: usize = 255;

/// A key, and the request it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keyed {
    /// The key's text.
    pub key: String,
    /// SHA-256 of the body, base64.
    pub body_hash: String,
}

impl Keyed {
    /// Reads the header: a string of structured fields (`"abc"`), or the
    /// same without quotes, as many clients send it.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyMissing`], or [`Code::BadRequest`] for more than
    /// one or an unreadable one.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let mut values = headers.get_all("idempotency-key").iter();
        let Some(value) = values.next() else {
            return Err(Refusal::new(
                Code::IdempotencyKeyMissing,
                "send an Idempotency-Key: a text of your own, the same when you repeat the request",
            ));
        };
        let key = match (value.to_str(), values.next()) {
            (Ok(text), None) => plain(text.trim()),
            _ => None,
        };
        let key = key
            .filter(|key| (1..=KEY_MAX).contains(&key.len()))
            .ok_or_else(|| {
                Refusal::new(
                    Code::BadRequest,
                    "one Idempotency-Key of 1 to 255 visible ASCII characters is needed",
                )
            })?;
        Ok(Self {
            key,
            body_hash: STANDARD.encode(digest(&SHA256, body)),
        })
    }
}

/// The key was used for something else.
pub(super) fn reused() -> Refusal {
    Refusal::new(
        Code::IdempotencyKeyReused,
        "this Idempotency-Key was used for another body",
    )
}

fn plain(text: &str) -> Option<String> {
    if text.starts_with('"') {
        let item: Item = Parser::new(text).parse().ok()?;
        return item
            .bare_item
            .as_string()
            .map(|key| key.as_str().to_owned());
    }
    let bare = text
        .bytes()
        .all(|b| b.is_ascii_graphic() && b != b'"' && b != b',');
    bare.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Keyed;
    use axum::http::{HeaderMap, HeaderValue};
    use domain::refusal::Code;

    fn read(values: &[&str]) -> Result<String, Code> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                "idempotency-key",
                HeaderValue::from_str(value).expect("a header"),
            );
        }
        Keyed::read(&headers, b"{}")
            .map(|keyed| keyed.key)
            .map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_key_is_the_same_with_or_without_quotes() {
        assert_eq!(read(&["\"8e03978e-40d5\""]), Ok("8e03978e-40d5".to_owned()));
        assert_eq!(read(&["8e03978e-40d5"]), Ok("8e03978e-40d5".to_owned()));
        assert_eq!(read(&["\"a b\""]), Ok("a b".to_owned()));
        assert_eq!(
            read(&["x".repeat(255).as_str()]).map(|key| key.len()),
            Ok(255)
        );
    }

    #[test]
    fn a_key_is_needed_and_must_be_one() {
        assert_eq!(read(&[]), Err(Code::IdempotencyKeyMissing));
        for bad in ["", "\"\"", "a, b", "\"a", "a b", "x\"y", &"x".repeat(256)] {
            assert_eq!(read(&[bad]), Err(Code::BadRequest), "{bad}");
        }
        assert_eq!(read(&["a", "a"]), Err(Code::BadRequest));
    }
}
