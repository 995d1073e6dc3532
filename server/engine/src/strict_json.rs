//! Strict JSON parsing. Refuses a repeated name in an object, because two
//! parsers could read different amounts, and nesting deeper than [`DEPTH_MAX`].
//!
//! A number without a fraction is an integer however it is written (`2.0`,
//! `1.8e3`), as in JSON Schema 2020-12. It is read from its digits, never
//! through a float.

mod number;

use domain::credentials::pointer_part;
use domain::refusal::{Code, Refusal};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

use number::NumberTokens;

/// Maximum nesting of objects and lists.
const DEPTH_MAX: usize = 16;

/// Reads one JSON value, the whole of `bytes`.
///
/// # Errors
/// [`Code::MalformedJson`] with a JSON pointer where one is known, and line and
/// column in the text.
pub fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    let position = RefCell::new(Position::of(bytes));
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
                detail: position.why(&error),
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
struct Position<'a> {
    path: Vec<String>,
    /// The numbers of the text that were not read yet.
    numbers: NumberTokens<'a>,
    reason: Option<&'static str>,
}

impl<'a> Position<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            path: Vec::new(),
            numbers: NumberTokens::of(bytes),
            reason: None,
        }
    }

    fn why(&self, error: &serde_json::Error) -> String {
        let (line, column) = (error.line(), error.column());
        // The text of an error of serde_json is the only sign of it.
        let too_large = error.to_string().starts_with("number out of range");
        match self
            .reason
            .or(too_large.then_some("the number is too large"))
        {
            Some(reason) => format!("{reason} (line {line}, column {column})"),
            None => format!("not JSON: line {line}, column {column}"),
        }
    }
}

/// Reads the value at a position.
#[derive(Clone, Copy)]
struct StrictReader<'p, 'json> {
    position: &'p RefCell<Position<'json>>,
}

impl<'json> StrictReader<'_, 'json> {
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

    /// The text of the number that the parser has just read. It reads numbers
    /// in the order of the text.
    fn number(self) -> Option<&'json str> {
        self.position.borrow_mut().numbers.next()
    }
}

impl<'de> DeserializeSeed<'de> for StrictReader<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictReader<'_, '_> {
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
        self.number();
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.number();
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if let Some(integer) = self.number().and_then(number::integer) {
            return Ok(Value::from(integer));
        }
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
    use serde_json::{Value, json};

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
    fn an_integer_may_be_written_with_a_point_or_an_exponent() {
        let text = r#"{"a1":[2.0,1.8e3,-1.5,"3.0 \" 4.0",1.50],"b\\":-0.0,"c":{"d":1E+2,"e":7}}"#;
        let read: Value = parse(text.as_bytes()).expect("JSON");
        let expected = json!({ "a1": [2, 1800, -1.5, "3.0 \" 4.0", 1.5], "b\\": 0, "c": { "d": 100, "e": 7 } });
        assert_eq!(read, expected);
    }

    #[test]
    fn a_number_beyond_all_bounds_is_refused_at_once() {
        for text in [r#"{"a":1e400}"#, r#"{"a":[-1e999999999999999]}"#] {
            let refusal = parse(text.as_bytes()).expect_err(text);
            assert!(refusal.detail.starts_with("the number is too large"));
            assert!(refusal.pointer.is_some(), "{text}");
        }
        let digits = format!("[{}]", "9".repeat(60_000));
        assert!(parse(digits.as_bytes()).is_err());
        let zeros = format!("[1.{}]", "0".repeat(60_000));
        assert_eq!(parse(zeros.as_bytes()), Ok(json!([1])));
        assert_eq!(parse(b"[0e999999999999999]"), Ok(json!([0])));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(nested(16).as_bytes()).is_ok());
        assert!(parse(nested(18).as_bytes()).is_err());
        assert!(parse(nested(30_000).as_bytes()).is_err());
    }

    /// A value in which the floats without a fraction are integers. Those of
    /// these tests are short, so that a float holds them exactly.
    fn with_integers(value: Value) -> Value {
        match value {
            Value::Number(n) if n.is_f64() => {
                let whole = format!("{:.0}", n.as_f64().expect("a float"));
                match whole.parse::<i64>() {
                    Ok(integer) if whole.parse() == Ok(n.as_f64().expect("a float")) => {
                        json!(integer)
                    }
                    _ => Value::Number(n),
                }
            }
            Value::Array(list) => list.into_iter().map(with_integers).collect(),
            Value::Object(map) => {
                let pairs = map.into_iter();
                pairs.map(|(k, v)| (k, with_integers(v))).collect()
            }
            other => other,
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_serde_json(text in r#"[\[\]{}",:0-9a-z. ]{0,24}"#) {
            if let Ok(value) = parse(text.as_bytes()) {
                let theirs: Value = serde_json::from_str(&text).expect("JSON");
                prop_assert_eq!(value, with_integers(theirs));
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
