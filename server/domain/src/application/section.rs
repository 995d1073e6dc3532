//! The sections of an application. Each is saved by itself.

/// A section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// The company and its licence.
    Company,
    /// Its legal person.
    LegalPerson,
    /// Who owns it in the end.
    Owners,
    /// Whom to ask.
    Contact,
    /// What it sells, and where.
    Business,
    /// The account that it is settled to.
    Account,
    /// Products, malls and fees.
    Terms,
}

impl Section {
    /// All variants, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Company,
        Self::LegalPerson,
        Self::Owners,
        Self::Contact,
        Self::Business,
        Self::Account,
        Self::Terms,
    ];

    /// The name in SQL and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::LegalPerson => "legal-person",
            Self::Owners => "owners",
            Self::Contact => "contact",
            Self::Business => "business",
            Self::Account => "account",
            Self::Terms => "terms",
        }
    }

    /// The section of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}
