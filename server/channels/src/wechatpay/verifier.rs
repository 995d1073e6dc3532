//! Verifying WeChat Pay's signature on replies and notices (wire facts 2.2).

use super::headers;
use super::signer::ALGORITHM;
use crate::certificate::Certificate;
use crate::crypto::{RsaPublicKey, SignatureHash};
use crate::outcome::SignatureFault;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use std::sync::{PoisonError, RwLock};

/// How the id of a public key begins; any other serial is a certificate's.
pub(super) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";
/// WeChat Pay signs wrongly on purpose at times, to see that it is refused. Such
/// a signature begins with this.
const PROBE: &str = "WECHATPAY/SIGNTEST/";
/// A message is refused when its timestamp is further from now than this, in
/// either direction [O].
const FRESH_MS: u64 = 300_000;

/// WeChat Pay's keys: a public key, and the certificates that were fetched.
#[derive(Debug)]
pub(super) struct SignatureVerifier {
    public_key: Option<(String, RsaPublicKey)>,
    certificates: RwLock<Vec<Certificate>>,
}

impl SignatureVerifier {
    /// With the configured public key and its id.
    pub(super) const fn new(public_key: Option<(String, RsaPublicKey)>) -> Self {
        Self {
            public_key,
            certificates: RwLock::new(Vec::new()),
        }
    }

    /// True if a public key is configured.
    pub(super) const fn has_public_key(&self) -> bool {
        self.public_key.is_some()
    }

    /// The id of the configured public key.
    pub(super) fn public_key_id(&self) -> Option<&str> {
        self.public_key.as_ref().map(|(id, _)| id.as_str())
    }

    /// Begin and end of the fetched certificate that ends last.
    pub(super) fn last_certificate_validity(&self) -> Option<(At, At)> {
        let certificates = self.certificates.read();
        let certificates = certificates.unwrap_or_else(PoisonError::into_inner);
        let last = certificates.iter().max_by_key(|c| c.not_after());
        last.map(|c| (c.not_before(), c.not_after()))
    }

    /// Uses these certificates from now on, and no others.
    pub(super) fn replace_certificates(&self, certificates: Vec<Certificate>) {
        let kept = self.certificates.write();
        *kept.unwrap_or_else(PoisonError::into_inner) = certificates;
    }

    /// Checks that WeChat Pay signed this body just now.
    ///
    /// # Errors
    /// The first [`SignatureFault`] found.
    pub(super) fn verify(
        &self,
        headers: &[(String, String)],
        body: &[u8],
        now: At,
    ) -> Result<(), SignatureFault> {
        let certificates = self.certificates.read();
        let certificates = certificates.unwrap_or_else(PoisonError::into_inner);
        self.verify_by(&certificates, headers, body, now)
    }

    /// The same with these certificates in place of those that were fetched.
    ///
    /// # Errors
    /// The first [`SignatureFault`] found.
    pub(super) fn verify_by(
        &self,
        certificates: &[Certificate],
        headers: &[(String, String)],
        body: &[u8],
        now: At,
    ) -> Result<(), SignatureFault> {
        let header = |name| headers::only(headers, name).ok_or(SignatureFault::Absent);
        let (timestamp, nonce) = (header("wechatpay-timestamp")?, header("wechatpay-nonce")?);
        let (serial, signature) = (header("wechatpay-serial")?, header(headers::SIGNATURE)?);
        if headers::any(headers, "wechatpay-signature-type").any(|kind| kind != ALGORITHM) {
            return Err(SignatureFault::Absent);
        }
        check_fresh(timestamp, now)?;
        let key = self.key(certificates, serial, now)?;
        if signature.starts_with(PROBE) {
            return Err(SignatureFault::Digest);
        }
        let signature = STANDARD
            .decode(signature)
            .map_err(|_| SignatureFault::Digest)?;
        let mut text = format!("{timestamp}\n{nonce}\n").into_bytes();
        text.extend_from_slice(body);
        text.push(b'\n');
        if key.verifies(SignatureHash::Sha256, &text, &signature) {
            Ok(())
        } else {
            Err(SignatureFault::Digest)
        }
    }

    /// The key with this serial. A certificate has to be valid now.
    fn key<'a>(
        &'a self,
        certificates: &'a [Certificate],
        serial: &str,
        now: At,
    ) -> Result<&'a RsaPublicKey, SignatureFault> {
        if serial.starts_with(PUBLIC_KEY_ID) {
            return match &self.public_key {
                Some((id, key)) if id == serial => Ok(key),
                _ => Err(SignatureFault::UnknownKey),
            };
        }
        let known = certificates.iter().find(|known| has_serial(known, serial));
        let certificate = known.ok_or(SignatureFault::UnknownKey)?;
        if certificate.valid_at(now) {
            Ok(certificate.public_key())
        } else {
            Err(SignatureFault::Validity)
        }
    }
}

/// True if this is the certificate's serial in hex, in either case.
pub(super) fn has_serial(certificate: &Certificate, serial: &str) -> bool {
    let (ours, theirs) = (certificate.serial_hex(), serial);
    let plain = |text: &str| text.trim_start_matches('0').to_ascii_uppercase();
    !theirs.is_empty() && plain(ours) == plain(theirs)
}

/// Checks a timestamp in Unix seconds.
fn check_fresh(timestamp: &str, now: At) -> Result<(), SignatureFault> {
    let plain = timestamp.bytes().all(|b| b.is_ascii_digit());
    let seconds: i64 = timestamp
        .parse()
        .ok()
        .filter(|_| plain)
        .ok_or(SignatureFault::Absent)?;
    if seconds.saturating_mul(1000).abs_diff(now.ms()) <= FRESH_MS {
        Ok(())
    } else {
        Err(SignatureFault::Stale)
    }
}
