//! Stores: who changes them, orders that name one, what a store's staff sees, and
//! takings by store.

use super::{Consoles, TestPerson};
use crate::new_card::{code_sent, pay};
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, DayResult, MemberRole,
    OrderFilter, OrderPage, OrderResult, Right, Role, Scope, SignedIn, StoreForm,
};
use domain::day::Day;
use domain::ids::{MerchantId, OrderId, PayToken, StoreId};
use domain::money::Money;
use domain::order::OrderDraft;
use domain::refusal::Code;
use store::Error;
use testkit::fixture::accounts;
use testkit::merchant::merchant;
use testkit::network::SMS_CODE;

fn form(no: &str, name: &str, address: &str) -> StoreForm {
    StoreForm {
        store_no: no.into(),
        name: name.into(),
        address: address.into(),
    }
}

/// A second merchant of the mall.
async fn another_merchant(consoles: &Consoles) -> MerchantId {
    let fixture = &consoles.fixture;
    let mut other = merchant(fixture.entropy.as_ref());
    other.accounts = accounts(fixture.engine.channels());
    let registry = fixture.engine.registry();
    let added = registry.add_merchant(&other, std::slice::from_ref(&fixture.mall.id));
    added.await.expect("a merchant");
    other.id
}

/// The owner of another merchant, with a store.
async fn stranger(consoles: &Consoles) -> (TestPerson, Scope, StoreId) {
    let scope = Scope::Merchant(another_merchant(consoles).await);
    let link = consoles.first_link(&scope).await;
    let owner = consoles.join(&link, "stranger").await;
    let store = consoles.store(&owner, &scope, "SH-1").await;
    (owner, scope, store)
}

fn draft(consoles: &Consoles, number: &str, store: Option<&StoreId>) -> OrderDraft {
    OrderDraft {
        mall_order_no: number.to_owned(),
        buyer_ref: Some(number.to_owned()),
        store_id: store.map(ToString::to_string),
        ..consoles.fixture.draft()
    }
}

async fn order(consoles: &Consoles, number: &str, store: &StoreId) -> (OrderId, PayToken) {
    let created = consoles
        .fixture
        .create(draft(consoles, number, Some(store)));
    let order = created.await.expect("an order").order;
    (order.id, order.token)
}

async fn paid(consoles: &Consoles, number: &str, store: &StoreId) -> OrderId {
    let (id, token) = order(consoles, number, store).await;
    let attempt = code_sent(&consoles.fixture, &token).await;
    pay(&consoles.fixture, &token, &attempt, SMS_CODE).await;
    id
}

/// Two stores of the fixture's merchant, the staff of the first, and the owner.
struct TwoStores {
    consoles: Consoles,
    scope: Scope,
    owner: SignedIn,
    staff: SignedIn,
    own: StoreId,
    other: StoreId,
}

impl TwoStores {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let scope = consoles.merchant();
        let owner = consoles.owner().await;
        let own = consoles.store(&owner, &scope, "HZ-1").await;
        let other = consoles.store(&owner, &scope, "HZ-2").await;
        let role = MemberRole {
            role: Role::StoreStaff,
            store: Some(own.clone()),
        };
        let staff = consoles.member_with(&owner, &scope, &role, "clerk").await;
        Self {
            staff: consoles.signed_in(&staff).await,
            owner: consoles.signed_in(&owner).await,
            consoles,
            scope,
            own,
            other,
        }
    }

    async fn page(&self, by: &SignedIn, filter: &OrderFilter) -> OrderPage {
        let page = self.consoles.console.orders(by, &self.scope, filter, None);
        page.await.expect("a page")
    }

    async fn listed(&self, by: &SignedIn, filter: &OrderFilter) -> Vec<OrderId> {
        let rows = self.page(by, filter).await.rows;
        rows.into_iter().map(|row| row.id).collect()
    }
}

fn of_store(store: &StoreId) -> OrderFilter {
    OrderFilter {
        store: Some(store.clone()),
        ..OrderFilter::default()
    }
}

#[tokio::test]
async fn stores_are_added_changed_closed_and_opened_with_entries() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let by = consoles.signed_in(&consoles.owner().await).await;
    let page = console.stores(&by, &scope, None, visit).await;
    assert!(page.expect("a page").stores.is_empty());

    let bad = form("a b", "", "");
    let wrong = console.add_store(&by, &scope, &bad, visit);
    let mistakes = vec![
        (ConsoleField::StoreNo, ConsoleProblem::Format),
        (ConsoleField::StoreName, ConsoleProblem::Empty),
    ];
    assert_eq!(wrong.await, Err(ConsoleError::Invalid(mistakes)));
    let first = form(" HZ-1 ", " 西湖店 ", " 龙井路 1 号 ");
    let id = console.add_store(&by, &scope, &first, visit).await;
    let id = id.expect("a store");
    let taken = vec![(ConsoleField::StoreNo, ConsoleProblem::Taken)];
    let taken = Err(ConsoleError::Invalid(taken));
    let again = console.add_store(&by, &scope, &first, visit).await;
    assert_eq!(again.map(drop), taken);
    let second = form("HZ-2", "二店", "");
    let second = console.add_store(&by, &scope, &second, visit);
    let second = second.await.expect("a store");

    let shown = console.store(&by, &scope, &id, visit).await;
    let shown = shown.expect("a store");
    assert_eq!(
        (&*shown.store_no, &*shown.name, shown.address.as_deref()),
        ("HZ-1", "西湖店", Some("龙井路 1 号"))
    );
    assert!(shown.is_open);
    let changed = form("HZ-1", "西湖旗舰店", "");
    let change = console.change_store(&by, &scope, (&id, shown.revision, &changed), visit);
    assert_eq!(change.await, Ok(()));
    // Somebody else had the page of before open.
    let late = form("HZ-1", "湖滨店", "");
    let late = console.change_store(&by, &scope, (&id, shown.revision, &late), visit);
    let Err(ConsoleError::Conflict(Conflict::Store(now))) = late.await else {
        panic!("a conflict that shows the store");
    };
    assert_eq!(now.name, "西湖旗舰店");
    let same_no = form("HZ-2", "西湖旗舰店", "");
    let same_no = console.change_store(&by, &scope, (&id, now.revision, &same_no), visit);
    assert_eq!(same_no.await, taken);
    for open in [false, false, true] {
        let set = console.set_store_open(&by, &scope, (&id, open), visit);
        assert_eq!(set.await, Ok(()));
        let store = console.store(&by, &scope, &id, visit).await;
        assert_eq!(store.expect("a store").is_open, open);
    }
    let page = console.stores(&by, &scope, None, visit).await;
    let listed: Vec<_> = page.expect("a page").stores.into_iter().collect();
    let listed: Vec<_> = listed.iter().map(|of| &of.id).collect();
    assert_eq!(listed, [&id, &second]);
    let rest = console.stores(&by, &scope, Some("HZ-1"), visit).await;
    assert_eq!(rest.expect("a page").stores[0].id, second);
    let actions = consoles.actions(&by, &scope).await;
    let of_stores = [
        AuditAction::AddStore,
        AuditAction::ChangeStore,
        AuditAction::CloseStore,
        AuditAction::OpenStore,
    ];
    let counted = of_stores.map(|of| actions.iter().filter(|action| **action == of).count());
    assert_eq!(counted, [2, 1, 1, 1], "what changes nothing has no entry");
}

#[tokio::test]
async fn another_merchants_store_is_not_found_and_a_missing_right_is_kept() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let (_, other_scope, theirs) = stranger(&consoles).await;
    let not_found = Err(ConsoleError::NotFound);
    let shown = console.store(&by, &scope, &theirs, visit).await;
    assert_eq!(shown.map(drop), not_found);
    let changed = form("X", "X", "");
    let change = console.change_store(&by, &scope, (&theirs, 1, &changed), visit);
    assert_eq!(change.await, not_found);
    let set = console.set_store_open(&by, &scope, (&theirs, false), visit);
    assert_eq!(set.await, not_found);
    let elsewhere = console.stores(&by, &other_scope, None, visit).await;
    assert_eq!(elsewhere.map(drop), not_found);

    let own = consoles.store(&owner, &scope, "HZ-1").await;
    for role in Role::of(&scope).filter(|role| *role != Role::Owner) {
        let member = consoles.member(&owner, &scope, role).await;
        let member = consoles.signed_in(&member).await;
        let refused = Err(ConsoleError::Forbidden(Right::ManageStores));
        let seen = console.stores(&member, &scope, None, visit).await;
        assert_eq!(seen.map(drop), refused, "{role:?}");
        let seen = console.store(&member, &scope, &own, visit).await;
        assert_eq!(seen.map(drop), refused, "{role:?}");
        let added = console.add_store(&member, &scope, &changed, visit).await;
        assert_eq!(added.map(drop), refused, "{role:?}");
        let set = console.set_store_open(&member, &scope, (&own, false), visit);
        assert_eq!(set.await, refused, "{role:?}");
        let change = console.change_store(&member, &scope, (&own, 1, &changed), visit);
        assert_eq!(change.await, refused, "{role:?}");
    }
    let actions = consoles.actions(&by, &scope).await;
    let refused = actions.iter().filter(|of| **of == AuditAction::Refused);
    assert_eq!(refused.count(), 5 * 5);
}

#[tokio::test]
async fn an_order_names_an_open_store_of_its_payee() {
    let consoles = Consoles::new().await;
    let scope = consoles.merchant();
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let store = consoles.store(&owner, &scope, "HZ-1").await;
    let (_, _, theirs) = stranger(&consoles).await;
    let unknown = StoreId::parse("sto_00000000000000000000000000").expect("an id");
    let refused = |draft: OrderDraft| {
        let created = consoles.fixture.create(draft);
        async move {
            match created.await {
                Err(Error::Refused(refusal)) => (refusal.code, refusal.pointer),
                other => panic!("refused, not {other:?}"),
            }
        }
    };
    let at_store = Some(String::from("/store_id"));
    for bad in [&theirs, &unknown] {
        let code = refused(draft(&consoles, "S-1", Some(bad))).await;
        assert_eq!(code, (Code::StoreUnknown, at_store.clone()));
    }
    let malformed = OrderDraft {
        store_id: Some("HZ-1".into()),
        ..draft(&consoles, "S-1", None)
    };
    let code = refused(malformed).await;
    assert_eq!(code, (Code::StoreUnknown, at_store.clone()));

    let (id, token) = order(&consoles, "S-1", &store).await;
    let page = consoles.fixture.page(&token).await;
    assert_eq!(page.store.as_deref(), Some("HZ-1 门店"));
    let detail = consoles.console.order(&by, &scope, &id).await;
    let named = detail.expect("an order").row.store.expect("a store");
    assert_eq!((named.id, &*named.name), (store.clone(), "HZ-1 门店"));
    let renamed = form("HZ-1", "西湖店", "");
    let (console, visit) = (&consoles.console, &consoles.visit);
    let change = console.change_store(&by, &scope, (&store, 1, &renamed), visit);
    assert_eq!(change.await, Ok(()));
    let page = consoles.fixture.page(&token).await;
    assert_eq!(page.store.as_deref(), Some("西湖店"), "at once");

    let set = console.set_store_open(&by, &scope, (&store, false), visit);
    assert_eq!(set.await, Ok(()));
    let code = refused(draft(&consoles, "S-2", Some(&store))).await;
    assert_eq!(code, (Code::StoreClosed, at_store));
    let same = consoles
        .fixture
        .create(draft(&consoles, "S-1", Some(&store)));
    let same = same.await.expect("the same order");
    assert_eq!((same.order.id, same.fresh), (id, false));
    let code = refused(draft(&consoles, "S-1", None)).await;
    assert_eq!(code.0, Code::OrderConflict, "its store is a part of it");
}

/// A paid order of each store, and an order without one.
struct Orders {
    two: TwoStores,
    mine: OrderId,
    theirs: OrderId,
    without: OrderId,
}

impl Orders {
    async fn new() -> Self {
        let two = TwoStores::new().await;
        let mine = paid(&two.consoles, "JN-A-000042", &two.own).await;
        let theirs = paid(&two.consoles, "JN-B-000042", &two.other).await;
        let without = draft(&two.consoles, "JN-C-000042", None);
        let without = two.consoles.fixture.create(without).await;
        let engine = &two.consoles.fixture.engine;
        engine.sum_payments().await.expect("summed");
        Self {
            mine,
            theirs,
            without: without.expect("an order").order.id,
            two,
        }
    }

    /// Each number that finds an order of the other store, or of none.
    async fn numbers(&self) -> Vec<String> {
        let fixture = &self.two.consoles.fixture;
        let orders = fixture.engine.console_orders();
        let detail = orders.detail(&fixture.merchant.id, &self.theirs).await;
        let detail = format!("{:?}", detail.expect("an order").timeline);
        let ids = detail.split(['"', '(', ')']);
        let attempts = ids.filter(|part| part.starts_with("att_"));
        let plain = ["JN-B-000042", "0042", "000042", "JN-C-000042"];
        let own = [self.theirs.as_str(), self.without.as_str()];
        let all = plain.into_iter().chain(own).chain(attempts);
        all.map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_stores_staff_lists_its_own_store_alone() {
    let Orders {
        two, mine, theirs, ..
    } = &Orders::new().await;
    let all = OrderFilter::default();
    let own = vec![mine.clone()];
    assert_eq!(two.listed(&two.staff, &all).await, own);
    assert_eq!(two.listed(&two.owner, &all).await.len(), 3);
    for (store, id) in [(&two.own, mine), (&two.other, theirs)] {
        let listed = two.listed(&two.owner, &of_store(store)).await;
        assert_eq!(listed, vec![id.clone()]);
    }
    assert_eq!(two.listed(&two.staff, &of_store(&two.own)).await, own);
    assert_eq!(two.listed(&two.staff, &of_store(&two.other)).await, []);
    let happened = OrderFilter {
        happened: Some(DayResult {
            day: Day::in_china(two.consoles.fixture.engine.now()),
            result: OrderResult::Paid,
        }),
        ..all
    };
    assert_eq!(two.listed(&two.staff, &happened).await, own);
    assert_eq!(two.listed(&two.owner, &happened).await.len(), 2);
}

#[tokio::test]
async fn no_number_leads_a_stores_staff_to_another_store() {
    let orders = Orders::new().await;
    let (two, mine) = (&orders.two, &orders.mine);
    let numbers = orders.numbers().await;
    assert!(numbers.len() > 6, "an attempt among them");
    for number in numbers {
        let filter = OrderFilter {
            number: Some(number.clone()),
            created_from: Some(two.consoles.fixture.engine.now().plus_s(-3_600)),
            ..OrderFilter::default()
        };
        let seen = two.listed(&two.staff, &filter).await;
        assert!(seen.iter().all(|id| id == mine), "{number}: {seen:?}");
        let owners = two.listed(&two.owner, &filter).await;
        assert!(!owners.is_empty(), "the owner finds {number}");
        let of_own = OrderFilter {
            store: Some(two.own.clone()),
            ..filter
        };
        let owners = two.listed(&two.owner, &of_own).await;
        assert!(owners.iter().all(|id| id == mine), "{number}");
    }
}

#[tokio::test]
async fn a_stores_staff_opens_its_own_orders_and_does_no_more() {
    let Orders {
        two,
        mine,
        theirs,
        without,
    } = &Orders::new().await;
    let (console, scope) = (&two.consoles.console, &two.scope);
    assert!(console.order(&two.staff, scope, mine).await.is_ok());
    for id in [theirs, without] {
        let seen = console.order(&two.staff, scope, id).await;
        assert_eq!(seen.map(drop), Err(ConsoleError::NotFound));
    }
    let refused = |right| Err(ConsoleError::Forbidden(right));
    let refunds = console.refunds(&two.staff, scope, None).await;
    assert_eq!(refunds.map(drop), refused(Right::SeeRefunds));
    let visit = &two.consoles.visit;
    let asked = console.refund_form(&two.staff, scope, mine, visit).await;
    assert_eq!(asked.map(drop), refused(Right::AskRefund));
    let own = of_store(&two.own);
    let exported = console.ask_export(&two.staff, scope, &own, visit);
    assert_eq!(exported.await.map(drop), refused(Right::ExportOrders));
    let choices = console.store_choices(&two.staff, scope).await;
    assert_eq!(choices, Ok(Vec::new()), "no other store by name");
}

#[tokio::test]
async fn takings_by_store_add_up_and_the_staff_sees_its_own() {
    let two = TwoStores::new().await;
    let fixture = &two.consoles.fixture;
    paid(&two.consoles, "JN-1", &two.own).await;
    paid(&two.consoles, "JN-2", &two.own).await;
    paid(&two.consoles, "JN-3", &two.other).await;
    let plain = fixture.create(draft(&two.consoles, "JN-4", None)).await;
    let plain = plain.expect("an order").order.token;
    let attempt = code_sent(fixture, &plain).await;
    pay(fixture, &plain, &attempt, SMS_CODE).await;
    fixture.engine.sum_payments().await.expect("summed");
    // Nothing is summed twice.
    fixture.engine.sum_payments().await.expect("summed");

    let (console, scope) = (&two.consoles.console, &two.scope);
    let all = console.today(&two.owner, scope).await.expect("figures");
    assert_eq!(all.figures.payments, 4);
    assert_eq!(all.figures.takings, Money::fen(4 * 12_800));
    let stores: Vec<_> = all
        .stores
        .iter()
        .map(|of| {
            (
                &of.store.id,
                of.takings,
                of.payments,
                of.success_per_mille(),
            )
        })
        .collect();
    assert_eq!(
        stores,
        [
            (&two.own, Money::fen(2 * 12_800), 2, Some(1000)),
            (&two.other, Money::fen(12_800), 1, Some(1000)),
        ]
    );
    let own = console.today(&two.staff, scope).await.expect("figures");
    assert_eq!(own.figures.payments, 2);
    assert_eq!(own.figures.takings, Money::fen(2 * 12_800));
    assert!(own.has_orders && own.stores.is_empty());
    let hours = own.figures.hours.iter().map(|of| of.minor()).sum::<i64>();
    assert_eq!(hours, 2 * 12_800);
}

#[tokio::test]
async fn a_role_and_a_store_go_together() {
    let two = TwoStores::new().await;
    let (console, scope) = (&two.consoles.console, &two.scope);
    let visit = &two.consoles.visit;
    let (_, _, theirs) = stranger(&two.consoles).await;
    let staff = |store: Option<&StoreId>| MemberRole {
        role: Role::StoreStaff,
        store: store.cloned(),
    };
    let with_store = MemberRole {
        role: Role::Finance,
        store: Some(two.own.clone()),
    };
    let closed = console.set_store_open(&two.owner, scope, (&two.other, false), visit);
    assert_eq!(closed.await, Ok(()));
    for (role, problem) in [
        (staff(None), ConsoleProblem::Empty),
        (with_store, ConsoleProblem::Empty),
        (staff(Some(&theirs)), ConsoleProblem::Wrong),
        (staff(Some(&two.other)), ConsoleProblem::Wrong),
    ] {
        let invalid = vec![(ConsoleField::Store, problem)];
        let invited = console.invite(&two.owner, scope, (&role, "x"), visit).await;
        assert_eq!(
            invited.map(drop),
            Err(ConsoleError::Invalid(invalid.clone()))
        );
        let person = (&two.staff.person.id, &role);
        let changed = console.change_role(&two.owner, scope, person, visit).await;
        assert_eq!(changed, Err(ConsoleError::Invalid(invalid)));
    }
    let team = console.team(&two.owner, scope).await.expect("a team");
    let member = team.members.iter().find(|of| of.role == Role::StoreStaff);
    let store = member.expect("the staff").store.as_ref();
    assert_eq!(store.map(|of| &*of.name), Some("HZ-1 门店"));

    // Another role takes the store away, with immediate effect.
    let finance = MemberRole::from(Role::Finance);
    let person = (&two.staff.person.id, &finance);
    let changed = console.change_role(&two.owner, scope, person, visit).await;
    assert_eq!(changed, Ok(()));
    let team = console.team(&two.owner, scope).await.expect("a team");
    assert!(team.members.iter().all(|of| of.store.is_none()));
    let invited = (&staff(Some(&two.own)), "店员");
    let link = console.invite(&two.owner, scope, invited, visit).await;
    let shown = console.invitation(&link.expect("a link")).await;
    let shown = shown.expect("an invitation");
    assert_eq!(shown.store.map(|of| of.id), Some(two.own.clone()));
    let reset = console.reset(&two.owner, scope, &two.staff.person.id, visit);
    assert!(reset.await.is_ok());
}
