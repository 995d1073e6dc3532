//! Generates a certificate chain shaped as UnionPay's (root, middle, leaf),
//! with its common name and with serial numbers of more than 64 bits.

use rcgen::{Issuer, KeyUsagePurpose};

use crate::certificate::{authority, leaf, rsa};
use crate::pem_folder::PemFile;

/// The common name of UnionPay's signing certificate: element 2 of the text
/// split on `@` is the company (wire facts 1.3).
const NETWORK_NAME: &str = "041@8310000000083040@中国银联股份有限公司@00016495";

/// The files of a kit, with five fresh RSA keys of 2048 bits.
///
/// # Errors
/// rcgen's errors.
pub(super) fn mint() -> Result<Vec<PemFile>, rcgen::Error> {
    let (root_key, middle_key) = (rsa()?, rsa()?);
    let root_params = authority("Paydesk Sandbox Root CA", &root_key, 1)?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_params, root_key);
    let middle_params = authority("Paydesk Sandbox CA1", &middle_key, 0)?;
    let middle = middle_params.signed_by(&middle_key, &root_issuer)?;
    let issuer = Issuer::new(middle_params, middle_key);
    let signs = KeyUsagePurpose::DigitalSignature;
    let encrypts = KeyUsagePurpose::KeyEncipherment;
    let mut files = vec![
        PemFile::public("root.crt", root.pem()),
        PemFile::public("middle.crt", middle.pem()),
    ];
    for (file, name, usage) in [
        ("network", NETWORK_NAME, signs),
        (
            "encryption",
            "Paydesk Sandbox UnionPay Encryption",
            encrypts,
        ),
        ("institution", "Paydesk Sandbox Institution", signs),
    ] {
        let pair = leaf(name, usage, &issuer)?;
        files.push(PemFile::public(&format!("{file}.crt"), pair.cert));
        files.push(PemFile::secret(&format!("{file}.key"), pair.key));
    }
    Ok(files)
}
