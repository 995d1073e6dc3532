//! Hashes of passwords: Argon2id with 19 MiB, two passes, one lane (OWASP), as a
//! PHC string that names its parameters.
//!
//! A hash takes tens of milliseconds of a processor, so at most two are made at
//! a time, outside the threads that answer requests.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use domain::entropy::Entropy;
use domain::secret::Secret;
use std::sync::LazyLock;
use store::Fault;
use tokio::sync::Semaphore;

/// How many hashes are made at a time.
const AT_A_TIME: usize = 2;

/// The hash of no password: compared where an account does not exist, so that
/// the answer takes as long.
static NONE: LazyLock<String> = LazyLock::new(|| hash(b"", &[0; 16]).unwrap_or_default());

/// Makes and compares hashes.
#[derive(Debug)]
pub(super) struct PasswordHashes(Semaphore);

impl Default for PasswordHashes {
    fn default() -> Self {
        Self(Semaphore::new(AT_A_TIME))
    }
}

impl PasswordHashes {
    /// The hash of a password, with a new salt.
    ///
    /// # Errors
    /// A fault of the library.
    pub(super) async fn new_hash(
        &self,
        password: &Secret,
        entropy: &dyn Entropy,
    ) -> Result<String, Fault> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let password = password.clone();
        self.run(move || hash(password.expose().as_bytes(), &salt))
            .await?
            .ok_or_else(|| Fault::new("a password cannot be hashed"))
    }

    /// True where the password has this hash. `None` takes as long as a hash.
    ///
    /// # Errors
    /// A fault of the runtime.
    pub(super) async fn matches(
        &self,
        password: &Secret,
        hash: Option<&str>,
    ) -> Result<bool, Fault> {
        let password = password.clone();
        let (known, hash) = (hash.is_some(), hash.map(str::to_owned));
        let verified = move || {
            let hash = hash.unwrap_or_else(|| NONE.clone());
            let parsed = PasswordHash::new(&hash);
            parsed.is_ok_and(|parsed| {
                let password = password.expose().as_bytes();
                Argon2::default().verify_password(password, &parsed).is_ok()
            })
        };
        Ok(self.run(verified).await? && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let _place = self.0.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Fault::new("a password's hash was not made").because(error))
    }
}

fn hash(password: &[u8], salt: &[u8]) -> Option<String> {
    let hash = Argon2::default().hash_password_with_salt(password, salt);
    hash.ok().map(|hash: PasswordHash| hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::PasswordHashes;
    use domain::secret::Secret;
    use testkit::entropy::SeededEntropy;

    #[tokio::test]
    async fn a_hash_names_its_parameters_and_matches_its_password_only() {
        let hashes = PasswordHashes::default();
        let (entropy, password) = (SeededEntropy::default(), Secret::new("一壶龙井茶"));
        let hash = hashes.new_hash(&password, &entropy).await.expect("a hash");
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let other = hashes.new_hash(&password, &entropy).await.expect("a hash");
        assert_ne!(hash, other, "each has its own salt");
        let matches = async |text: &str, hash| {
            let password = Secret::new(text);
            hashes.matches(&password, hash).await.expect("compared")
        };
        assert!(matches("一壶龙井茶", Some(&hash)).await);
        assert!(!matches("一壶龙井", Some(&hash)).await);
        assert!(!matches("", None).await);
        assert!(!matches("x", Some("not a hash")).await);
    }
}
