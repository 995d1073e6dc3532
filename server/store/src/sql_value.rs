//! Values bound to `$n`: a BIGINT or a TEXT, each with its null.

use domain::clock::At;

/// A value bound to `$n` in a statement.
#[derive(Clone, Debug)]
pub enum SqlValue {
    /// BIGINT, or its null.
    Int(Option<i64>),
    /// TEXT, or its null.
    Text(Option<String>),
}

/// The values of a statement, each as a [`SqlValue`].
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::SqlValue::from($value)),*] };
}

impl From<i64> for SqlValue {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<u32> for SqlValue {
    fn from(value: u32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<bool> for SqlValue {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}
impl From<At> for SqlValue {
    fn from(value: At) -> Self {
        Self::Int(Some(value.ms()))
    }
}
impl From<Option<At>> for SqlValue {
    fn from(value: Option<At>) -> Self {
        Self::Int(value.map(At::ms))
    }
}
impl From<&str> for SqlValue {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for SqlValue {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&String> for SqlValue {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<&str>> for SqlValue {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<Option<String>> for SqlValue {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
