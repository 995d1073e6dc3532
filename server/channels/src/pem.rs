//! Reading PEM (RFC 7468): the one section that is meant, whatever stands around
//! it.
//!
//! Files come from many tools: with either line end or none, indented, with a
//! byte order mark, and with `Bag Attributes` or other text around sections
//! (`openssl pkcs12`). UnionPay sends certificates with CRLF and without a final
//! line end.

pub use rustls_pki_types::pem::SectionKind;
use rustls_pki_types::pem::{Error, PemObject};
use zeroize::Zeroizing;

/// Longest PEM text read: a certificate or key is a few KiB.
const PEM_MAX_BYTES: usize = 16 * 1024;

/// Why a text is not the one PEM section that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// No section of the expected kind.
    #[error("it has no PEM block \"{0}\"")]
    Missing(&'static str),
    /// More than one, such as a certificate with its chain.
    #[error("it has more than one PEM block \"{0}\": leave the one that is meant")]
    Several(&'static str),
    /// A private key that a passphrase protects.
    #[error("the key is encrypted: decrypt it, and let its owner alone read the file")]
    Encrypted,
    /// A section without an end.
    #[error("a PEM block is cut off")]
    Cut,
    /// The lines of a section are not Base64.
    #[error("the PEM block is not Base64")]
    Base64,
    /// More than 16 KiB.
    #[error("the PEM text is too long")]
    TooLong,
}

/// The kind and the bytes of the one section of these kinds.
///
/// # Errors
/// [`PemError`].
pub(crate) fn section(
    text: &str,
    kinds: &[SectionKind],
) -> Result<(SectionKind, Zeroizing<Vec<u8>>), PemError> {
    if text.len() > PEM_MAX_BYTES {
        return Err(PemError::TooLong);
    }
    let name = kinds.first().map_or("", |kind| label(*kind));
    let lines = lines(text);
    let mut found = None;
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(lines.as_bytes()) {
        let (kind, bytes) = section.map_err(|error| unreadable(text, &error))?;
        let bytes = Zeroizing::new(bytes);
        if !kinds.contains(&kind) || bytes.is_empty() {
            continue;
        }
        if found.replace((kind, bytes)).is_some() {
            return Err(PemError::Several(name));
        }
    }
    let encrypted = is_encrypted(text) && name.ends_with("PRIVATE KEY");
    found.ok_or(if encrypted {
        PemError::Encrypted
    } else {
        PemError::Missing(name)
    })
}

/// The bytes of the one section of this kind.
///
/// # Errors
/// [`PemError`].
pub fn decode(text: &str, expected: SectionKind) -> Result<Zeroizing<Vec<u8>>, PemError> {
    section(text, &[expected]).map(|(_, bytes)| bytes)
}

/// Each line without the white space and byte order marks around it. As long as
/// the text, so a secret is not copied to a longer buffer.
fn lines(text: &str) -> Zeroizing<String> {
    let mut lines = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in text.split(['\n', '\r']) {
        lines.push_str(line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
        lines.push('\n');
    }
    lines
}

fn unreadable(text: &str, error: &Error) -> PemError {
    match error {
        // The header lines of an encrypted key are not Base64.
        Error::Base64Decode(_) if is_encrypted(text) => PemError::Encrypted,
        Error::Base64Decode(_) => PemError::Base64,
        _ => PemError::Cut,
    }
}

/// PKCS#8, and OpenSSL's older form (RFC 1421).
fn is_encrypted(text: &str) -> bool {
    text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        || text.contains("Proc-Type: 4,ENCRYPTED")
}

const fn label(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Certificate => "CERTIFICATE",
        SectionKind::PublicKey => "PUBLIC KEY",
        SectionKind::PrivateKey => "PRIVATE KEY",
        _ => "RSA PRIVATE KEY",
    }
}

#[cfg(test)]
mod tests {
    use super::{PemError, SectionKind, decode, section};

    const CRLF: &str = "-----BEGIN CERTIFICATE-----\r\nAQID\r\nBAU=\r\n-----END CERTIFICATE-----";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
    const BAG: &str =
        "Bag Attributes\n    friendlyName: 商户证书\n    localKeyID: 01 02\nsubject=CN = x\n";

    fn read(text: &str) -> Result<Vec<u8>, PemError> {
        decode(text, SectionKind::Certificate).map(|bytes| bytes.to_vec())
    }

    #[test]
    fn one_section_is_found_as_tools_and_editors_write_it() {
        let lf = CRLF.replace('\r', "");
        for (what, text) in [
            ("CRLF, no last line end", CRLF.to_owned()),
            ("LF", format!("{lf}\n")),
            ("CR", lf.replace('\n', "\r")),
            ("a byte order mark", format!("\u{feff}{CRLF}\r\n")),
            ("indented", lf.replace('\n', "\n    ")),
            ("blank lines", format!("\n\n{CRLF}\n\n")),
            ("Bag Attributes", format!("{BAG}{lf}\n")),
            ("a text before", format!("issuer: 中国银联\n\n{CRLF}\n")),
            ("a text after", format!("{CRLF}\nof 2026\n")),
            ("its key", format!("{BAG}{KEY}{BAG}{lf}\n")),
            ("files joined", format!("{KEY}\u{feff}{lf}\n")),
        ] {
            assert_eq!(read(&text), Ok(vec![1, 2, 3, 4, 5]), "{what}");
        }
    }

    #[test]
    fn what_is_not_the_one_section_is_refused_with_its_reason() {
        let name = "CERTIFICATE";
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAQID\n-----END ENCRYPTED PRIVATE KEY-----";
        let older = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x,0\n\nAQID\n-----END RSA PRIVATE KEY-----";
        for (text, why) in [
            ("", PemError::Missing(name)),
            (KEY, PemError::Missing(name)),
            (encrypted, PemError::Missing(name)),
            (&format!("x{CRLF}"), PemError::Missing(name)),
            (&format!("{CRLF}\n{CRLF}"), PemError::Several(name)),
            ("-----BEGIN CERTIFICATE-----", PemError::Cut),
            ("-----BEGIN CERTIFICATE----\nAQID", PemError::Cut),
            (
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                PemError::Missing(name),
            ),
            (&CRLF.replace("AQID", "A?ID"), PemError::Base64),
            (&"x".repeat(17_000), PemError::TooLong),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
        let kinds = [SectionKind::PrivateKey, SectionKind::RsaPrivateKey];
        for key in [encrypted, older] {
            assert_eq!(section(key, &kinds), Err(PemError::Encrypted), "{key}");
        }
        let both = format!("{KEY}{}", KEY.replace("PRIVATE", "RSA PRIVATE"));
        let several = PemError::Several("PRIVATE KEY");
        assert_eq!(section(&both, &kinds), Err(several));
    }
}
