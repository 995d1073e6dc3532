//! What is written down in the consoles.

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)+) => {
        /// What was done, or tried.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditAction { $($(#[$doc])* $variant),+ }

        impl AuditAction {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in SQL.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The action of this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    /// Signed in with an authenticator's code.
    SignIn "session.begin";
    /// Signed in with a recovery code.
    SignInByRecoveryCode "session.begin_by_recovery_code";
    /// Signed in with a passkey.
    SignInByPasskey "session.begin_by_passkey";
    /// Confirmed once more who it is.
    Confirm "session.confirm";
    /// Ended one of the own sessions.
    EndSession "session.end";
    /// Ended all of the own sessions but one.
    EndOtherSessions "session.end_others";
    /// Changed the own password.
    ChangePassword "account.password";
    /// Made new recovery codes.
    NewRecoveryCodes "account.recovery_codes";
    /// Added a passkey.
    AddPasskey "account.passkey_add";
    /// Removed a passkey.
    RemovePasskey "account.passkey_remove";
    /// Set password and authenticator anew, by a link.
    Reset "account.reset";
    /// Made a link for a new member.
    Invite "team.invite";
    /// Joined by a link.
    Join "team.join";
    /// Withdrew an invitation.
    Withdraw "team.withdraw";
    /// Gave a member another role.
    ChangeRole "team.role";
    /// Removed a member.
    Remove "team.remove";
    /// Made a link with which a member sets password and authenticator anew.
    ResetLink "team.reset";
    /// Saved the draft of a brand.
    SaveBrand "brand.save";
    /// Put a logo into the draft, or took it out.
    ChangeLogo "brand.logo";
    /// Dropped the draft of a brand.
    DropBrand "brand.drop";
    /// Published a brand.
    PublishBrand "brand.publish";
    /// Withdrew a brand before its time.
    WithdrawBrand "brand.withdraw";
    /// Opened the page of an order of any merchant.
    ViewOrder "order.view";
    /// Asked for an export of orders.
    AskExport "orders.export";
    /// Downloaded one.
    DownloadExport "orders.download";
    /// Began a refund.
    Refund "refund.begin";
    /// Asked for a change that a second person approves.
    AskApproval "approval.ask";
    /// Approved a change, which was made with it.
    Approve "approval.approve";
    /// Refused a change.
    RefuseApproval "approval.refuse";
    /// Approved a change whose subject had changed since: nothing was done.
    StaleApproval "approval.stale";
    /// Withdrew what was asked for.
    WithdrawApproval "approval.withdraw";
    /// Changed the amount from which refunds take a second person.
    SetRefundLimit "refund_limit.set";
    /// Began an application.
    BeginApplication "application.begin";
    /// Saved a section of one.
    SaveSection "application.save";
    /// Sent one to the review.
    SubmitApplication "application.submit";
    /// Returned one with remarks.
    ReturnApplication "application.return";
    /// Found one right.
    AcceptApplication "application.accept";
    /// Refused one.
    RefuseApplication "application.refuse";
    /// Gave one up.
    WithdrawApplication "application.withdraw";
    /// Sent a small sum to a settlement account.
    SendProofSum "application.send_sum";
    /// Entered the sum that the merchant named: a wrong one.
    WrongProofSum "application.wrong_sum";
    /// Entered the right one.
    ProveAccount "application.prove_account";
    /// Added a document.
    AddDocument "application.document_add";
    /// Read a document.
    ReadDocument "application.document_read";
    /// Ran now what works on a thing that needs to be looked at.
    RunWork "work.run";
    /// Switched a network off for new attempts.
    SwitchOff "channel.off";
    /// Froze new payments at once and alone, for a short time.
    FreezeAtOnce "freeze.at_once";
    /// Added a store.
    AddStore "store.add";
    /// Changed a store's number, name or address.
    ChangeStore "store.change";
    /// Closed a store: orders can no longer name it.
    CloseStore "store.close";
    /// Opened a closed store again.
    OpenStore "store.open";
    /// Chose what to be told of.
    ChooseNotifications "notifications.choose";
    /// Tried what the role may not do.
    Refused "right.refused";
}
