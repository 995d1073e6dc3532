//! Documents of applications. What a file is, its content says; it is stored
//! encrypted, and each look has an audit entry.

use super::people::{Answer, Change, People};
use domain::console::{
    AuditAction, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, Document, DocumentKind,
    Right, Scope, SignedIn,
};
use domain::ids::{ApplicationId, DocumentId};
use store::{Fault, application_documents, applications, audit_entries};

/// The largest file, in bytes.
const FILE_MAX: usize = 4 * 1024 * 1024;

/// The media type of a file, by its first bytes.
fn media_of(file: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 3] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"%PDF-", "application/pdf"),
    ];
    let known = KNOWN.iter().find(|(begin, _)| file.starts_with(begin));
    known.map(|(_, media)| *media)
}

fn wrong(problem: ConsoleProblem) -> ConsoleError {
    ConsoleError::Invalid(vec![(ConsoleField::DocumentFile, problem)])
}

impl People {
    /// Adds one.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`.
    pub(crate) async fn add_document(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (kind, file): (DocumentKind, &[u8]),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::EnterApplications, visit)
            .await?;
        if file.is_empty() {
            return Err(wrong(ConsoleProblem::Empty).into());
        }
        if file.len() > FILE_MAX {
            return Err(wrong(ConsoleProblem::TooLarge).into());
        }
        let media = media_of(file).ok_or_else(|| wrong(ConsoleProblem::Format))?;
        let (entropy, now) = self.source();
        let document = Document {
            id: DocumentId::new(entropy, now),
            kind,
            media: media.to_owned(),
            bytes: i64::try_from(file.len()).unwrap_or(i64::MAX),
            added_by: by.person.name.clone(),
            added_at: now,
        };
        let sealed = self.seal_keys.seal_document(file, &document.id, entropy);
        let mut change = Change::of(AuditAction::AddDocument, id.as_str());
        change.after = Some(kind.name().to_owned());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        let (id, person) = (id.clone(), by.person.id.clone());
        let added = self.store.write(move |tx| {
            Box::pin(async move {
                let found = applications::find(tx, &id).await?;
                if found.is_none_or(|found| found.row.state.is_over()) {
                    return Ok(Err(ConsoleError::NotFound));
                }
                let new = (&document, sealed.as_str());
                if !application_documents::insert(tx, &id, new, &person).await? {
                    return Ok(Err(wrong(ConsoleProblem::TooLong)));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(added.await??)
    }

    /// One with its content.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn document(
        &self,
        by: &SignedIn,
        (application, id): (&ApplicationId, &DocumentId),
        visit: &ConsoleVisit,
    ) -> Answer<(Document, Vec<u8>)> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::SeeDocuments, visit).await?;
        let mut change = Change::of(AuditAction::ReadDocument, application.as_str());
        change.after = Some(id.to_string());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        let ids = (application.clone(), id.clone());
        let found = self.store.write(move |tx| {
            Box::pin(async move {
                let found = application_documents::find(tx, (&ids.0, &ids.1)).await?;
                if found.is_some() {
                    audit_entries::insert(tx, &entry).await?;
                }
                Ok(found)
            })
        });
        let (document, sealed) = found.await?.ok_or(ConsoleError::NotFound)?;
        let file = self.seal_keys.open_document(&sealed, id);
        let unreadable = || Fault::new(format!("document {id} cannot be read"));
        Ok((document, file.ok_or_else(unreadable)?))
    }
}
