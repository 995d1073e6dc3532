//! The entries of an application as they are stored: personal data is encrypted
//! for its section.

use crate::seal::SealKeys;
use domain::application::{Entries, Section};
use domain::entropy::Entropy;
use domain::ids::ApplicationId;
use store::application_sections::{self, StoredSection};
use store::{Error, Fault, Tx};

/// The personal data of a section, encrypted.
pub(super) fn sealed(
    keys: &SealKeys,
    (id, section): (&ApplicationId, Section),
    entries: &Entries,
    entropy: &dyn Entropy,
) -> String {
    keys.seal_personal(&entries.to_json(true), &owner(id, section), entropy)
}

/// The entries of an application that are no personal data.
pub(super) async fn plain_entries(tx: &mut Tx, id: &ApplicationId) -> Result<Entries, Error> {
    let mut entries = Entries::default();
    for section in application_sections::all(tx, id).await? {
        entries.put_all(&section.plain);
    }
    Ok(entries)
}

/// All entries of a section.
///
/// # Errors
/// A fault where the key was changed or the row was altered.
pub(super) fn opened(
    keys: &SealKeys,
    id: &ApplicationId,
    stored: &StoredSection,
) -> Result<Entries, Error> {
    let owner = owner(id, stored.section);
    let personal = keys.open_personal(&stored.sealed, &owner);
    let personal = personal.and_then(|json| Entries::from_json(json.expose()));
    let unreadable = || Fault::new(format!("the personal data of {owner} cannot be read"));
    let mut entries = stored.plain.clone();
    entries.put_all(&personal.ok_or_else(unreadable)?);
    Ok(entries)
}

/// All entries of these sections.
///
/// # Errors
/// Those of [`opened`].
pub(super) fn all_opened(
    keys: &SealKeys,
    id: &ApplicationId,
    stored: &[StoredSection],
) -> Result<Entries, Error> {
    let mut all = Entries::default();
    for section in stored {
        all.put_all(&opened(keys, id, section)?);
    }
    Ok(all)
}

fn owner(id: &ApplicationId, section: Section) -> String {
    format!("{id}/{}", section.name())
}
