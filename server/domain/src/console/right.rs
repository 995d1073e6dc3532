//! What a role may do.

/// A right. The engine checks it, and the pages leave out what a role lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// See orders, with their attempts and refunds.
    SeeOrders,
    /// See the provider's merchants and malls, and what needs to be looked at.
    SeeDesk,
    /// See takings and the other figures of a day.
    SeeTakings,
    /// Export orders to a file.
    ExportOrders,
    /// Ask for refunds.
    AskRefund,
    /// Refund up to the merchant's limit alone, and approve what others ask for.
    ApproveRefund,
    /// Change the amount from which refunds take a second person.
    SetRefundLimit,
    /// See what waits for a second person.
    SeeApprovals,
    /// Invite, change and remove members.
    ManageTeam,
    /// See who changed what.
    SeeAudit,
    /// Change what the merchant's pages look like.
    ChangeBrand,
}
