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
    /// Ended one of the own sessions.
    EndSession "session.end";
    /// Ended all of the own sessions but one.
    EndOtherSessions "session.end_others";
    /// Changed the own password.
    ChangePassword "account.password";
    /// Made new recovery codes.
    NewRecoveryCodes "account.recovery_codes";
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
    /// Tried what the role may not do.
    Refused "right.refused";
}
