//! The roles of the two consoles, and their rights.

use super::{Right, Scope};

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident $name:literal $provider:literal [$($right:ident),*];)+) => {
        /// A role.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[$doc])* $variant),+ }

        impl Role {
            /// All variants, those of merchants first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in SQL, forms and command lines.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// True for a role of the provider's staff.
            const fn is_providers(self) -> bool {
                match self { $(Self::$variant => $provider),+ }
            }

            /// What it may do.
            pub const fn rights(self) -> &'static [Right] {
                match self { $(Self::$variant => &[$(Right::$right),*]),+ }
            }
        }
    };
}

roles! {
    /// Answers for the merchant; may do all.
    Owner "owner" false [
        SeeOrders, SeeTakings, SeeRefunds, ExportOrders, AskRefund, ApproveRefund, SetRefundLimit,
        SeeNotifications, SeeApprovals, ChangeBrand, ManageStores, ManageTeam, SeeAudit
    ];
    /// Takings, refunds and settlements.
    Finance "finance" false [
        SeeOrders, SeeTakings, SeeRefunds, ExportOrders, AskRefund, ApproveRefund, SeeNotifications,
        SeeApprovals
    ];
    /// Answers shoppers' questions. Somebody else approves each refund it asks for.
    Support "support" false [SeeOrders, SeeRefunds, AskRefund, SeeNotifications, SeeApprovals];
    /// The brand of the pay page.
    Designer "designer" false [ChangeBrand];
    /// Connects the merchant's systems.
    Developer "developer" false [SeeOrders, SeeRefunds, SeeNotifications];
    /// One store of the merchant: its orders and takings alone.
    StoreStaff "store" false [SeeOrders, SeeTakings];
    /// Keeps the desk and its networks running, and enters merchants' applications.
    /// Risk or an administrator approves each freeze it asks for.
    Operations "operations" true [
        SeeDesk, SeeOrders, RunWork, SwitchChannel, ApproveSwitch, AskFreeze, SeeApprovals,
        SeeApplications, EnterApplications, ChangeContracts, SeeDocuments
    ];
    /// Watches for fraud, and reviews applications. Another one of risk, or an
    /// administrator, approves each freeze and each merchant it asks for.
    Risk "risk" true [
        SeeDesk, SeeOrders, AskFreeze, FreezeAtOnce, ApproveFreeze, SeeApprovals, SeeAudit,
        SeeApplications, ReviewApplications, ActivateMerchants, SeeDocuments
    ];
    /// The provider's money.
    ProviderFinance "provider_finance" true [
        SeeDesk, SeeOrders, RunWork, SeeApprovals, SeeApplications, ProveAccounts
    ];
    /// Reads everything, changes nothing.
    Auditor "auditor" true [SeeDesk, SeeOrders, SeeApprovals, SeeAudit, SeeApplications];
    /// The provider's staff and settings. Approves what others ask for.
    Administrator "administrator" true [
        SeeDesk, SwitchChannel, ApproveSwitch, ApproveFreeze, SeeApprovals, ManageTeam, SeeAudit,
        SeeApplications, ActivateMerchants
    ];
}

impl Role {
    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// The roles of a scope.
    pub fn of(scope: &Scope) -> impl Iterator<Item = Self> {
        let is_provider = *scope == Scope::Provider;
        Self::ALL
            .iter()
            .copied()
            .filter(move |role| role.is_providers() == is_provider)
    }

    /// The role that manages a scope's team.
    pub const fn manager_of(scope: &Scope) -> Self {
        match scope {
            Scope::Merchant(_) => Self::Owner,
            Scope::Provider => Self::Administrator,
        }
    }

    /// True where the role may do this.
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }
}

#[cfg(test)]
mod tests {
    use super::{Right, Role};
    use crate::console::Scope;
    use crate::ids::MerchantId;
    use std::collections::BTreeSet;

    #[test]
    fn each_role_is_of_one_scope_and_each_scope_has_a_manager() {
        let merchant = MerchantId::parse("mer_00000000000000000000000000").expect("an id");
        let mut names = BTreeSet::new();
        for scope in [Scope::Merchant(merchant), Scope::Provider] {
            let managers: Vec<_> = Role::of(&scope)
                .filter(|role| role.may(Right::ManageTeam))
                .collect();
            assert_eq!(managers, [Role::manager_of(&scope)]);
            for role in Role::of(&scope) {
                assert!(names.insert(role.name()));
                assert_eq!(Role::parse(role.name()), Some(role));
            }
        }
        assert_eq!(names.len(), Role::ALL.len());
        assert_eq!(Role::parse("Owner"), None);
    }
}
