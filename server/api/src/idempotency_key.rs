//! The `Idempotency-Key` header.

use axum::http::HeaderMap;
use domain::refusal::{Code, Refusal};
use sfv::{Item, Parser};

/// Maximum length of a key, in bytes.
const KEY_MAX: usize = 255;

/// The key's text. The header is a string of structured fields (`"abc"`), or
/// the same without quotes, as many clients send it.
///
/// # Errors
/// [`Code::IdempotencyKeyMissing`], or [`Code::BadRequest`] for more than one
/// or an unreadable one.
pub(super) fn read(headers: &HeaderMap) -> Result<String, Refusal> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else {
        return Err(Refusal::new(
            Code::IdempotencyKeyMissing,
            "send an Idempotency-Key: a text of your own, the same when you repeat the request",
        ));
    };
    let key = match (value.to_str(), values.next()) {
        (Ok(text), None) => unquoted(text.trim()),
        _ => None,
    };
    key.filter(|key| (1..=KEY_MAX).contains(&key.len()))
        .ok_or_else(|| {
            Refusal::new(
                Code::BadRequest,
                "one Idempotency-Key of 1 to 255 visible ASCII characters is needed",
            )
        })
}

fn unquoted(text: &str) -> Option<String> {
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
    use super::read;
    use axum::http::{HeaderMap, HeaderValue};
    use domain::refusal::Code;

    fn key_of(values: &[&str]) -> Result<String, Code> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                "idempotency-key",
                HeaderValue::from_str(value).expect("a header"),
            );
        }
        read(&headers).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_key_is_the_same_with_or_without_quotes() {
        assert_eq!(
            key_of(&["\"8e03978e-40d5\""]),
            Ok("8e03978e-40d5".to_owned())
        );
        assert_eq!(key_of(&["8e03978e-40d5"]), Ok("8e03978e-40d5".to_owned()));
        assert_eq!(key_of(&["\"a b\""]), Ok("a b".to_owned()));
        assert_eq!(
            key_of(&["x".repeat(255).as_str()]).map(|key| key.len()),
            Ok(255)
        );
    }

    #[test]
    fn a_key_is_needed_and_must_be_one() {
        assert_eq!(key_of(&[]), Err(Code::IdempotencyKeyMissing));
        for bad in ["", "\"\"", "a, b", "\"a", "a b", "x\"y", &"x".repeat(256)] {
            assert_eq!(key_of(&[bad]), Err(Code::BadRequest), "{bad}");
        }
        assert_eq!(key_of(&["a", "a"]), Err(Code::BadRequest));
    }
}
