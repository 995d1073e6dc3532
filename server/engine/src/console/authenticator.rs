//! Codes of an authenticator app: TOTP with SHA-1, 30 seconds and six digits,
//! which all apps know (RFC 6238). A code of the step before or after counts.

use domain::clock::At;
use domain::entropy::Entropy;
use domain::secret::Secret;
use totp_rs::Builder;

/// A new secret of 160 bits, in base32.
pub(super) fn new_secret(entropy: &dyn Entropy) -> Secret {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes);
    Secret::new(totp_rs::Secret::from(bytes).to_base32())
}

/// The code of a time, for the demo's people; `None` for a secret that is not
/// base32.
pub fn authenticator_code(secret: &Secret, at: At) -> Option<Secret> {
    let secret = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    let seconds = u64::try_from(at.ms() / 1000).ok()?;
    Some(Secret::new(totp.generate(seconds).to_string()))
}

/// The time step of a code; `None` where it is wrong. Blanks in it are ignored.
pub(super) fn step_of(secret: &Secret, code: &Secret, now: At) -> Option<i64> {
    let secret = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    let digits: String = code.expose().split_whitespace().collect();
    let seconds = u64::try_from(now.ms() / 1000).ok()?;
    i64::try_from(totp.check(&digits, seconds)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{new_secret, step_of};
    use domain::clock::At;
    use domain::secret::Secret;
    use testkit::entropy::SeededEntropy;

    #[test]
    fn codes_are_those_of_the_rfc_and_of_their_time() {
        // RFC 6238, appendix B, cut to six digits: the secret "12345678901234567890".
        let secret = Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let step = |code: &str, second: i64| {
            step_of(&secret, &Secret::new(code), At::from_ms(second * 1000))
        };
        assert_eq!(step("287082", 59), Some(1));
        assert_eq!(step(" 081 804 ", 1_111_111_109), Some(37_037_036));
        assert_eq!(step("287082", 89), Some(1), "of the step before");
        assert_eq!(step("287082", 90), None);
        for bad in ["", "28708", "2870822", "287083", "abcdef", "２８７０８２"] {
            assert_eq!(step(bad, 59), None, "{bad}");
        }
    }

    #[test]
    fn a_new_secret_has_160_bits() {
        assert_eq!(new_secret(&SeededEntropy::default()).expose().len(), 32);
    }
}
