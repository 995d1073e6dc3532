//! An application of a merchant for a contract with the provider (进件): its
//! sections and fields, what it goes through, the proof of its settlement
//! account, and the terms that it asks for.

mod account_proof;
mod check;
mod entries;
mod entry_problem;
mod field;
mod section;
mod state;
mod terms;

pub use account_proof::{AccountProof, ProofRefused, ProofState, is_proof_sum};
pub use check::{check_section, check_whole};
pub use entries::Entries;
pub use entry_problem::{EntryMistake, EntryProblem};
pub use field::{ApplicationField, FieldKind};
pub use section::Section;
pub use state::{ApplicationState, ApplicationStep};
pub use terms::{
    Fee, contract_entries, new_merchant, requested_fees, requested_malls, requested_products,
};
