//! The start of a session: the person's sign-in is noted, with the browser, so
//! that the next one can say when and where this one was.

use super::people::{People, secret_hash};
use domain::console::{ConsoleVisit, LastSignIn, Session, SessionToken};
use domain::ids::{PersonId, SessionId};
use store::sessions::{SignInStep, StoredSession};
use store::{Error, Tx, known_browsers, people, sessions};

/// How long a browser that is not used stays known.
pub(crate) const BROWSER_KNOWN_S: i64 = 180 * 86_400;

/// A session that is not stored yet.
#[derive(Clone)]
pub(super) struct SessionStart {
    pub token_hash: String,
    pub session: StoredSession,
    /// The hash of the browser's cookie.
    browser: Option<String>,
}

impl People {
    /// A new session with its token.
    pub(super) fn new_session(
        &self,
        person: &PersonId,
        step: SignInStep,
        visit: &ConsoleVisit,
    ) -> (SessionToken, SessionStart) {
        let now = self.now();
        let session = Session {
            id: SessionId::new(self.entropy.as_ref(), now),
            created_at: now,
            seen_at: now,
            ip: visit.ip.map(|ip| ip.to_string()),
            agent: visit.agent.clone(),
            new_browser: false,
        };
        let session = StoredSession {
            session,
            person: person.clone(),
            step,
            confirmed_at: now,
            previous: None,
        };
        let token = SessionToken::new(self.entropy.as_ref());
        let browser = visit.browser.as_ref();
        let start = SessionStart {
            token_hash: secret_hash(token.as_str()),
            session,
            browser: browser.map(|browser| secret_hash(browser.as_str())),
        };
        (token, start)
    }
}

impl SessionStart {
    /// Stores the session of a person who signed in.
    pub(super) async fn sign_in(mut self, tx: &mut Tx) -> Result<(), Error> {
        let (person, begun) = (&self.session.person, &self.session.session);
        let sign_in = LastSignIn {
            at: begun.created_at,
            ip: begun.ip.clone(),
            agent: begun.agent.clone(),
        };
        let previous = people::set_signed_in(tx, person, &sign_in).await?;
        let is_known = match &self.browser {
            Some(hash) => known_browsers::put(tx, person, hash, sign_in.at).await?,
            None => false,
        };
        // The first browser of a person is not one to be told of.
        self.session.session.new_browser = !is_known && previous.is_some();
        self.session.previous = previous;
        sessions::insert(tx, &self.token_hash, &self.session).await
    }
}
