//! A console in memory. Who is signed in is read from the session's token:
//! `owner`, `support` and so on; `lateowner` confirmed who it is too long ago. It
//! notes each change that is asked for, and
//! makes none.

use crate::fake_stores::store_name;
use crate::{orders, today};
use async_trait::async_trait;
use domain::clock::{At, Clock};
use domain::console::{
    AccountName, AuditAction, AuditCursor, AuditEntry, AuditPage, Authenticator, Console,
    ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, ConsoleVisit, Export, ExportRow,
    ExportState, Invitation, LastSignIn, Member, MemberRole, Membership, NewPerson, OneTimeLink,
    OpenInvitation, OrderCursor, OrderDetail, OrderFilter, OrderPage, Passkey, PasskeyUse, Person,
    Proof, Right, Role, Scope, Session, SessionToken, SignedIn, Team, Today, check_new_password,
};
use domain::entropy::Entropy;
use domain::ids::{AuditEntryId, ExportId, InvitationId, OrderId, PasskeyId, PersonId, SessionId};
use domain::order::OrderState;
use domain::secret::Secret;
use std::sync::Mutex;

/// 2026-11-22 08:00:00 UTC, 16:00 in China.
pub(crate) const NOW: At = At::from_ms(1_795_334_400_000);

/// The password of everybody.
pub(crate) const PASSWORD: &str = "a pot of longjing tea";

/// The code of everybody's authenticator.
pub(crate) const CODE: &str = "314159";

/// The id of the merchant.
pub(crate) const MERCHANT: &str = "mer_00000000000000000000000001";

/// The id of a merchant without orders.
pub(crate) const NEW_MERCHANT: &str = "mer_00000000000000000000000002";

/// A name that HTML must escape.
pub(crate) const MARKUP: &str = "<b>\"Eve\" & Co</b>";

/// The authenticator's secret of an invitation.
pub(crate) const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// A clock that stands still.
pub(crate) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> At {
        NOW
    }
}

/// "Random" bytes that are always the same.
pub(crate) struct FixedEntropy;

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// 26 characters that begin with a word.
pub(crate) fn padded(word: &str) -> String {
    format!("{word:0<26}")
}

/// The people, by the name of their account.
pub(crate) const PEOPLE: [&str; 13] = [
    "owner", "support", "designer", "admin", "auditor", "both", "nobody", "newcomer", "finance",
    "risk", "operator", "cashier", "clerk",
];

pub(crate) fn merchant() -> Scope {
    Scope::parse(MERCHANT).expect("an id")
}

fn memberships(who: &str) -> Vec<Membership> {
    let shop = |role| Membership {
        scope: merchant(),
        scope_name: "云上茶舍".into(),
        role,
        store: None,
    };
    let provider = |role| Membership {
        scope: Scope::Provider,
        scope_name: String::new(),
        role,
        store: None,
    };
    match who {
        "owner" => vec![shop(Role::Owner)],
        "finance" => vec![shop(Role::Finance)],
        "support" => vec![shop(Role::Support)],
        "clerk" => vec![Membership {
            store: Some(store_name()),
            ..shop(Role::StoreStaff)
        }],
        "designer" => vec![shop(Role::Designer)],
        "newcomer" => vec![Membership {
            scope: Scope::parse(NEW_MERCHANT).expect("an id"),
            ..shop(Role::Owner)
        }],
        "admin" => vec![provider(Role::Administrator)],
        "auditor" => vec![provider(Role::Auditor)],
        "risk" => vec![provider(Role::Risk)],
        "operator" => vec![provider(Role::Operations)],
        "cashier" => vec![provider(Role::ProviderFinance)],
        "both" => vec![shop(Role::Owner), provider(Role::Administrator)],
        _ => Vec::new(),
    }
}

pub(crate) fn person(who: &str) -> Person {
    let name = match who {
        "owner" => "李雷",
        "support" => MARKUP,
        "designer" => "韩梅梅",
        "finance" => "王芳",
        _ => "Lucy King",
    };
    Person {
        id: person_id(who),
        account: AccountName::parse(&format!("{who}@shop.example")).expect("a name"),
        name: name.into(),
    }
}

/// The id of a person.
pub(crate) fn person_id(who: &str) -> PersonId {
    let place = PEOPLE.iter().position(|known| *known == who);
    let place = place.unwrap_or(PEOPLE.len());
    PersonId::parse(&format!("usr_{place:026}")).expect("an id")
}

/// The id of a session: 0 is the own one.
pub(crate) fn session_id(place: usize) -> SessionId {
    SessionId::parse(&format!("ses_0000000000000000000000000{place}")).expect("an id")
}

/// The id of the passkey.
pub(crate) fn passkey_id() -> PasskeyId {
    PasskeyId::parse("pky_00000000000000000000000001").expect("an id")
}

/// The options for a passkey.
pub(crate) const OPTIONS: &str = r#"{"challenge":"Y2hhbGxlbmdl"}"#;

/// The answer for a passkey that is taken.
pub(crate) const ANSWER: &str = r#"{"rawId":"AQ"}"#;

/// The id of the open invitation.
pub(crate) fn invitation_id() -> InvitationId {
    InvitationId::parse("inv_00000000000000000000000001").expect("an id")
}

/// The link of this kind: `new` or `renew`.
pub(crate) fn link(kind: &str) -> OneTimeLink {
    OneTimeLink::parse(&padded(kind)).expect("a link")
}

fn audit_id(place: u32) -> AuditEntryId {
    AuditEntryId::parse(&format!("aud_{place:026}")).expect("an id")
}

/// The id of an export; the second one is done.
pub(crate) fn export_id(place: usize) -> ExportId {
    ExportId::parse(&format!("exp_{place:026}")).expect("an id")
}

fn export(place: usize, state: ExportState) -> Export {
    Export {
        id: export_id(place),
        by: "owner@shop.example".into(),
        filter: OrderFilter {
            state: (place == 1).then_some(OrderState::Paid),
            ..OrderFilter::default()
        },
        state,
        rows: 25 * 60,
        total: (place == 0).then_some(6_000),
        parts: 2,
        created_at: NOW.plus_s(-60),
        expires_at: NOW.plus_s(Export::KEPT_S - 60),
    }
}

/// The console.
#[derive(Default)]
pub(crate) struct FakeConsole {
    /// The changes that were asked for.
    pub(crate) changes: Mutex<Vec<String>>,
    /// True where the console's address is an IP address.
    pub(crate) without_name: bool,
}

impl FakeConsole {
    pub(crate) fn note(&self, change: impl Into<String>) {
        let mut changes = self.changes.lock().expect("not poisoned");
        changes.push(change.into());
    }
}

/// Whether the person has a right.
pub(crate) fn need(by: &SignedIn, scope: &Scope, right: Right) -> ConsoleResult<()> {
    let role = by.role_in(scope).ok_or(ConsoleError::NotFound)?;
    role.may(right)
        .then_some(())
        .ok_or(ConsoleError::Forbidden(right))
}

fn need_confirmed(by: &SignedIn) -> ConsoleResult<()> {
    by.is_confirmed(NOW)
        .then_some(())
        .ok_or(ConsoleError::Unconfirmed)
}

pub(crate) fn invalid<T>(field: ConsoleField, problem: ConsoleProblem) -> ConsoleResult<T> {
    Err(ConsoleError::Invalid(vec![(field, problem)]))
}

fn need_whole(role: &MemberRole) -> ConsoleResult<()> {
    if role.is_whole() {
        return Ok(());
    }
    invalid(ConsoleField::Store, ConsoleProblem::Empty)
}

fn codes() -> Vec<Secret> {
    let code = |n: u32| Secret::new(format!("k7m{n}p-x2q{n}d"));
    (0..10).map(code).collect()
}

#[async_trait]
impl Console for FakeConsole {
    async fn invitation(&self, link: &OneTimeLink) -> ConsoleResult<Invitation> {
        let account = match link.as_str().trim_end_matches('0') {
            "new" => None,
            "renew" | "both" => Some("support@shop.example".into()),
            _ => return Err(ConsoleError::NotFound),
        };
        Ok(Invitation {
            scope: merchant(),
            scope_name: "云上茶舍".into(),
            role: Role::Finance,
            store: None,
            account,
            needs_factor: link.as_str().starts_with("both"),
            expires_at: NOW.plus_s(72 * 3600),
            authenticator: Authenticator {
                secret: Secret::new(SECRET),
                sealed: "sealed-1".into(),
            },
        })
    }

    async fn accept(
        &self,
        link: &OneTimeLink,
        person: NewPerson,
        _: &ConsoleVisit,
    ) -> ConsoleResult<(SessionToken, Vec<Secret>)> {
        let needs_factor = link.as_str().starts_with("both");
        if needs_factor && person.factor.expose() != "271828" {
            return invalid(ConsoleField::Factor, ConsoleProblem::Wrong);
        }
        let renewed = needs_factor || link.as_str().starts_with("renew");
        let account = if renewed { "support" } else { &person.account };
        let Some(account) = AccountName::parse(account) else {
            return invalid(ConsoleField::Account, ConsoleProblem::Format);
        };
        if account.as_str() == "taken" {
            return invalid(ConsoleField::Account, ConsoleProblem::Taken);
        }
        if let Err(problem) = check_new_password(&person.password, &account) {
            return invalid(ConsoleField::Password, problem);
        }
        if person.code.expose() != CODE {
            return invalid(ConsoleField::Code, ConsoleProblem::Wrong);
        }
        self.note(format!("accept {account} {}", person.authenticator));
        let token = SessionToken::parse(&padded("owner")).expect("a token");
        Ok((token, codes()))
    }

    async fn sign_in(
        &self,
        account: &str,
        password: &Secret,
        _: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        if account == "slow" {
            return Err(ConsoleError::TooMany { wait_s: 90 });
        }
        if account == "broken" {
            return Err(ConsoleError::Fault("flt_1".into()));
        }
        if !PEOPLE.contains(&account) || password.expose() != PASSWORD {
            return Err(ConsoleError::WrongSignIn);
        }
        self.note(format!("sign_in {account}"));
        Ok(SessionToken::parse(&padded(&format!("half{account}"))).expect("a token"))
    }

    async fn second_factor(
        &self,
        session: &SessionToken,
        code: &Secret,
        _: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        let Some(who) = session.as_str().strip_prefix("half") else {
            return Err(ConsoleError::SignedOut);
        };
        if code.expose() != CODE {
            return Err(ConsoleError::WrongSignIn);
        }
        let who = who.trim_end_matches('0');
        self.note(format!("second_factor {who}"));
        Ok(SessionToken::parse(&padded(who)).expect("a token"))
    }

    async fn signed_in(&self, session: &SessionToken) -> ConsoleResult<SignedIn> {
        let who = session.as_str().trim_end_matches('0');
        let (who, late_s) = match who.strip_prefix("late") {
            Some(who) => (who, -600),
            None => (who, 0),
        };
        if !PEOPLE.contains(&who) {
            return Err(ConsoleError::SignedOut);
        }
        Ok(SignedIn {
            person: person(who),
            session: session_id(0),
            memberships: memberships(who),
            recovery_codes_left: if who == "support" { 2 } else { 9 },
            confirmed_at: NOW.plus_s(late_s),
            previous: (who != "newcomer").then(|| LastSignIn {
                at: NOW.plus_s(-86_400),
                ip: Some("203.0.113.5".into()),
                agent: MARKUP.into(),
            }),
        })
    }

    fn passkey_host(&self) -> Option<&str> {
        (!self.without_name).then_some("pay.example")
    }

    async fn ask_passkey(&self, purpose: PasskeyUse<'_>) -> ConsoleResult<String> {
        match purpose {
            PasskeyUse::SignIn(browser) => self.note(format!("ask {}", browser.as_str())),
            PasskeyUse::Confirm(_) => {}
            PasskeyUse::Add(by) => need_confirmed(by)?,
        }
        Ok(OPTIONS.into())
    }

    async fn sign_in_by_passkey(
        &self,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        if answer != ANSWER {
            return Err(ConsoleError::WrongPasskey);
        }
        let browser = visit.browser.as_ref().expect("a browser");
        self.note(format!("sign_in_by_passkey {}", browser.as_str()));
        Ok(SessionToken::parse(&padded("owner")).expect("a token"))
    }

    async fn confirm(
        &self,
        session: &SessionToken,
        proof: &Proof,
        _: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        match proof {
            Proof::Passkey(answer) if answer == ANSWER => {}
            Proof::Passkey(_) => return Err(ConsoleError::WrongPasskey),
            Proof::Password { password, code }
                if password.expose() == PASSWORD && code.expose() == CODE => {}
            Proof::Password { .. } => return Err(ConsoleError::WrongSignIn),
        }
        let who = session.as_str().strip_prefix("late");
        let who = who.ok_or(ConsoleError::SignedOut)?;
        self.note("confirm");
        Ok(SessionToken::parse(&padded(who.trim_end_matches('0'))).expect("a token"))
    }

    async fn sign_out(&self, session: &SessionToken) -> ConsoleResult<()> {
        self.note(format!(
            "sign_out {}",
            session.as_str().trim_end_matches('0')
        ));
        Ok(())
    }

    async fn sessions(&self, _: &SignedIn) -> ConsoleResult<Vec<Session>> {
        let agents = [
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
            MARKUP,
        ];
        let session = |(place, agent): (usize, &str)| Session {
            id: session_id(place),
            created_at: NOW.plus_s(-9_000),
            seen_at: NOW.plus_s(-600),
            ip: Some(format!("203.0.113.{place}")),
            agent: agent.into(),
            new_browser: place == 2,
        };
        Ok(agents.into_iter().enumerate().map(session).collect())
    }

    async fn end_session(
        &self,
        _: &SignedIn,
        id: &SessionId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.note(format!("end_session {id}"));
        Ok(())
    }

    async fn end_other_sessions(&self, _: &SignedIn, _: &ConsoleVisit) -> ConsoleResult<()> {
        self.note("end_other_sessions");
        Ok(())
    }

    async fn passkeys(&self, by: &SignedIn) -> ConsoleResult<Vec<Passkey>> {
        let passkey = Passkey {
            id: passkey_id(),
            name: MARKUP.into(),
            created_at: NOW.plus_s(-86_400),
            used_at: None,
        };
        let has_one = by.person.id == person_id("owner");
        Ok(has_one.then_some(passkey).into_iter().collect())
    }

    async fn add_passkey(
        &self,
        by: &SignedIn,
        name: &str,
        answer: &str,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need_confirmed(by)?;
        if name.is_empty() {
            return invalid(ConsoleField::PasskeyName, ConsoleProblem::Empty);
        }
        if answer != ANSWER {
            return Err(ConsoleError::WrongPasskey);
        }
        self.note(format!("add_passkey {name}"));
        Ok(())
    }

    async fn remove_passkey(
        &self,
        by: &SignedIn,
        id: &PasskeyId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need_confirmed(by)?;
        self.note(format!("remove_passkey {id}"));
        Ok(())
    }

    async fn join(
        &self,
        by: &SignedIn,
        link: &OneTimeLink,
        _: &ConsoleVisit,
    ) -> ConsoleResult<Scope> {
        need_confirmed(by)?;
        if by.role_in(&merchant()).is_some() {
            return Err(ConsoleError::AlreadyMember);
        }
        self.note(format!("join {}", link.as_str()));
        Ok(merchant())
    }

    async fn change_password(
        &self,
        by: &SignedIn,
        current: &Secret,
        new: &Secret,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need_confirmed(by)?;
        if current.expose() != PASSWORD {
            return invalid(ConsoleField::Password, ConsoleProblem::Wrong);
        }
        if let Err(problem) = check_new_password(new, &by.person.account) {
            return invalid(ConsoleField::NewPassword, problem);
        }
        self.note("change_password");
        Ok(())
    }

    async fn new_recovery_codes(
        &self,
        by: &SignedIn,
        _: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Secret>> {
        need_confirmed(by)?;
        self.note("new_recovery_codes");
        Ok(codes())
    }

    async fn team(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Team> {
        need(by, scope, Right::ManageTeam)?;
        let members = match scope {
            Scope::Merchant(_) => &["owner", "support", "designer"][..],
            Scope::Provider => &["admin", "auditor"],
        };
        let member = |who: &&str| Member {
            person: person(who),
            role: memberships(who)[0].role,
            store: memberships(who)[0].store.clone(),
            seen_at: (*who != "designer").then_some(NOW.plus_s(-7_200)),
        };
        Ok(Team {
            members: members.iter().map(member).collect(),
            invitations: vec![OpenInvitation {
                id: invitation_id(),
                role: Role::Finance,
                store: None,
                note: format!("财务 王芳 {MARKUP}"),
                expires_at: NOW.plus_s(72 * 3600),
            }],
            malls: match scope {
                Scope::Merchant(_) => vec!["江南银行生活商城".into(), MARKUP.into()],
                Scope::Provider => Vec::new(),
            },
        })
    }

    async fn invite(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (role, note): (&MemberRole, &str),
        _: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        need(by, scope, Right::ManageTeam)?;
        need(by, scope, Right::ManageTeam)?;
        need_confirmed(by)?;
        if note.is_empty() {
            return invalid(ConsoleField::Note, ConsoleProblem::Empty);
        }
        need_whole(role)?;
        self.note(format!("invite {scope} {} {note}", role.in_words()));
        Ok(link("new"))
    }

    async fn withdraw(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &InvitationId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ManageTeam)?;
        if *id != invitation_id() {
            return Err(ConsoleError::NotFound);
        }
        self.note(format!("withdraw {scope} {id}"));
        Ok(())
    }

    async fn change_role(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (person, role): (&PersonId, &MemberRole),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ManageTeam)?;
        need(by, scope, Right::ManageTeam)?;
        need_confirmed(by)?;
        if *person == person_id("owner") {
            return Err(ConsoleError::LastManager);
        }
        need_whole(role)?;
        self.note(format!("change_role {scope} {person} {}", role.in_words()));
        Ok(())
    }

    async fn remove(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ManageTeam)?;
        need(by, scope, Right::ManageTeam)?;
        need_confirmed(by)?;
        if *person == person_id("owner") {
            return Err(ConsoleError::LastManager);
        }
        self.note(format!("remove {scope} {person}"));
        Ok(())
    }

    async fn reset(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        need(by, scope, Right::ManageTeam)?;
        need(by, scope, Right::ManageTeam)?;
        need_confirmed(by)?;
        self.note(format!("reset {scope} {person}"));
        Ok(link("renew"))
    }

    async fn audit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&AuditCursor>,
    ) -> ConsoleResult<AuditPage> {
        need(by, scope, Right::SeeAudit)?;
        if after.is_some() {
            return Ok(AuditPage::default());
        }
        let entry = |place, action, subject: &str, before: &str, after: &str| AuditEntry {
            id: audit_id(place),
            at: NOW.plus_s(-60 * i64::from(place)),
            by: (place != 3).then(|| "owner@shop.example".into()),
            ip: (place != 3).then(|| "2001:db8:85a3:8d3:1319:8a2e:370:7348".into()),
            action,
            subject: subject.into(),
            before: (!before.is_empty()).then(|| before.into()),
            after: (!after.is_empty()).then(|| after.into()),
        };
        Ok(AuditPage {
            entries: vec![
                entry(1, AuditAction::SignIn, "owner@shop.example", "", ""),
                entry(
                    2,
                    AuditAction::ChangeRole,
                    "support@shop.example",
                    "finance",
                    "support",
                ),
                entry(3, AuditAction::Invite, MARKUP, "", MARKUP),
                entry(4, AuditAction::Join, "support@shop.example", "", "support"),
            ],
            next: Some(AuditCursor(audit_id(4))),
        })
    }

    async fn check(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, right)
    }

    async fn today(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Today> {
        need(by, scope, Right::SeeTakings)?;
        Ok(if *scope == merchant() {
            today::busy()
        } else {
            today::first_day()
        })
    }

    async fn orders(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage> {
        need(by, scope, Right::SeeOrders)?;
        if *scope != merchant() {
            return Ok(OrderPage::default());
        }
        let own = by.store_in(scope).map(|store| store.id.clone());
        let filter = OrderFilter {
            store: own.or(filter.store.clone()),
            ..filter.clone()
        };
        Ok(orders::page(&filter, cursor))
    }

    async fn order(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &OrderId,
    ) -> ConsoleResult<OrderDetail> {
        need(by, scope, Right::SeeOrders)?;
        let found = orders::detail(id).filter(|_| *scope == merchant());
        found.ok_or(ConsoleError::NotFound)
    }

    async fn ask_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ExportId> {
        need(by, scope, Right::ExportOrders)?;
        if filter.state == Some(OrderState::Expired) {
            return Err(ConsoleError::ExportRunning);
        }
        let store = filter.store.as_ref().map(|store| format!(" {store}"));
        let store = store.unwrap_or_default();
        self.note(format!(
            "export {:?} {:?}{store}",
            filter.state, filter.number
        ));
        Ok(export_id(0))
    }

    async fn exports(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Vec<Export>> {
        need(by, scope, Right::ExportOrders)?;
        if *scope != merchant() {
            return Ok(Vec::new());
        }
        let states = [
            ExportState::Running,
            ExportState::Done,
            ExportState::TooManyRows,
        ];
        Ok((0..3).map(|place| export(place, states[place])).collect())
    }

    async fn download_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ExportId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<Export> {
        need(by, scope, Right::ExportOrders)?;
        self.note("download");
        let done = export(1, ExportState::Done);
        if *id == done.id && *scope == merchant() {
            Ok(done)
        } else {
            Err(ConsoleError::NotFound)
        }
    }

    async fn export_part(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (_, part): (&ExportId, u32),
    ) -> ConsoleResult<Vec<ExportRow>> {
        need(by, scope, Right::ExportOrders)?;
        let rows = orders::page(&OrderFilter::default(), None).rows;
        let rows = rows.into_iter().skip(25 * part as usize).take(25);
        Ok(rows.map(ExportRow::from).collect())
    }
}
