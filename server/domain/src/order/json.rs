//! JSON in which a name stands once in its object. Readers differ on which of
//! two they take, and what was signed must have one meaning (RFC 8725 2.4,
//! RFC 7493).

use crate::refusal::{Code, Refusal};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a request body or a link's payload.
///
/// # Errors
/// [`Code::MalformedJson`] with the place; nothing of the text is repeated.
pub fn read(text: &[u8]) -> Result<Value, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Once
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| {
        let what = if e.is_data() {
            "names a field twice"
        } else {
            "is not JSON"
        };
        let place = format!("line {}, column {}", e.line(), e.column());
        Refusal::new(Code::MalformedJson, format!("the body {what} ({place})"))
    })
}

/// Builds a [`Value`] and refuses the second of two equal names.
struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(Self)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            let value = from.next_value_seed(Self)?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("a name twice"));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn refused(text: &str) -> String {
        read(text.as_bytes()).expect_err("refused").detail
    }

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#"{"a": [1, -2, 1.5, true, null, "é\n"], "b": {}}"#;
        assert_eq!(
            read(text.as_bytes()),
            Ok(json!({"a": [1, -2, 1.5, true, null, "é\n"], "b": {}}))
        );
    }

    #[test]
    fn a_name_stands_once() {
        assert_eq!(
            refused(r#"{"a": 1, "a": 2}"#),
            "the body names a field twice (line 1, column 16)"
        );
        assert!(
            refused(r#"{"x": [{"a": 1, "\u0061": 1}]}"#).contains("twice"),
            "however it is spelt"
        );
    }

    #[test]
    fn what_is_no_json_says_where() {
        for text in ["", "{", "{} {}", "[1,]", "nul", "{\"a\": 01}", "'a'"] {
            assert!(
                refused(text).starts_with("the body is not JSON (line 1"),
                "{text}"
            );
        }
        assert!(
            refused(&"[".repeat(100_000)).contains("is not JSON"),
            "depth is bounded"
        );
        assert!(read(b"\"\xff\"").is_err(), "UTF-8 only");
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_plain_reader(text in r#"[\[\]{}",:0-9a-z. ]{0,24}"#) {
            if let Ok(value) = read(text.as_bytes()) {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
            }
        }
    }
}
