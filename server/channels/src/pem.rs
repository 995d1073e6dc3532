//! Reading PEM (RFC 7468): one section, and nothing before or after it.
//!
//! UnionPay sends certificates with CRLF and without a final line end.

use rustls_pki_types::pem::{Error, PemObject, SectionKind};
use zeroize::Zeroizing;

/// Longest PEM text read: a certificate or key is a few KiB.
const PEM_MAX_BYTES: usize = 16 * 1024;

/// Why a text is not the one PEM section that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// Not exactly one section, or one of another kind.
    #[error("not a single PEM block of the expected kind")]
    Block,
    /// The lines of the section are not Base64.
    #[error("the PEM block is not Base64")]
    Base64,
    /// More than 16 KiB.
    #[error("the PEM text is too long")]
    TooLong,
}

/// The kind and the bytes of the one section. White space around the section
/// and either kind of line end are allowed.
///
/// # Errors
/// [`PemError`].
pub(crate) fn section(text: &str) -> Result<(SectionKind, Zeroizing<Vec<u8>>), PemError> {
    if text.len() > PEM_MAX_BYTES {
        return Err(PemError::TooLong);
    }
    let text = text.trim();
    let dashes = "-----";
    if !text.starts_with("-----BEGIN ")
        || !text.ends_with(dashes)
        || text.matches(dashes).count() != 4
    {
        return Err(PemError::Block);
    }
    match <(SectionKind, Vec<u8>)>::from_pem_slice(text.as_bytes()) {
        Ok((kind, bytes)) if !bytes.is_empty() => Ok((kind, Zeroizing::new(bytes))),
        Err(Error::Base64Decode(_)) => Err(PemError::Base64),
        Ok(_) | Err(_) => Err(PemError::Block),
    }
}

/// The bytes of the one section, which must be of this kind.
///
/// # Errors
/// [`PemError`].
pub(crate) fn decode(text: &str, expected: SectionKind) -> Result<Zeroizing<Vec<u8>>, PemError> {
    match section(text)? {
        (kind, bytes) if kind == expected => Ok(bytes),
        _ => Err(PemError::Block),
    }
}

#[cfg(test)]
mod tests {
    use super::{PemError, SectionKind, decode};

    const CRLF: &str = "-----BEGIN CERTIFICATE-----\r\nAQID\r\nBAU=\r\n-----END CERTIFICATE-----";

    fn read(text: &str) -> Result<Vec<u8>, PemError> {
        decode(text, SectionKind::Certificate).map(|bytes| bytes.to_vec())
    }

    #[test]
    fn either_line_end_and_no_last_one() {
        assert_eq!(read(CRLF), Ok(vec![1, 2, 3, 4, 5]));
        let lf = CRLF.replace('\r', "") + "\n";
        assert_eq!(read(&lf), Ok(vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn one_section_and_nothing_around_it() {
        let twice = format!("{CRLF}\r\n{CRLF}");
        let text_before = format!("x{CRLF}");
        let line_before = format!("x\r\n{CRLF}");
        let text_after = format!("{CRLF}x");
        let line_after = format!("{CRLF}\r\nx-----");
        for bad in [
            twice.as_str(),
            &text_before,
            &line_before,
            &text_after,
            &line_after,
            "",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        ] {
            assert_eq!(read(bad), Err(PemError::Block), "{bad}");
        }
        assert_eq!(
            decode(CRLF, SectionKind::PrivateKey).expect_err("another kind"),
            PemError::Block
        );
        assert_eq!(read(&CRLF.replace("AQID", "A?ID")), Err(PemError::Base64));
        assert_eq!(read(&"x".repeat(17_000)), Err(PemError::TooLong));
    }
}
