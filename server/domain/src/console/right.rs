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
    /// See the list of refunds.
    SeeRefunds,
    /// Export orders to a file.
    ExportOrders,
    /// Ask for refunds.
    AskRefund,
    /// Refund up to the merchant's limit alone, and approve what others ask for.
    ApproveRefund,
    /// Change the amount from which refunds take a second person.
    SetRefundLimit,
    /// See what the merchant's people are told of.
    SeeNotifications,
    /// See what waits for a second person.
    SeeApprovals,
    /// Run now what works on a thing that needs to be looked at.
    RunWork,
    /// Switch networks off, and ask for switching them on.
    SwitchChannel,
    /// Approve switching networks on that others ask for.
    ApproveSwitch,
    /// Ask for freezes and their release.
    AskFreeze,
    /// Freeze new payments alone, at once and for a day at most.
    FreezeAtOnce,
    /// Approve freezes and their release that others ask for.
    ApproveFreeze,
    /// Add, change and close the merchant's stores.
    ManageStores,
    /// Invite, change and remove members.
    ManageTeam,
    /// See who changed what.
    SeeAudit,
    /// Change what the merchant's pages look like.
    ChangeBrand,
    /// See the applications of merchants; personal data is masked.
    SeeApplications,
    /// Enter applications, send them to the review, and enter what merchants answer.
    EnterApplications,
    /// Review applications: return, accept or refuse them, and ask for their approval.
    ReviewApplications,
    /// Send small sums that prove settlement accounts.
    ProveAccounts,
    /// Approve the registration of merchants and changes of their contracts, and make
    /// their owners' links.
    ActivateMerchants,
    /// Ask for changes of merchants' contracts.
    ChangeContracts,
    /// Read the documents of applications.
    SeeDocuments,
}
