//! What a second person approves of a network that is switched off.

use super::approval_row::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
use crate::ids::SwitchId;
use crate::product::Product;
use serde::{Deserialize, Serialize};

/// To switch it on again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwitchOnCommand {
    /// What is switched off.
    pub switch: SwitchId,
    /// The network's id.
    pub channel: String,
    /// The product; `None` for all of the network.
    pub product: Option<Product>,
    /// Why it was switched off.
    pub reason: String,
}

impl SwitchOnCommand {
    /// What changes.
    pub fn rows(&self) -> Vec<ApprovalRow> {
        vec![ApprovalRow {
            of: ApprovalRowName::NewAttempts,
            before: ApprovalRowValue::Allowed(false),
            after: ApprovalRowValue::Allowed(true),
        }]
    }
}
