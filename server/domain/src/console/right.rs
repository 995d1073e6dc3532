//! What a role may do.

/// A right. The engine checks it, and the pages leave out what a role lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// See orders, with their attempts and refunds.
    SeeOrders,
    /// Invite, change and remove members.
    ManageTeam,
    /// See who changed what.
    SeeAudit,
}
