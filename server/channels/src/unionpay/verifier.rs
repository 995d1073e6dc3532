//! Verifying UnionPay's signature on replies and notices.
//!
//! The chain is checked here, because UnionPay's authority (CFCA) signs its
//! certificates with SHA-1 [V], which web PKI libraries refuse. SHA-1 is
//! accepted only for certificates with RSA keys of at least 2048 bits under the
//! two configured authorities, never for a message. The remaining risk is a
//! chosen-prefix collision in a request that CFCA signs: its author could sign
//! as UnionPay, to every acquirer. `server/README.md` says why notices are
//! accepted without a query all the same.
//!
//! Revocation is not checked: UnionPay's kits do not check it, and the lists
//! cannot be reached from everywhere.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;

use super::config::{CommonNameRule, ConfigError};
use super::fields::MessageFields;
use crate::certificate::Certificate;
use crate::crypto::{SignatureHash, sha256_hex};
use crate::outcome::SignatureFault;

/// Part 2 (from 0) of the leaf's common name, split at `@` [O: `CertUtil`].
const UNIONPAY_NAME: &str = "中国银联股份有限公司";
/// The same in the test environment's older certificates [O: `CertUtil`].
const UNIONPAY_TEST_NAME: &str = "00040000:SIGN";

/// Verifies signatures by the configured authorities and common names.
#[derive(Debug)]
pub(super) struct SignatureVerifier {
    middle: Certificate,
    root: Certificate,
    cn_rule: CommonNameRule,
}

impl SignatureVerifier {
    /// With two authorities, of which `root` issued `middle`.
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

    /// Checks that UnionPay signed exactly these fields, with a certificate
    /// that is valid at `now`.
    ///
    /// # Errors
    /// The first [`SignatureFault`] found.
    pub(super) fn verify(&self, fields: &MessageFields, now: At) -> Result<(), SignatureFault> {
        // Version 5.1.0 with method 01 is SHA-256. Accepting another would let
        // a forger choose SHA-1.
        if fields.get("version") != Some("5.1.0") || fields.get("signMethod") != Some("01") {
            return Err(SignatureFault::Absent);
        }
        let signature = fields.get("signature").ok_or(SignatureFault::Absent)?;
        let signature = STANDARD
            .decode(signature)
            .map_err(|_| SignatureFault::Digest)?;
        let pem = fields.get("signPubKeyCert").ok_or(SignatureFault::Absent)?;
        let leaf = Certificate::from_pem(pem).map_err(|_| SignatureFault::Certificate)?;
        self.verify_leaf(&leaf, now)?;
        let digest = sha256_hex(fields.signed_text().as_bytes());
        if leaf
            .public_key()
            .verifies(SignatureHash::Sha256, digest.as_bytes(), &signature)
        {
            Ok(())
        } else {
            Err(SignatureFault::Digest)
        }
    }

    fn verify_leaf(&self, leaf: &Certificate, now: At) -> Result<(), SignatureFault> {
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
