//! Strict JSON parsing. Refuses a repeated name in an object, because two
//! parsers could read different amounts, and nesting deeper than [`DEPTH_MAX`].

use domain::credentials::pointer_part;
use domain::refusal::{Code, Refusal};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Maximum nesting of objects and lists.
const DEPTH_MAX: usize = 16;

/// Reads one JSON value, the whole of `bytes`.
///
/// # Errors
/// [`Code::MalformedJson`] with a JSON pointer where one is known, and line and
/// column in the text.
pub fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    let position = RefCell::new(Position::default());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = StrictReader {
        position: &position,
    }
    .deserialize(&mut reader);
    read.and_then(|value| reader.end().map(|()| value))
        .map_err(|error| {
            let position = position.into_inner();
            Refusal {
                code: Code::MalformedJson,
                detail: match position.reason {
                    Some(reason) => format!(
                        "{reason} (line {}, column {})",
                        error.line(),
                        error.column()
                    ),
                    None => format!("not JSON: line {}, column {}", error.line(), error.column()),
                },
                pointer: (!position.path.is_empty()).then(|| pointer(&position.path)),
                limited: None,
            }
        })
}

/// Path segments as a JSON pointer (RFC 6901).
pub fn pointer(path: &[String]) -> String {
    let parts = path.iter().map(|part| pointer_part(part));
    parts.fold(String::new(), |all, part| all + "/" + &part)
}

/// The parser's position, and why it refused.
#[derive(Default)]
struct Position {
    path: Vec<String>,
    reason: Option<&'static str>,
}

/// Reads the value at a position.
#[derive(Clone, Copy)]
struct StrictReader<'a> {
    position: &'a RefCell<Position>,
}

impl StrictReader<'_> {
    /// Descends one level. Refuses nesting that is too deep.
    fn enter<E: Error>(self, part: String) -> Result<(), E> {
        let mut position = self.position.borrow_mut();
        if position.path.len() >= DEPTH_MAX {
            position.reason = Some("nested too deep");
            return Err(E::custom("nested too deep"));
        }
        position.path.push(part);
        Ok(())
    }

    fn leave(self) {
        self.position.borrow_mut().path.pop();
    }
}

impl<'de> DeserializeSeed<'de> for StrictReader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictReader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            self.enter(values.len().to_string())?;
            let Some(value) = list.next_element_seed(self)? else {
                break;
            };
            self.leave();
            values.push(value);
        }
        self.leave();
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            self.enter(name.clone())?;
            if values.contains_key(&name) {
                self.position.borrow_mut().reason = Some("this name is in the object twice");
                return Err(A::Error::custom("duplicate name"));
            }
            values.insert(name, object.next_value_seed(self)?);
            self.leave();
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use domain::refusal::Code;
    use proptest::prelude::*;

    fn refused(text: &str) -> Option<String> {
        let refusal = parse(text.as_bytes()).expect_err(text);
        assert_eq!(refusal.code, Code::MalformedJson);
        refusal.pointer
    }

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#"{"a":[1,-2,1.5,true,null,"x",{"b":{}}],"c":"\u4e2d"}"#;
        let expected: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(parse(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn what_two_readers_could_read_in_two_ways_is_refused() {
        let twice = r#"{"amount":{"value":"1.00","value":"2.00"}}"#;
        assert_eq!(refused(twice).as_deref(), Some("/amount/value"));
        assert_eq!(
            refused(r#"{"a/b":[0,{"~":1,"~":1}]}"#).as_deref(),
            Some("/a~1b/1/~0")
        );
        assert_eq!(refused(r#"{"a":1,"\u0061":1}"#).as_deref(), Some("/a"));
        assert_eq!(refused("{} {}"), None);
        assert_eq!(refused(""), None);
        assert_eq!(
            refused(r#"{"items":[{"name":}]}"#).as_deref(),
            Some("/items/0/name")
        );
        assert_eq!(
            parse(b"\xff\"").expect_err("not UTF-8").code,
            Code::MalformedJson
        );
    }

    #[test]
    fn a_card_number_used_as_a_name_is_not_repeated() {
        let number = "6200000000000005";
        for text in [
            format!(r#"{{"{number}":1,"{number}":2}}"#),
            format!(r#"{{"{number}":}}"#),
        ] {
            assert_eq!(refused(&text).as_deref(), Some("/(a card number)"));
        }
    }

    #[test]
    fn what_is_not_json_says_where_and_is_not_repeated() {
        let text = r#"{"card": 6200000000000005,, }"#;
        let refusal = parse(text.as_bytes()).expect_err("not JSON");
        assert_eq!(refusal.detail, "not JSON: line 1, column 27");
        for text in ["{", "[1,]", "nul", r#"{"a": 01}"#, "'a'"] {
            let refusal = parse(text.as_bytes()).expect_err(text);
            assert!(refusal.detail.starts_with("not JSON: line 1"), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(nested(16).as_bytes()).is_ok());
        assert!(parse(nested(18).as_bytes()).is_err());
        assert!(parse(nested(30_000).as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn it_agrees_with_serde_json(text in r#"[\[\]{}",:0-9a-z. ]{0,24}"#) {
            if let Ok(value) = parse(text.as_bytes()) {
                prop_assert_eq!(serde_json::from_str(&text).ok(), Some(value));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn no_text_that_looks_like_json_panics(text in r#"[\[\]{}",:0-9a-z. -]{0,80}"#) {
            let _ = parse(text.as_bytes());
        }
    }
}
