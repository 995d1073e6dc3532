//! The border to the passkey library, `passki`: no other file names it. It makes
//! the options that a browser is asked with, and verifies what it answers
//! (`WebAuthn` level 3): type, challenge, origin, host, signature, and that the
//! authenticator verified the user.

use domain::console::Person;
use passki::{
    AuthenticationCredential, AuthenticationOptions, AuthenticationState, ClientData, Passki,
    RegistrationCredential, RegistrationOptions, StoredPasskey, UserVerificationRequirement,
};
use serde::Serialize;
use store::passkeys::Credential;
use url::{Host, Url};

/// How long a browser waits for its user, in milliseconds: as long as the
/// challenge lasts.
const TIMEOUT_MS: u64 = 300_000;

/// The console, as authenticators know it.
pub(super) struct RelyingParty(Passki);

/// An answer of an authenticator that has a passkey.
pub(super) struct Assertion(AuthenticationCredential);

impl RelyingParty {
    /// The console at this address; `None` where its host is no name. An IP
    /// address is no valid host of a passkey.
    pub(super) fn of(console_url: &str) -> Option<Self> {
        let url = Url::parse(console_url).ok()?;
        match url.host()? {
            Host::Domain(host) => Some(Self(Passki::new(host, &[console_url], "Paydesk"))),
            Host::Ipv4(_) | Host::Ipv6(_) => None,
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.0.rp_id
    }

    /// The options for a new passkey of a person, JSON. A passkey that the
    /// authenticator keeps with its user is preferred: only such a one is offered
    /// before a name is typed.
    pub(super) fn new_passkey(
        &self,
        person: &Person,
        challenge: &[u8],
        known: &[Credential],
    ) -> Option<String> {
        let known: Vec<_> = known.iter().filter_map(stored).collect();
        let mut options = registration();
        options.exclude_credentials = Some(&known);
        let (id, account) = (person.id.as_str().as_bytes(), person.account.as_str());
        let started = self
            .0
            .start_passkey_registration(id, account, &person.name, options);
        let (mut asked, _) = started.ok()?;
        asked.challenge = Passki::base64_encode(challenge);
        json(&asked)
    }

    /// The options for using a passkey, JSON: one of these, or any.
    pub(super) fn use_passkey(&self, challenge: &[u8], allowed: &[Credential]) -> Option<String> {
        let allowed: Vec<_> = allowed.iter().filter_map(stored).collect();
        let started = self
            .0
            .start_passkey_authentication(&allowed, authentication());
        let (mut asked, _) = started.ok()?;
        asked.challenge = Passki::base64_encode(challenge);
        json(&asked)
    }

    /// The new passkey of an answer; `None` where anything about it is wrong.
    pub(super) fn made(&self, person: &Person, answer: &str) -> Option<(String, Credential)> {
        let answer: RegistrationCredential = serde_json::from_str(answer).ok()?;
        let challenge = challenge_of(&answer.response.client_data_json)?;
        let id = person.id.as_str().as_bytes();
        let started = self
            .0
            .start_passkey_registration(id, "", "", registration());
        let (_, mut state) = started.ok()?;
        state.challenge = Passki::base64_decode(&challenge).ok()?;
        let made = self.0.finish_passkey_registration(&answer, &state).ok()?;
        let credential = Credential {
            id: Passki::base64_encode(&made.credential_id),
            public_key: Passki::base64_encode(&made.public_key),
            algorithm: made.algorithm,
            counter: made.counter,
        };
        Some((challenge, credential))
    }

    /// The authenticator's count after this answer; `None` where anything about
    /// it is wrong, or the count went back, as that of a copy would.
    pub(super) fn verified(&self, answer: &Assertion, passkey: &Credential) -> Option<u32> {
        let challenge = Passki::base64_decode(&answer.challenge()?).ok()?;
        let verified = self.0.finish_passkey_authentication(
            &answer.0,
            &asked(&self.0, challenge)?,
            &stored(passkey)?,
        );
        Some(verified.ok()?.counter)
    }
}

impl Assertion {
    /// Reads the browser's JSON.
    pub(super) fn read(answer: &str) -> Option<Self> {
        serde_json::from_str(answer).ok().map(Self)
    }

    /// The authenticator's id of the passkey, in base64url.
    pub(super) fn credential_id(&self) -> &str {
        &self.0.raw_id
    }

    /// The challenge that it says it answers, in base64url.
    pub(super) fn challenge(&self) -> Option<String> {
        challenge_of(&self.0.response.client_data_json)
    }

    /// True where the authenticator names this person, or leaves the name out.
    pub(super) fn is_of(&self, person: &str) -> bool {
        let handle = self.0.response.user_handle.as_deref();
        handle.is_none_or(|handle| handle == Passki::base64_encode(person.as_bytes()))
    }
}

fn challenge_of(client_data: &str) -> Option<String> {
    Some(ClientData::from_base64(client_data).ok()?.challenge)
}

/// What the library keeps between question and answer.
fn asked(party: &Passki, challenge: Vec<u8>) -> Option<AuthenticationState> {
    let started = party.start_passkey_authentication(&[], authentication());
    let (_, mut state) = started.ok()?;
    state.challenge = challenge;
    Some(state)
}

fn registration() -> RegistrationOptions<'static> {
    let mut options = RegistrationOptions::default();
    options.timeout = TIMEOUT_MS;
    options.user_verification = UserVerificationRequirement::Required;
    options
}

fn authentication() -> AuthenticationOptions {
    let mut options = AuthenticationOptions::default();
    options.timeout = TIMEOUT_MS;
    options.user_verification = UserVerificationRequirement::Required;
    options
}

fn stored(credential: &Credential) -> Option<StoredPasskey> {
    let mut stored = StoredPasskey::default();
    stored.credential_id = Passki::base64_decode(&credential.id).ok()?;
    stored.public_key = Passki::base64_decode(&credential.public_key).ok()?;
    stored.algorithm = credential.algorithm;
    stored.counter = credential.counter;
    Some(stored)
}

fn json(options: &impl Serialize) -> Option<String> {
    serde_json::to_string(options).ok()
}
