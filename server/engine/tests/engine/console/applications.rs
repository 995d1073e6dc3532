//! Signing a merchant up: what is entered, the review, the proof of the account, the
//! second person, and the merchant that can be paid.

use super::{Consoles, TestPerson};
use domain::application::{ApplicationField as Field, Entries, EntryProblem, Section};
use domain::application::{ApplicationState as State, ApplicationStep as Step, ProofState};
use domain::channel_id::ChannelId;
use domain::console::{
    ApplicationDetail, ApplicationMove as Move, ApplicationQuery, AuditAction, Conflict,
    ConsoleError, ConsoleField, ConsoleProblem, DocumentKind, Right, Role, Scope,
};
use domain::ids::{ApplicationId, ApprovalId};
use domain::money::Money;
use domain::product::Product;

const USCC: &str = "914403001922038216";
const LEGAL_ID: &str = "11010519491231002X";

/// One of each role of the provider.
struct Provider {
    consoles: Consoles,
    admin: TestPerson,
    operations: TestPerson,
    risk: TestPerson,
    finance: TestPerson,
}

type Done = Result<(), ConsoleError>;

impl Provider {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let link = consoles.first_link(&Scope::Provider).await;
        let admin = consoles.join(&link, "admin@pay.example").await;
        let member = |role| consoles.member(&admin, &Scope::Provider, role);
        let operations = member(Role::Operations).await;
        let risk = member(Role::Risk).await;
        let finance = member(Role::ProviderFinance).await;
        Self {
            consoles,
            admin,
            operations,
            risk,
            finance,
        }
    }

    /// Entries in which everything is right.
    fn entries(&self) -> Entries {
        let mut entries = Entries::default();
        for (field, text) in [
            (Field::Subject, "enterprise"),
            (Field::Uscc, USCC),
            (Field::RegisteredName, "云上茶业有限公司"),
            (Field::Address, "杭州市西湖区龙井路 1 号"),
            (Field::LicenceFrom, "2020-01-01"),
            (Field::LegalName, "王芳"),
            (Field::LegalId, LEGAL_ID),
            (Field::LegalPhone, "13800138000"),
            (Field::Owner1Name, "王芳"),
            (Field::Owner1Id, LEGAL_ID),
            (Field::Owner1Share, "60"),
            (Field::ContactName, "李雷"),
            (Field::ContactPhone, "13900139000"),
            (Field::ContactMail, "lilei@tea.example"),
            (Field::Host, "tea.example"),
            (Field::Mcc, "5411"),
            (Field::ShortName, "云上茶"),
            (Field::DisplayName, "云上茶舍"),
            (Field::AccountKind, "corporate"),
            (Field::Holder, "云上茶业有限公司"),
            (Field::Bank, "工商银行西湖支行"),
            (Field::AccountNumber, "1202021909900012345"),
            (Field::Products, "quick_agreement"),
            (Field::Malls, self.consoles.fixture.mall.id.as_str()),
            (Field::FeesFrom, "2026-12-01"),
            (Field::QuickRate, "0.38"),
            (Field::QuickMinimum, "0.1"),
        ] {
            entries.put(field, text);
        }
        entries
    }

    async fn begin(&self) -> ApplicationId {
        let by = self.consoles.signed_in(&self.operations).await;
        let begun = self
            .consoles
            .console
            .begin_application(&by, &self.consoles.visit);
        begun.await.expect("begun")
    }

    async fn save(
        &self,
        id: &ApplicationId,
        (section, revision): (Section, u32),
        entries: &Entries,
    ) -> Done {
        let by = self.consoles.signed_in(&self.operations).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        let section = (section, revision, entries);
        console.save_section(&by, id, section, visit).await
    }

    /// A draft with all sections.
    async fn entered(&self, entries: &Entries) -> ApplicationId {
        let id = self.begin().await;
        for section in Section::ALL {
            self.save(&id, (section, 0), entries).await.expect("saved");
        }
        id
    }

    async fn find(&self, id: &ApplicationId) -> ApplicationDetail {
        let by = self.consoles.signed_in(&self.risk).await;
        let found = self.consoles.console.application(&by, id).await;
        found.expect("there")
    }

    async fn move_on(&self, by: &TestPerson, id: &ApplicationId, to: Move) -> Done {
        let revision = self.find(id).await.revision;
        let by = self.consoles.signed_in(by).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        // Steps of one millisecond have an order too, audit entries have none.
        self.consoles.fixture.clock.advance(1);
        console
            .move_application(&by, id, (revision, &to), visit)
            .await
    }

    async fn accepted(&self, entries: &Entries) -> ApplicationId {
        let id = self.entered(entries).await;
        self.move_on(&self.operations, &id, Move::Submit)
            .await
            .expect("submitted");
        self.move_on(&self.risk, &id, Move::Accept)
            .await
            .expect("accepted");
        id
    }

    async fn send_sum(&self, id: &ApplicationId, fen: i64) -> Done {
        let by = self.consoles.signed_in(&self.finance).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.send_sum(&by, id, Money::fen(fen), visit).await
    }

    async fn name_sum(&self, id: &ApplicationId, fen: i64) -> Done {
        let by = self.consoles.signed_in(&self.operations).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.name_sum(&by, id, Money::fen(fen), visit).await
    }

    async fn proved(&self, entries: &Entries) -> ApplicationId {
        let id = self.accepted(entries).await;
        self.send_sum(&id, 37).await.expect("sent");
        self.name_sum(&id, 37).await.expect("named");
        id
    }

    /// One that risk returned with a remark.
    async fn returned(&self, remark: &str) -> ApplicationId {
        let id = self.entered(&self.entries()).await;
        let submitted = self.move_on(&self.operations, &id, Move::Submit);
        submitted.await.expect("submitted");
        let back = Move::Return(vec![(Section::Business, remark.to_owned())]);
        let returned = self.move_on(&self.risk, &id, back).await;
        returned.expect("returned");
        id
    }

    async fn ask(&self, id: &ApplicationId, number: &str) -> Result<ApprovalId, ConsoleError> {
        let by = self.consoles.signed_in(&self.risk).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        let channel = ChannelId::parse("union_pay").expect("a name");
        let numbers = [(channel, number.to_owned())];
        console.ask_activation(&by, id, &numbers, visit).await
    }

    async fn approve(&self, by: &TestPerson, approval: &ApprovalId) -> Done {
        let by = self.consoles.signed_in(by).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console
            .approve(&by, &Scope::Provider, approval, visit)
            .await
    }
}

fn entry(field: Field, problem: EntryProblem) -> Done {
    let mistake = (
        ConsoleField::Application(field),
        ConsoleProblem::Entry(problem),
    );
    Err(ConsoleError::Invalid(vec![mistake]))
}

fn conflict(of: Conflict) -> Done {
    Err(ConsoleError::Conflict(of))
}

/// A number that the network accepts.
const NUMBER: &str = "777290058110048";

#[tokio::test]
async fn a_merchant_is_signed_up_by_four_people_and_is_registered_with_the_approval() {
    let of = Provider::new().await;
    let id = of.returned("请补充商城里的店铺地址").await;
    let found = of.find(&id).await;
    assert_eq!(found.row.state, State::Returned);
    let business = found.section(Section::Business).expect("saved");
    assert_eq!(business.remark.as_deref(), Some("请补充商城里的店铺地址"));

    let mut entries = of.entries();
    entries.put(Field::Store, "杭州市西湖区龙井路 2 号");
    of.save(&id, (Section::Business, 1), &entries)
        .await
        .expect("corrected");
    of.move_on(&of.operations, &id, Move::Submit)
        .await
        .expect("again");
    of.move_on(&of.risk, &id, Move::Accept)
        .await
        .expect("accepted");
    of.send_sum(&id, 37).await.expect("sent");
    let wrong = Err(ConsoleError::Invalid(vec![(
        ConsoleField::Amount,
        ConsoleProblem::Wrong,
    )]));
    assert_eq!(of.name_sum(&id, 38).await, wrong);
    of.name_sum(&id, 37).await.expect("right");
    assert_eq!(
        of.ask(&id, "x").await.expect_err("no number"),
        ConsoleError::Invalid(vec![(ConsoleField::NetworkAccount, ConsoleProblem::Format)])
    );
    let approval = of.ask(&id, NUMBER).await.expect("asked");
    assert_eq!(of.find(&id).await.approval.as_ref(), Some(&approval));
    // The same button twice leaves the request as it is.
    let waits = Err(ConsoleError::Conflict(Conflict::Waiting(approval.clone())));
    assert_eq!(of.ask(&id, NUMBER).await, waits);
    assert_eq!(
        of.approve(&of.risk, &approval).await,
        Err(ConsoleError::OwnRequest)
    );
    let forbidden = Err(ConsoleError::Forbidden(Right::ActivateMerchants));
    assert_eq!(of.approve(&of.operations, &approval).await, forbidden);
    of.approve(&of.admin, &approval).await.expect("approved");

    let found = of.find(&id).await;
    assert_eq!((found.row.state, found.has_no_owner), (State::Active, true));
    let steps: Vec<_> = found.steps.iter().map(|entry| entry.step).collect();
    assert_eq!(
        steps,
        [
            Step::Begin,
            Step::Submit,
            Step::Return,
            Step::Submit,
            Step::Accept,
            Step::SendSum,
            Step::WrongSum,
            Step::ProveAccount,
            Step::AskActivation,
            Step::Activate,
        ]
    );
    let merchant = found.merchant.expect("registered");
    let registry = of.consoles.fixture.engine.registry();
    let all = registry.merchants().await.expect("read");
    let made = all.iter().find(|one| one.id == merchant).expect("made");
    assert_eq!(made.uscc, USCC);
    assert_eq!(made.accounts[0].number, NUMBER);
    assert_eq!(made.brand.display_name, "云上茶舍");
}

#[tokio::test]
async fn the_owner_of_a_new_merchant_joins_by_the_newest_link_once() {
    let of = Provider::new().await;
    let id = of.proved(&of.entries()).await;
    let approval = of.ask(&id, NUMBER).await.expect("asked");
    of.approve(&of.admin, &approval).await.expect("approved");
    let merchant = of.find(&id).await.merchant.expect("registered");
    let by = of.consoles.signed_in(&of.admin).await;
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let lost = console.owner_link(&by, &id, visit).await.expect("a link");
    let link = console.owner_link(&by, &id, visit).await.expect("another");
    assert_eq!(
        console.invitation(&lost).await.err(),
        Some(ConsoleError::NotFound)
    );
    let owner = of.consoles.join(&link, "wangfang@tea.example").await;
    let owner = of.consoles.signed_in(&owner).await;
    assert_eq!(owner.role_in(&Scope::Merchant(merchant)), Some(Role::Owner));
    let ended = console.owner_link(&by, &id, visit).await;
    assert_eq!(ended.map(drop), conflict(Conflict::Application));
}

#[tokio::test]
async fn personal_data_is_encrypted_and_shown_masked_alone() {
    let of = Provider::new().await;
    let id = of.entered(&of.entries()).await;
    let found = of.find(&id).await;
    let entries = found.entries();
    assert_eq!(entries.text(Field::LegalId), "****002X");
    assert_eq!(entries.text(Field::AccountNumber), "****2345");
    assert_eq!(entries.text(Field::ContactMail), "****@tea.example");
    // What is typed empty stays; a new number takes its place.
    let mut typed = of.entries();
    typed.put(Field::LegalId, "");
    typed.put(Field::LegalPhone, "13700137000");
    of.save(&id, (Section::LegalPerson, 1), &typed)
        .await
        .expect("saved");
    let entries = of.find(&id).await.entries();
    assert_eq!(entries.text(Field::LegalId), "****002X");
    assert_eq!(entries.text(Field::LegalPhone), "****7000");
    // An owner who is taken out takes the number along.
    for field in [Field::Owner1Name, Field::Owner1Id, Field::Owner1Share] {
        typed.put(field, "");
    }
    of.save(&id, (Section::Owners, 1), &typed)
        .await
        .expect("saved");
    assert_eq!(of.find(&id).await.entries().text(Field::Owner1Id), "");
    let by = of.consoles.signed_in(&of.admin).await;
    let page = of.consoles.console.audit(&by, &Scope::Provider, None).await;
    let told = format!("{:?}", page.expect("a page").entries);
    assert!(told.contains(id.as_str()) && !told.contains(LEGAL_ID) && !told.contains("1380013"));
}

#[tokio::test]
async fn of_two_edits_the_second_is_refused_and_nothing_of_it_is_kept() {
    let of = Provider::new().await;
    let id = of.entered(&of.entries()).await;
    let mut other = of.entries();
    other.put(Field::Address, "上海市");
    let stale = conflict(Conflict::Application);
    assert_eq!(of.save(&id, (Section::Company, 0), &other).await, stale);
    of.save(&id, (Section::Company, 1), &other)
        .await
        .expect("saved");
    assert_eq!(
        of.save(&id, (Section::Company, 1), &of.entries()).await,
        stale
    );
    assert_eq!(of.find(&id).await.entries().text(Field::Address), "上海市");
    // A form of before the edit submits nothing.
    let by = of.consoles.signed_in(&of.operations).await;
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let shown = of.find(&id).await.revision - 1;
    let old = console.move_application(&by, &id, (shown, &Move::Submit), visit);
    assert_eq!(old.await, stale);
    of.move_on(&of.operations, &id, Move::Submit)
        .await
        .expect("submitted");
    assert_eq!(
        of.save(&id, (Section::Company, 2), &other).await,
        stale,
        "no longer a draft"
    );
}

#[tokio::test]
async fn a_sum_is_named_three_times_in_seven_days() {
    let of = Provider::new().await;
    let id = of.accepted(&of.entries()).await;
    let ended = conflict(Conflict::ProofEnded);
    assert_eq!(of.name_sum(&id, 5).await, ended, "none was sent");
    for (fen, problem) in [
        (0, ConsoleProblem::TooSmall),
        (100, ConsoleProblem::TooLarge),
    ] {
        let wrong = Err(ConsoleError::Invalid(vec![(ConsoleField::Amount, problem)]));
        assert_eq!(of.send_sum(&id, fen).await, wrong);
    }
    of.send_sum(&id, 5).await.expect("sent");
    let waits = conflict(Conflict::Application);
    assert_eq!(of.send_sum(&id, 6).await, waits, "one at a time");
    for _ in 0..3 {
        assert!(matches!(
            of.name_sum(&id, 6).await,
            Err(ConsoleError::Invalid(_))
        ));
    }
    assert_eq!(of.name_sum(&id, 5).await, ended, "the fourth, though right");
    of.send_sum(&id, 7).await.expect("another");
    of.consoles.fixture.clock.advance(7 * 86_400);
    let (operations, finance) = (
        of.consoles.sign_in(&of.operations).await,
        of.consoles.sign_in(&of.finance).await,
    );
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let by = console.signed_in(&operations).await.expect("signed in");
    let late = console.name_sum(&by, &id, Money::fen(7), visit).await;
    assert_eq!(late, ended, "too late");
    let by = console.signed_in(&finance).await.expect("signed in");
    let sent = console.send_sum(&by, &id, Money::fen(8), visit).await;
    sent.expect("a third sum");
    let proof = console.application(&by, &id).await.expect("there").proof;
    let proof = proof.expect("a sum");
    assert_eq!((proof.state, proof.tries), (ProofState::Open, 0));
}

#[tokio::test]
async fn a_known_company_is_signed_again_with_a_reason_alone_and_an_operator_never_for_its_mall() {
    let of = Provider::new().await;
    of.accepted(&of.entries()).await;
    let id = of.entered(&of.entries()).await;
    let known = entry(Field::Uscc, EntryProblem::Registered);
    assert_eq!(of.move_on(&of.operations, &id, Move::Submit).await, known);
    let mut entries = of.entries();
    entries.put(Field::Again, "第二家网店");
    of.save(&id, (Section::Company, 1), &entries)
        .await
        .expect("saved");
    of.move_on(&of.operations, &id, Move::Submit)
        .await
        .expect("with a reason");

    entries.put(Field::Uscc, &*of.consoles.fixture.mall.operator_uscc);
    let id = of.entered(&entries).await;
    let operator = entry(Field::Malls, EntryProblem::Operator);
    assert_eq!(
        of.move_on(&of.operations, &id, Move::Submit).await,
        operator
    );
    assert_eq!(of.find(&id).await.row.state, State::Draft);
}

#[tokio::test]
async fn what_changed_since_it_was_asked_for_makes_no_merchant() {
    let of = Provider::new().await;
    let id = of.proved(&of.entries()).await;
    let approval = of.ask(&id, NUMBER).await.expect("asked");
    let remark = vec![(Section::Terms, "费率不对".to_owned())];
    of.move_on(&of.risk, &id, Move::Return(remark))
        .await
        .expect("returned meanwhile");
    let stale = conflict(Conflict::Stale);
    assert_eq!(of.approve(&of.admin, &approval).await, stale);
    let found = of.find(&id).await;
    assert_eq!((found.row.state, found.merchant), (State::Returned, None));
    assert_eq!(
        found.proof.map(|proof| proof.state),
        Some(ProofState::Ended),
        "the account may be another one"
    );
}

#[tokio::test]
async fn each_step_needs_its_right_and_a_try_is_kept() {
    let of = Provider::new().await;
    let id = of.entered(&of.entries()).await;
    let forbidden = |right| Err(ConsoleError::Forbidden(right));
    let enter = forbidden(Right::EnterApplications);
    assert_eq!(of.move_on(&of.risk, &id, Move::Submit).await, enter);
    of.move_on(&of.operations, &id, Move::Submit)
        .await
        .expect("submitted");
    let review = forbidden(Right::ReviewApplications);
    assert_eq!(of.move_on(&of.operations, &id, Move::Accept).await, review);
    let empty = Err(ConsoleError::Invalid(vec![(
        ConsoleField::Remark,
        ConsoleProblem::Empty,
    )]));
    assert_eq!(of.move_on(&of.risk, &id, Move::Return(vec![])).await, empty);
    assert_eq!(
        of.move_on(&of.risk, &id, Move::Refuse(" ".into())).await,
        Err(ConsoleError::Invalid(vec![(
            ConsoleField::RefusalReason,
            ConsoleProblem::Empty
        )]))
    );
    let by = of.consoles.signed_in(&of.operations).await;
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let sum = console.send_sum(&by, &id, Money::fen(1), visit).await;
    assert_eq!(sum, forbidden(Right::ProveAccounts));
    let by = of.consoles.signed_in(&of.admin).await;
    let actions = of.consoles.actions(&by, &Scope::Provider).await;
    let tries = actions.iter().filter(|one| **one == AuditAction::Refused);
    assert_eq!(tries.count(), 3);
    let owner = of.consoles.owner().await;
    let owner = of.consoles.signed_in(&owner).await;
    let none = console.application(&owner, &id).await;
    assert_eq!(none.err(), Some(ConsoleError::NotFound));
}

#[tokio::test]
async fn what_is_refused_is_destroyed_after_its_time_and_its_steps_stay() {
    let of = Provider::new().await;
    let id = of.entered(&of.entries()).await;
    let by = of.consoles.signed_in(&of.operations).await;
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let add =
        |file: &'static [u8]| console.add_document(&by, &id, (DocumentKind::Licence, file), visit);
    let mistake = |problem| {
        Err(ConsoleError::Invalid(vec![(
            ConsoleField::DocumentFile,
            problem,
        )]))
    };
    assert_eq!(add(b"").await, mistake(ConsoleProblem::Empty));
    assert_eq!(add(b"<svg/>").await, mistake(ConsoleProblem::Format));
    add(b"%PDF-1.7 a licence").await.expect("added");
    let document = of.find(&id).await.documents.remove(0);
    assert_eq!(
        (document.media.as_str(), document.bytes),
        ("application/pdf", 18)
    );
    let finance = of.consoles.signed_in(&of.finance).await;
    let read = |by| console.document(by, (&id, &document.id), visit);
    let forbidden = ConsoleError::Forbidden(Right::SeeDocuments);
    assert_eq!(read(&finance).await.err(), Some(forbidden));
    assert_eq!(read(&by).await.expect("it").1, b"%PDF-1.7 a licence");

    of.move_on(&of.operations, &id, Move::Submit)
        .await
        .expect("submitted");
    of.move_on(&of.risk, &id, Move::Refuse("证照与名称不符".into()))
        .await
        .expect("refused");
    of.consoles.fixture.run_for(2).await;
    assert_eq!(of.find(&id).await.sections.len(), Section::ALL.len());
    of.consoles.fixture.clock.advance(181 * 86_400);
    of.consoles.fixture.run_for(2).await;
    let risk = of.consoles.sign_in(&of.risk).await;
    let risk = console.signed_in(&risk).await.expect("signed in");
    let found = console.application(&risk, &id).await.expect("there");
    assert!(found.sections.is_empty() && found.documents.is_empty());
    assert_eq!(found.steps.last().map(|of| of.step), Some(Step::Refuse));
    let query = ApplicationQuery {
        state: Some(State::Refused),
        after: None,
    };
    let page = console.applications(&risk, &query).await.expect("a page");
    assert_eq!(
        page.rows.iter().map(|row| &row.id).collect::<Vec<_>>(),
        [&id]
    );
}

#[tokio::test]
async fn a_contract_changes_once_a_second_person_approves_and_never_against_r2() {
    let of = Provider::new().await;
    let merchant = of.consoles.fixture.merchant.id.clone();
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let by = of.consoles.signed_in(&of.operations).await;
    let form = console.contract(&by, &merchant, visit).await.expect("it");
    let mut terms = form.terms.clone();
    terms.put(Field::Products, "quick_agreement");
    terms.put(Field::FeesFrom, "2027-01-01");
    terms.put(Field::QuickRate, "0.30");
    terms.put(Field::QuickMinimum, "0");
    let ask = async |terms: &Entries| console.ask_contract(&by, &merchant, terms, visit).await;
    let mut none = terms.clone();
    none.put(Field::Malls, "mal_00000000000000000000000009");
    let unknown = entry(Field::Malls, EntryProblem::NotOffered);
    assert_eq!(ask(&none).await.map(drop), unknown);
    let approval = ask(&terms).await.expect("asked");
    let waits = conflict(Conflict::Waiting(approval.clone()));
    assert_eq!(ask(&terms).await.map(drop), waits);
    let found = async || console.merchant(&by, &merchant).await.expect("there");
    assert!(found().await.fees.is_empty(), "it waits");
    of.approve(&of.risk, &approval).await.expect("approved");
    let now = found().await;
    assert_eq!(now.merchant.products, [Product::QuickAgreement]);
    assert_eq!((now.fees.len(), now.fees[0].basis_points), (1, 30));
    assert_eq!(now.malls.len(), 1);

    // The mall is taken out on the command line meanwhile.
    terms.put(Field::QuickRate, "0.25");
    let approval = ask(&terms).await.expect("asked");
    let registry = of.consoles.fixture.engine.registry();
    let mall = &of.consoles.fixture.mall.id;
    let denied = registry.deny(mall, std::slice::from_ref(&merchant)).await;
    denied.expect("denied");
    let stale = conflict(Conflict::Stale);
    assert_eq!(of.approve(&of.risk, &approval).await, stale);
    assert_eq!(found().await.fees[0].basis_points, 30);
}
