//! Platform certificates, with which WeChat Pay signs (wire facts 2.2).
//!
//! The reply to `GET /v3/certificates` contains them encrypted with the `APIv3`
//! key, which only WeChat Pay and the partner know: that is what makes the first
//! set trusted. The reply's own signature must be by one of the set, or by the
//! public key.

use super::encrypted::EncryptedPart;
use super::{WechatPay, error_reply, json, verifier};
use crate::certificate::Certificate;
use crate::certificates::CertificateSet;
use crate::http::HttpReply;
use crate::outcome::UnknownReason;
use domain::clock::At;
use serde::Deserialize;

/// The most certificates that are kept; WeChat Pay has one or two.
const CERTIFICATES_MAX: usize = 16;

#[derive(Deserialize)]
struct CertificatesReply {
    data: Vec<PublishedCertificate>,
}

#[derive(Deserialize)]
struct PublishedCertificate {
    serial_no: String,
    encrypt_certificate: EncryptedPart,
}

/// Verifies a reply and uses its certificates from now on. One that has ended is
/// left out; one that is not valid yet is kept for later.
///
/// # Errors
/// [`UnknownReason`]; those known before stay.
pub(super) fn accept(
    channel: &WechatPay,
    reply: &HttpReply,
    now: At,
) -> Result<CertificateSet, UnknownReason> {
    let HttpReply::Response(response) = reply else {
        return Err(UnknownReason::NoReply);
    };
    if response.status != 200 {
        let code = error_reply::code(&response.body);
        let status = UnknownReason::Http(response.status);
        return Err(code.map_or(status, |code| error_reply::pending(&code)));
    }
    let published: CertificatesReply =
        json::read(&response.body).ok_or(UnknownReason::Unreadable)?;
    let certificates = read(channel, &published.data, now).map_err(UnknownReason::Mismatch)?;
    channel
        .verifier
        .verify_by(&certificates, &response.headers, &response.body, now)
        .map_err(UnknownReason::BadSignature)?;
    let last = certificates.iter().map(Certificate::not_after).max();
    let set = CertificateSet {
        count: certificates.len(),
        not_after: last.ok_or(UnknownReason::Mismatch("data"))?,
    };
    channel.verifier.replace_certificates(certificates);
    Ok(set)
}

/// The certificates that have not ended.
fn read(
    channel: &WechatPay,
    published: &[PublishedCertificate],
    now: At,
) -> Result<Vec<Certificate>, &'static str> {
    if published.len() > CERTIFICATES_MAX {
        return Err("data");
    }
    let mut certificates: Vec<Certificate> = Vec::new();
    for one in published {
        let pem = one.encrypt_certificate.open(&channel.api_key)?;
        let pem = std::str::from_utf8(&pem).map_err(|_| "encrypt_certificate")?;
        let certificate = Certificate::from_pem(pem).map_err(|_| "encrypt_certificate")?;
        let twice = |known: &Certificate| verifier::has_serial(known, &one.serial_no);
        if !verifier::has_serial(&certificate, &one.serial_no) || certificates.iter().any(twice) {
            return Err("serial_no");
        }
        if now <= certificate.not_after() {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}
