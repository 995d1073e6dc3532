//! An application with all that its page shows, and what can be done with it.

use super::application_list::ApplicationRow;
use crate::application::{AccountProof, ApplicationStep, Entries, Section};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{ApprovalId, DocumentId, MallId, MerchantId};

/// The most documents of an application.
pub const DOCUMENTS_MAX: usize = 20;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// The licence.
    Licence,
    /// The side of the legal person's identity card with the picture.
    IdFront,
    /// Its other side.
    IdBack,
    /// A permit.
    Permit,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// All variants.
    pub const ALL: [Self; 5] = [
        Self::Licence,
        Self::IdFront,
        Self::IdBack,
        Self::Permit,
        Self::Other,
    ];

    /// The name in SQL and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::IdFront => "id_front",
            Self::IdBack => "id_back",
            Self::Permit => "permit",
            Self::Other => "other",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A document, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Its media type, found by its content.
    pub media: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// The name of the person who added it.
    pub added_by: String,
    /// When.
    pub added_at: At,
}

/// A section that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSection {
    /// Which one.
    pub section: Section,
    /// Counts its changes, from 1.
    pub revision: u32,
    /// Its entries; personal data is masked.
    pub entries: Entries,
    /// What the review says of it.
    pub remark: Option<String>,
    /// The name of the person who saved it.
    pub saved_by: String,
    /// When.
    pub saved_at: At,
}

/// What happened to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepEntry {
    /// What.
    pub step: ApplicationStep,
    /// When.
    pub at: At,
    /// The name of the person who did it.
    pub by: String,
    /// What was said; may be empty.
    pub note: String,
}

/// The page of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationDetail {
    /// What the list has of it.
    pub row: ApplicationRow,
    /// Counts its changes.
    pub revision: u32,
    /// The sections that were saved.
    pub sections: Vec<SavedSection>,
    /// What happened, the oldest first.
    pub steps: Vec<StepEntry>,
    /// The newest sum that was sent to the account.
    pub proof: Option<AccountProof>,
    /// The request of a second person's approval that waits.
    pub approval: Option<ApprovalId>,
    /// The merchant that it became.
    pub merchant: Option<MerchantId>,
    /// True while that merchant has no owner who could sign in.
    pub has_no_owner: bool,
    /// Its documents, the oldest first.
    pub documents: Vec<Document>,
    /// The malls that can be chosen: id and name.
    pub malls: Vec<(MallId, String)>,
    /// The networks that carry its products, at which a number can be given.
    pub channels: Vec<ChannelId>,
}

impl ApplicationDetail {
    /// A section, if it was saved.
    pub fn section(&self, section: Section) -> Option<&SavedSection> {
        self.sections.iter().find(|saved| saved.section == section)
    }

    /// All entries.
    pub fn entries(&self) -> Entries {
        let mut all = Entries::default();
        for saved in &self.sections {
            all.put_all(&saved.entries);
        }
        all
    }
}

/// What a person does with an application as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationMove {
    /// Send it to the review.
    Submit,
    /// Send it back, with a remark for each section that is to be changed.
    Return(Vec<(Section, String)>),
    /// Find it right.
    Accept,
    /// Refuse it, with the reason.
    Refuse(String),
    /// Give it up, with the reason.
    Withdraw(String),
}

impl ApplicationMove {
    /// The step.
    pub const fn step(&self) -> ApplicationStep {
        match self {
            Self::Submit => ApplicationStep::Submit,
            Self::Return(_) => ApplicationStep::Return,
            Self::Accept => ApplicationStep::Accept,
            Self::Refuse(_) => ApplicationStep::Refuse,
            Self::Withdraw(_) => ApplicationStep::Withdraw,
        }
    }
}
