//! Reading PEM: one labelled block, strictly.
//!
//! Own code because what UnionPay sends must be taken as it is (CRLF line
//! ends, no line end after the last line) and nothing else: text around the
//! block, a second block or a broken line is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// Longest PEM read: a certificate or key is a few KiB.
const PEM_MAX_BYTES: usize = 16 * 1024;

/// A text is not the PEM block we want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// No `-----BEGIN` line with the expected label, or no fitting end.
    #[error("not a single PEM block of the expected kind")]
    Block,
    /// The lines between are no Base64.
    #[error("the PEM block is not Base64")]
    Base64,
    /// More than 16 KiB.
    #[error("the PEM text is too long")]
    TooLong,
}

/// The label of the first block, such as `CERTIFICATE`.
pub(crate) fn label(text: &str) -> Option<&str> {
    let first = text.trim().lines().next()?;
    first
        .trim()
        .strip_prefix("-----BEGIN ")?
        .strip_suffix("-----")
}

/// The bytes of the one block labelled `label`. White space around the block
/// and either kind of line end are allowed.
///
/// # Errors
/// [`PemError`].
pub(crate) fn decode(text: &str, label: &str) -> Result<Zeroizing<Vec<u8>>, PemError> {
    if text.len() > PEM_MAX_BYTES {
        return Err(PemError::TooLong);
    }
    let (begin, end) = (
        format!("-----BEGIN {label}-----"),
        format!("-----END {label}-----"),
    );
    let inner = text
        .trim()
        .strip_prefix(&begin)
        .and_then(|rest| rest.strip_suffix(&end))
        .ok_or(PemError::Block)?;
    let compact: Zeroizing<String> = Zeroizing::new(
        inner
            .chars()
            .filter(|c| !matches!(c, '\r' | '\n' | ' ' | '\t'))
            .collect(),
    );
    if compact.is_empty() || compact.contains('-') {
        return Err(PemError::Block);
    }
    STANDARD
        .decode(compact.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| PemError::Base64)
}

#[cfg(test)]
mod tests {
    use super::{PemError, decode, label};

    const CRLF: &str = "-----BEGIN X-----\r\nAQID\r\nBAU=\r\n-----END X-----";

    #[test]
    fn either_line_end_and_no_last_one() {
        assert_eq!(decode(CRLF, "X").expect("reads")[..], [1, 2, 3, 4, 5]);
        let lf = CRLF.replace('\r', "") + "\n";
        assert_eq!(decode(&lf, "X").expect("reads")[..], [1, 2, 3, 4, 5]);
        assert_eq!(label(&lf), Some("X"));
    }

    #[test]
    fn one_block_and_nothing_around_it() {
        let twice = format!("{CRLF}\r\n{CRLF}");
        let led = format!("x{CRLF}");
        for bad in [
            twice.as_str(),
            &led,
            "",
            "-----BEGIN X-----",
            "-----BEGIN X----------END X-----",
        ] {
            assert_eq!(decode(bad, "X").expect_err(bad), PemError::Block);
        }
        assert_eq!(decode(CRLF, "Y").expect_err("label"), PemError::Block);
        assert_eq!(
            decode(&CRLF.replace("AQID", "A?ID"), "X").expect_err("text"),
            PemError::Base64
        );
        assert_eq!(
            decode(&"x".repeat(17_000), "X").expect_err("long"),
            PemError::TooLong
        );
    }
}
