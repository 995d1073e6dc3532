//! Recovery codes: made together, shown once, stored as keyed hashes.

use super::people::People;
use domain::entropy::Entropy;
use domain::ids::{PersonId, random_text};
use domain::secret::Secret;

/// Recovery codes of a person.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 80 random bits.
const RECOVERY_CODE_LEN: usize = 16;

impl People {
    /// New recovery codes of a person, with their hashes.
    pub(super) fn recovery_codes(&self, id: &PersonId) -> (Vec<Secret>, Vec<String>) {
        let code = |_| new_recovery_code(self.entropy.as_ref());
        let codes: Vec<Secret> = (0..RECOVERY_CODES).map(code).collect();
        let hash = |code| self.limits.recovery_code_hash(id, code);
        let hashes = codes.iter().map(hash).collect();
        (codes, hashes)
    }
}

/// Four groups of four letters and digits.
fn new_recovery_code(entropy: &dyn Entropy) -> Secret {
    let text = random_text(entropy);
    let (_, text) = text.split_at(text.len() - RECOVERY_CODE_LEN);
    let groups = text.as_bytes().chunks(4).map(String::from_utf8_lossy);
    Secret::new(groups.collect::<Vec<_>>().join("-"))
}
