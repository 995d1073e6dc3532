//! Whom we believe: UnionPay's signature on a reply or a notice.
//!
//! Our own chain check, because UnionPay's authority (CFCA) signs its
//! production and test certificates with SHA-1 [V], which web PKI libraries
//! rightly refuse. The allowance is narrow: only RSA of 2048 bits or more,
//! only under the two authority certificates the operator configured, never
//! for a message. What is left: somebody who gets CFCA to sign a request
//! made for a chosen-prefix collision, its serial number and time guessed
//! ahead, could sign as UnionPay, to every acquirer alike. An engine that
//! will not carry that risk asks by query before it believes a notice; ours
//! compares the notice with what was asked and believes it, as
//! `server/README.md` says.
//!
//! The order: shape, certificate, chain, validity, name, signature. No
//! revocation: UnionPay's kits do not check it and the lists are not
//! reachable from everywhere.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;

use super::certificate::Certificate;
use super::config::{CommonNameRule, ConfigError};
use super::fields::Fields;
use crate::crypto::{Hash, sha256_hex};
use crate::outcome::SignatureFault;

/// Element 2 of the leaf's common name, split on `@` [O: `CertUtil`].
const UNIONPAY_NAME: &str = "中国银联股份有限公司";
/// The same in the test environment's older certificates [O: `CertUtil`].
const UNIONPAY_TEST_NAME: &str = "00040000:SIGN";

/// The configured authorities and the name rule.
#[derive(Debug)]
pub(super) struct Trust {
    middle: Certificate,
    root: Certificate,
    cn_rule: CommonNameRule,
}

impl Trust {
    /// Takes the two authorities if they are a chain of authorities.
    pub(super) fn new(
        middle: Certificate,
        root: Certificate,
        cn_rule: CommonNameRule,
    ) -> Result<Self, ConfigError> {
        let chain = root.issued_by(&root)
            && root.is_authority(1)
            && middle.issued_by(&root)
            && middle.is_authority(0);
        if chain {
            Ok(Self {
                middle,
                root,
                cn_rule,
            })
        } else {
            Err(ConfigError::AuthorityChain)
        }
    }

    /// Checks that UnionPay signed exactly these fields and is entitled to
    /// at `now`.
    ///
    /// # Errors
    /// The first [`SignatureFault`] met.
    pub(super) fn check(&self, fields: &Fields, now: At) -> Result<(), SignatureFault> {
        // Version 5.1.0 with method 01 is SHA-256. Taking the fields' word
        // for another one would let a forger choose SHA-1.
        if fields.get("version") != Some("5.1.0") || fields.get("signMethod") != Some("01") {
            return Err(SignatureFault::Absent);
        }
        let signature = fields.get("signature").ok_or(SignatureFault::Absent)?;
        let signature = STANDARD
            .decode(signature)
            .map_err(|_| SignatureFault::Digest)?;
        let pem = fields.get("signPubKeyCert").ok_or(SignatureFault::Absent)?;
        let leaf = Certificate::from_pem(pem).map_err(|_| SignatureFault::Certificate)?;
        self.check_leaf(&leaf, now)?;
        let digest = sha256_hex(fields.signed_text().as_bytes());
        if leaf
            .public_key()
            .verifies(Hash::Sha256, digest.as_bytes(), &signature)
        {
            Ok(())
        } else {
            Err(SignatureFault::Digest)
        }
    }

    fn check_leaf(&self, leaf: &Certificate, now: At) -> Result<(), SignatureFault> {
        if !leaf.issued_by(&self.middle) || !leaf.is_leaf() {
            return Err(SignatureFault::Chain);
        }
        if ![leaf, &self.middle, &self.root]
            .iter()
            .all(|c| c.valid_at(now))
        {
            return Err(SignatureFault::Validity);
        }
        let name = leaf.common_name().and_then(|cn| cn.split('@').nth(2));
        match name {
            Some(UNIONPAY_NAME) => Ok(()),
            Some(UNIONPAY_TEST_NAME) if self.cn_rule == CommonNameRule::Test => Ok(()),
            _ => Err(SignatureFault::Name),
        }
    }
}
