//! Sessions of the consoles. One that ended is deleted; the audit entries say
//! when.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{LastSignIn, Session};
use domain::ids::{PersonId, SessionId};

/// How far a person has signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInStep {
    /// The second factor is missing.
    Password,
    /// Signed in.
    Full,
}

impl SignInStep {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Full => "full",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Password, Self::Full]
            .into_iter()
            .find(|step| step.name() == name)
    }
}

/// A session with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// The session.
    pub session: Session,
    /// Whose.
    pub person: PersonId,
    /// How far.
    pub step: SignInStep,
    /// When the person last confirmed who it is; at sign-in for the first time.
    pub confirmed_at: At,
    /// The sign-in before this one.
    pub previous: Option<LastSignIn>,
}

/// Adds one under the hash of its token.
pub async fn insert(tx: &mut Tx, token_hash: &str, new: &StoredSession) -> Result<(), Error> {
    let sql =
        "INSERT INTO sessions (token_hash, id, person_id, step, created_at, seen_at, ip, agent,
                   new_browser, confirmed_at, previous_at, previous_ip, previous_agent)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let previous = new.previous.as_ref();
    let args = args![
        token_hash,
        new.session.id.as_str(),
        new.person.as_str(),
        new.step.name(),
        new.session.created_at,
        new.session.seen_at,
        new.session.ip.clone(),
        &new.session.agent,
        new.session.new_browser,
        new.confirmed_at,
        previous.map(|previous| previous.at),
        previous.and_then(|previous| previous.ip.clone()),
        previous.map(|previous| previous.agent.clone()),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// By the hash of its token.
pub async fn find(tx: &mut Tx, token_hash: &str) -> Result<Option<StoredSession>, Error> {
    let sql = "SELECT * FROM sessions WHERE token_hash = $1";
    let row = tx.one(sql, args![token_hash]).await?;
    row.map(|row| read(&row)).transpose()
}

/// A person's sessions that are signed in and were used since, the newest first.
pub async fn of_person(
    tx: &mut Tx,
    person: &PersonId,
    seen_since: At,
) -> Result<Vec<Session>, Error> {
    let sql = "SELECT * FROM sessions WHERE person_id = $1 AND step = 'full' AND seen_at >= $2
               ORDER BY created_at DESC, id DESC LIMIT 100";
    let rows = tx.all(sql, args![person.as_str(), seen_since]).await?;
    rows.iter().map(|row| Ok(read(row)?.session)).collect()
}

/// Notes when it was last used.
pub async fn set_seen(tx: &mut Tx, id: &SessionId, now: At) -> Result<(), Error> {
    let sql = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    tx.run(sql, args![id.as_str(), now]).await?;
    Ok(())
}

/// Notes a confirmation, and gives the session another token. False where it has
/// ended, or has another token already.
pub async fn confirm(
    tx: &mut Tx,
    (old_hash, new_hash): (&str, &str),
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE sessions SET token_hash = $2, confirmed_at = $3 WHERE token_hash = $1";
    Ok(tx.run(sql, args![old_hash, new_hash, now]).await? == 1)
}

/// Ends one of a person's. False where there is none.
pub async fn end(tx: &mut Tx, person: &PersonId, id: &SessionId) -> Result<bool, Error> {
    let sql = "DELETE FROM sessions WHERE id = $1 AND person_id = $2";
    Ok(tx.run(sql, args![id.as_str(), person.as_str()]).await? == 1)
}

/// Ends all of a person's but one; how many there were.
pub async fn end_all(
    tx: &mut Tx,
    person: &PersonId,
    but: Option<&SessionId>,
) -> Result<u64, Error> {
    let sql = "DELETE FROM sessions WHERE person_id = $1 AND id <> $2";
    let but = but.map_or("", SessionId::as_str);
    tx.run(sql, args![person.as_str(), but]).await
}

/// Deletes those that were not used since.
pub async fn prune(tx: &mut Tx, seen_before: At) -> Result<u64, Error> {
    tx.run(
        "DELETE FROM sessions WHERE seen_at < $1",
        args![seen_before],
    )
    .await
}

fn read(row: &Row) -> Result<StoredSession, Error> {
    Ok(StoredSession {
        session: Session {
            id: SessionId::stored(row.text("id")?),
            created_at: row.at("created_at")?,
            seen_at: row.at("seen_at")?,
            ip: row.maybe_text("ip")?,
            agent: row.text("agent")?,
            new_browser: row.flag("new_browser")?,
        },
        person: PersonId::stored(row.text("person_id")?),
        step: row.parsed("step", SignInStep::parse)?,
        confirmed_at: row.at("confirmed_at")?,
        previous: match row.maybe_at("previous_at")? {
            Some(at) => Some(LastSignIn {
                at,
                ip: row.maybe_text("previous_ip")?,
                agent: row.maybe_text("previous_agent")?.unwrap_or_default(),
            }),
            None => None,
        },
    })
}
