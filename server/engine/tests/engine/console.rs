//! The consoles: invitations, signing in, sessions, roles and audit entries.

mod account;
mod applications;
mod approvals;
mod branding;
mod channel_switches;
mod confirm;
mod freezes;
mod merchant_refunds;
mod notifications;
mod passkeys;
mod sign_in;
mod soft_authenticator;
mod stores;
mod team;
mod work_action;

use domain::console::{
    AccountName, AuditAction, ConsoleVisit, MemberRole, NewPerson, OneTimeLink, Role, Scope,
    SessionToken, SharedConsole, SignedIn, StoreForm,
};
use domain::ids::{MerchantId, StoreId};
use domain::secret::Secret;
use engine::console::authenticator_code;
use testkit::fixture::Fixture;

/// A password that is taken.
pub(crate) const PASSWORD: &str = "a pot of longjing tea";

/// A console of a fixture, with people in it.
pub(crate) struct Consoles {
    pub(crate) fixture: Fixture,
    pub(crate) console: SharedConsole,
    pub(crate) visit: ConsoleVisit,
}

/// A person of a test.
pub(crate) struct TestPerson {
    pub(crate) account: String,
    /// The authenticator's secret, base32.
    pub(crate) secret: Secret,
    pub(crate) token: SessionToken,
    pub(crate) codes: Vec<Secret>,
}

impl Consoles {
    pub(crate) async fn new() -> Self {
        let fixture = Fixture::new().await;
        Self {
            console: fixture.engine.console(),
            fixture,
            visit: ConsoleVisit {
                ip: Some([203, 0, 113, 7].into()),
                agent: "a browser".to_owned(),
                browser: None,
            },
        }
    }

    pub(crate) fn merchant(&self) -> Scope {
        Scope::Merchant(self.fixture.merchant.id.clone())
    }

    /// A link of the command line.
    pub(crate) async fn first_link(&self, scope: &Scope) -> OneTimeLink {
        let registry = self.fixture.engine.registry();
        registry.invite_manager(scope).await.expect("a link")
    }

    /// The form of a new person with the present code.
    pub(crate) async fn form(&self, link: &OneTimeLink, account: &str) -> (NewPerson, Secret) {
        let invitation = self.console.invitation(link).await.expect("a link");
        let secret = invitation.authenticator.secret;
        let form = NewPerson {
            account: account.to_owned(),
            name: format!("{account} 的名字"),
            password: Secret::new(PASSWORD),
            authenticator: invitation.authenticator.sealed,
            code: self.code(&secret),
            factor: Secret::default(),
        };
        (form, secret)
    }

    /// Uses a link.
    pub(crate) async fn join(&self, link: &OneTimeLink, account: &str) -> TestPerson {
        let (form, secret) = self.form(link, account).await;
        let joined = self.console.accept(link, form, &self.visit).await;
        let (token, codes) = joined.expect("joined");
        self.fixture.clock.advance(1);
        TestPerson {
            account: AccountName::parse(account).expect("a name").to_string(),
            secret,
            token,
            codes,
        }
    }

    /// The first owner of the merchant.
    pub(crate) async fn owner(&self) -> TestPerson {
        let link = self.first_link(&self.merchant()).await;
        self.join(&link, "owner@shop.example").await
    }

    /// A further member of the scope; a store's staff of a new store.
    pub(crate) async fn member(&self, by: &TestPerson, scope: &Scope, role: Role) -> TestPerson {
        let store = match role {
            Role::StoreStaff => Some(self.store(by, scope, "S-0").await),
            _ => None,
        };
        let account = format!("{}.member", role.name());
        self.member_with(by, scope, &MemberRole { role, store }, &account)
            .await
    }

    /// A member with this account.
    pub(crate) async fn member_with(
        &self,
        by: &TestPerson,
        scope: &Scope,
        role: &MemberRole,
        account: &str,
    ) -> TestPerson {
        let by = self.signed_in(by).await;
        let role_and_note = (role, "for a test");
        let link = self.console.invite(&by, scope, role_and_note, &self.visit);
        let link = link.await.expect("a link");
        self.join(&link, account).await
    }

    /// A new store of this number.
    pub(crate) async fn store(&self, by: &TestPerson, scope: &Scope, no: &str) -> StoreId {
        let by = self.signed_in(by).await;
        let form = StoreForm {
            store_no: no.to_owned(),
            name: format!("{no} 门店"),
            address: String::new(),
        };
        let added = self.console.add_store(&by, scope, &form, &self.visit);
        added.await.expect("a store")
    }

    pub(crate) async fn signed_in(&self, person: &TestPerson) -> SignedIn {
        let signed_in = self.console.signed_in(&person.token).await;
        signed_in.expect("signed in")
    }

    /// Signs in anew; the clock moves on to a new code.
    pub(crate) async fn sign_in(&self, person: &TestPerson) -> SessionToken {
        self.fixture.clock.advance(30);
        let password = Secret::new(PASSWORD);
        let begun = self
            .console
            .sign_in(&person.account, &password, &self.visit);
        let begun = begun.await.expect("the right password");
        let code = self.code(&person.secret);
        let session = self.console.second_factor(&begun, &code, &self.visit);
        let session = session.await.expect("the right code");
        self.fixture.clock.advance(1);
        session
    }

    /// The authenticator's present code.
    pub(crate) fn code(&self, secret: &Secret) -> Secret {
        authenticator_code(secret, self.fixture.engine.now()).expect("base32")
    }

    /// The actions of a scope's audit entries, the oldest first.
    pub(crate) async fn actions(&self, by: &SignedIn, scope: &Scope) -> Vec<AuditAction> {
        let page = self.console.audit(by, scope, None).await.expect("a page");
        let actions = page.entries.into_iter().map(|entry| entry.action);
        actions.rev().collect()
    }
}

/// A merchant that is not there.
pub(crate) fn no_merchant() -> Scope {
    let id = MerchantId::parse("mer_00000000000000000000000000");
    Scope::Merchant(id.expect("an id"))
}
