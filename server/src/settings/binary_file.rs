//! What a key or certificate file is that holds no plain PEM block, and the
//! command that makes one of it.

use std::path::Path;

/// The begin of PKCS#12 (RFC 7292 4): a version 3 after the outer length.
const PKCS12: [u8; 3] = [0x02, 0x01, 0x03];
/// The begin of a private key, PKCS#8 (RFC 5958) or PKCS#1: a version 0.
const PRIVATE_KEY: [u8; 3] = [0x02, 0x01, 0x00];

/// What the file seems to be, with the way to a PEM file; `None` for a text in
/// UTF-8 that may hold the block that is meant.
pub(super) fn description(bytes: &[u8], path: &Path) -> Option<String> {
    let file = path.display();
    let is_alone = |text: &str| text.matches("-----BEGIN ").count() == 1;
    match std::str::from_utf8(bytes) {
        // Another block may be the one that is meant.
        Ok(text) if !is_alone(text) => None,
        Ok(text) if text.contains("-----BEGIN TRUSTED CERTIFICATE-----") => Some(format!(
            "it is a certificate in OpenSSL's own form (TRUSTED CERTIFICATE): openssl x509 -in '{file}' -out cert.pem"
        )),
        Ok(text) if text.contains("-----BEGIN PKCS7-----") => Some(format!(
            "it is a list of certificates (PKCS #7): openssl pkcs7 -print_certs -in '{file}' -out cert.pem, \
             and leave the one that is meant"
        )),
        Ok(_) => None,
        Err(_) => Some(of_binary(bytes, &file.to_string())),
    }
}

fn of_binary(bytes: &[u8], file: &str) -> String {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return format!("it is UTF-16 text: iconv -f UTF-16 -t UTF-8 '{file}' > file.pem");
    }
    let Some(content) = sequence(bytes) else {
        return "it is no text in UTF-8; a PEM file is expected".to_owned();
    };
    if content.starts_with(&PKCS12) {
        format!(
            "it is a PKCS #12 file (.pfx, .p12): openssl pkcs12 -in '{file}' -clcerts -nokeys -out cert.pem for its \
             certificate, openssl pkcs12 -in '{file}' -nocerts -nodes -out key.pem for its key"
        )
    } else if content.starts_with(&PRIVATE_KEY) {
        format!("it is a private key in DER: openssl pkey -inform DER -in '{file}' -out key.pem")
    } else {
        format!(
            "it seems to be a certificate or key in DER: openssl x509 -inform DER -in '{file}' -out cert.pem, or \
             openssl pkey -pubin -inform DER -in '{file}' -out key.pem for a public key"
        )
    }
}

/// What is in the outer DER sequence.
fn sequence(bytes: &[u8]) -> Option<&[u8]> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    // A short length, or so many bytes of length.
    let more = if *length < 0x80 {
        0
    } else {
        usize::from(length & 0x7f)
    };
    (*tag == 0x30).then(|| rest.get(more..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::description;
    use std::path::Path;

    #[test]
    fn a_file_without_plain_pem_is_named_with_the_command_that_makes_it() {
        let utf16: Vec<u8> = "\u{feff}-----BEGIN"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let trusted = "x\n-----BEGIN TRUSTED CERTIFICATE-----\nAQID\n";
        for (bytes, words) in [
            (
                &[0x30, 0x82, 3, 4, 0x30, 0x82, 2, 0xec][..],
                "openssl x509 -inform DER -in '/k/f'",
            ),
            (
                &[0x30, 0x82, 9, 0xff, 2, 1, 3, 0x30],
                "openssl pkcs12 -in '/k/f'",
            ),
            (&[0x30, 0x80, 2, 1, 3, 0x30, 0x80], "PKCS #12"),
            (
                &[0x30, 0x82, 4, 0xbf, 2, 1, 0, 0x30],
                "openssl pkey -inform DER -in '/k/f'",
            ),
            (&utf16, "iconv -f UTF-16"),
            (trusted.as_bytes(), "openssl x509 -in '/k/f'"),
            (b"-----BEGIN PKCS7-----\n", "openssl pkcs7 -print_certs"),
            (&[0x80, 0x81], "no text in UTF-8"),
            (&[0xff], "no text in UTF-8"),
        ] {
            let told = description(bytes, Path::new("/k/f")).expect(words);
            assert!(told.contains(words), "{told}");
        }
        let pem = b"-----BEGIN CERTIFICATE-----\n\xe4\xbb\x98";
        assert_eq!(description(pem, Path::new("/k/f")), None);
    }
}
