//! What weighs needs a recent confirmation; a known browser is counted apart; a
//! person joins another console, and is reset with a factor it has.

use super::merchant_refunds::{form, form_for_second};
use super::{Consoles, PASSWORD, TestPerson};
use domain::brand::{Brand, Colour};
use domain::console::{
    AuditAction, BrowserToken, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit,
    OrderFilter, Proof, RefundAsked, Role, Scope, SessionToken,
};
use domain::ids::PersonId;
use domain::money::Money;
use domain::secret::Secret;

impl Consoles {
    /// Signs in with this browser.
    async fn sign_in_with(
        &self,
        person: &TestPerson,
        visit: &ConsoleVisit,
    ) -> Result<SessionToken, ConsoleError> {
        self.fixture.clock.advance(30);
        let password = Secret::new(PASSWORD);
        let begun = self
            .console
            .sign_in(&person.account, &password, visit)
            .await?;
        let code = self.code(&person.secret);
        self.console.second_factor(&begun, &code, visit).await
    }
}

fn with_browser(letter: &str) -> ConsoleVisit {
    ConsoleVisit {
        ip: Some([203, 0, 113, 9].into()),
        agent: format!("browser {letter}"),
        browser: BrowserToken::parse(&letter.repeat(26)),
    }
}

#[tokio::test]
async fn after_five_minutes_what_weighs_asks_again_and_nothing_was_done() {
    let consoles = Consoles::new().await;
    let (owner, scope) = (consoles.owner().await, consoles.merchant());
    let member = consoles.member(&owner, &scope, Role::Finance).await;
    let of = consoles.signed_in(&member).await.person.id;
    let by = consoles.signed_in(&owner).await;
    let before = consoles.actions(&by, &scope).await.len();
    consoles.fixture.clock.advance(5 * 60);
    let (console, visit) = (&consoles.console, &consoles.visit);
    let by = consoles.signed_in(&owner).await;
    let new = Secret::new("春天的第一杯茶要慢慢地喝");
    let old = Secret::new(PASSWORD);
    let brand = Brand::plain("新名", Colour::parse("#112233").expect("a colour"));
    let limits = (Money::fen(100_000), Money::fen(50_000));
    let all = OrderFilter::default();
    let export = console.ask_export(&by, &scope, &all, visit);
    let refused = [
        export.await.map(drop),
        console
            .publish_brand(&by, (&scope, None), (0, &brand, None), visit)
            .await,
        console.restore_brand(&by, (&scope, None), 0, visit).await,
        console
            .set_refund_limit(&by, &scope, limits, visit)
            .await
            .map(drop),
        console
            .invite(&by, &scope, (&Role::Support.into(), ""), visit)
            .await
            .map(drop),
        console
            .change_role(&by, &scope, (&of, &Role::Support.into()), visit)
            .await,
        console.remove(&by, &scope, &of, visit).await,
        console.reset(&by, &scope, &of, visit).await.map(drop),
        console.change_password(&by, &old, &new, visit).await,
        console.new_recovery_codes(&by, visit).await.map(drop),
        console
            .remove_passkey(&by, &domain::ids::PasskeyId::stored(String::new()), visit)
            .await,
    ];
    for each in refused {
        assert_eq!(each, Err(ConsoleError::Unconfirmed));
    }
    assert_eq!(consoles.actions(&by, &scope).await.len(), before);
    // A missing right is said first: a confirmation would not help.
    let by = consoles.signed_in(&member).await;
    let refused = console.remove(&by, &scope, &of, visit).await;
    assert!(
        matches!(refused, Err(ConsoleError::Forbidden(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn money_goes_out_after_a_recent_confirmation_alone() {
    let consoles = Consoles::new().await;
    let (owner, scope) = (consoles.owner().await, consoles.merchant());
    consoles.limit(&owner, 10_000).await;
    let finance = consoles.member(&owner, &scope, Role::Finance).await;
    let (_, order) = consoles.paid().await;
    consoles.fixture.clock.advance(5 * 60);
    let alone = consoles.refund(&finance, &order, form(1, 100, 12_800));
    assert_eq!(alone.await, Err(ConsoleError::Unconfirmed));
    // Who only asks moves nothing.
    let asked = consoles.refund(&finance, &order, form_for_second(2, 12_800, 12_800));
    let Ok(RefundAsked::Waiting(id)) = asked.await else {
        panic!("a second person is needed");
    };
    let by = consoles.signed_in(&owner).await;
    let approved = consoles
        .console
        .approve(&by, &scope, &id, &consoles.visit)
        .await;
    assert_eq!(approved, Err(ConsoleError::Unconfirmed));
    consoles.fixture.run_for(10).await;
    assert_eq!(consoles.fixture.network.refunded_fen(), 0);
}

#[tokio::test]
async fn a_confirmation_needs_both_factors_and_gives_the_session_another_token() {
    let consoles = Consoles::new().await;
    let (owner, scope) = (consoles.owner().await, consoles.merchant());
    consoles.fixture.clock.advance(5 * 60);
    let (console, visit) = (&consoles.console, &consoles.visit);
    let confirm = async |token: &SessionToken, password: &str, code: &Secret| {
        let proof = Proof::Password {
            password: Secret::new(password),
            code: code.clone(),
        };
        console.confirm(token, &proof, visit).await
    };
    let code = consoles.code(&owner.secret);
    let wrong = Err(ConsoleError::WrongSignIn);
    assert_eq!(confirm(&owner.token, "wrong", &code).await, wrong);
    assert_eq!(
        confirm(&owner.token, PASSWORD, &Secret::new("1")).await,
        wrong
    );
    let by = consoles.signed_in(&owner).await;
    let renewed = confirm(&owner.token, PASSWORD, &code)
        .await
        .expect("confirmed");
    let signed_out = Err(ConsoleError::SignedOut);
    assert_eq!(confirm(&owner.token, PASSWORD, &code).await, signed_out);
    assert_eq!(
        confirm(&renewed, PASSWORD, &code).await,
        wrong,
        "a code serves once"
    );
    let same = console.signed_in(&renewed).await.expect("signed in");
    assert_eq!(same.session, by.session);
    let support = Role::Support.into();
    let invited = console.invite(&same, &scope, (&support, ""), visit);
    invited.await.expect("confirmed");
    let actions = consoles.actions(&same, &scope).await;
    assert_eq!(
        actions[actions.len() - 2..],
        [AuditAction::Confirm, AuditAction::Invite]
    );
}

#[tokio::test]
async fn strangers_tries_do_not_lock_a_browser_that_signed_in_before() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let known = with_browser("k");
    consoles
        .sign_in_with(&owner, &known)
        .await
        .expect("signed in");
    let wrong = Secret::new("another pot of tea");
    let lock = async |visit: &ConsoleVisit, tries: usize| {
        for _ in 0..tries {
            let tried = consoles
                .console
                .sign_in(&owner.account, &wrong, visit)
                .await;
            assert_eq!(tried, Err(ConsoleError::WrongSignIn));
        }
        let over = consoles
            .console
            .sign_in(&owner.account, &wrong, visit)
            .await;
        assert!(
            matches!(over, Err(ConsoleError::TooMany { .. })),
            "{over:?}"
        );
    };
    lock(&with_browser("x"), 10).await;
    let other = with_browser("y");
    let locked = consoles
        .console
        .sign_in(&owner.account, &wrong, &other)
        .await;
    assert!(
        matches!(locked, Err(ConsoleError::TooMany { .. })),
        "all unknown ones together"
    );
    consoles.sign_in_with(&owner, &known).await.expect("known");
    // It has no more tries than others, and is known for its own account alone.
    lock(&known, 10).await;
    let link = consoles.first_link(&consoles.merchant()).await;
    let second = consoles.join(&link, "second").await;
    let stranger = with_browser("x");
    for _ in 0..10 {
        let tried = consoles.console.sign_in(&second.account, &wrong, &stranger);
        assert_eq!(tried.await, Err(ConsoleError::WrongSignIn));
    }
    let tried = consoles.sign_in_with(&second, &known).await;
    assert!(
        matches!(tried, Err(ConsoleError::TooMany { .. })),
        "{tried:?}"
    );
}

#[tokio::test]
async fn a_person_sees_its_last_sign_in_and_which_browser_is_new() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    assert_eq!(by.previous, None);
    let first = consoles.sign_in_with(&owner, &with_browser("a")).await;
    first.expect("signed in");
    let second = consoles.sign_in_with(&owner, &with_browser("a")).await;
    let second = second.expect("signed in");
    let by = consoles
        .console
        .signed_in(&second)
        .await
        .expect("signed in");
    let previous = by.previous.clone().expect("a sign-in before");
    assert_eq!(previous.agent, "browser a");
    assert_eq!(previous.ip.as_deref(), Some("203.0.113.9"));
    assert_eq!(previous.at, consoles.fixture.engine.now().plus_s(-30));
    let sessions = consoles.console.sessions(&by).await.expect("sessions");
    let new: Vec<_> = sessions.iter().map(|session| session.new_browser).collect();
    assert_eq!(
        new,
        [false, true, false],
        "the newest first; joining is none"
    );
}

/// The owner of the merchant, who has joined the provider's console too.
async fn in_two_consoles(consoles: &Consoles) -> (TestPerson, TestPerson, PersonId) {
    let owner = consoles.owner().await;
    let link = consoles.first_link(&Scope::Provider).await;
    let staff = consoles.join(&link, "staff").await;
    let by = consoles.signed_in(&staff).await;
    let link = consoles
        .console
        .invite(
            &by,
            &Scope::Provider,
            (&Role::Auditor.into(), ""),
            &consoles.visit,
        )
        .await
        .expect("a link");
    // Entries of one millisecond have no order.
    consoles.fixture.clock.advance(1);
    let by = consoles.signed_in(&owner).await;
    let joined = consoles.console.join(&by, &link, &consoles.visit).await;
    assert_eq!(joined, Ok(Scope::Provider));
    let again = consoles.console.join(&by, &link, &consoles.visit).await;
    assert_eq!(again, Err(ConsoleError::NotFound), "used up");
    let id = by.person.id;
    (owner, staff, id)
}

#[tokio::test]
async fn a_person_with_an_account_joins_a_second_console() {
    let consoles = Consoles::new().await;
    let (owner, staff, _) = in_two_consoles(&consoles).await;
    let by = consoles.signed_in(&owner).await;
    let roles: Vec<_> = by.memberships.iter().map(|of| of.role).collect();
    assert_eq!(roles, [Role::Owner, Role::Auditor]);
    let link = consoles.first_link(&consoles.merchant()).await;
    let refused = consoles.console.join(&by, &link, &consoles.visit).await;
    assert_eq!(refused, Err(ConsoleError::AlreadyMember));
    consoles
        .console
        .invitation(&link)
        .await
        .expect("the link stays");
    let managers = consoles.signed_in(&staff).await;
    let actions = consoles.actions(&managers, &Scope::Provider).await;
    assert_eq!(actions.last().copied(), Some(AuditAction::Join));
    consoles.fixture.clock.advance(5 * 60);
    let refused = consoles.console.join(&by, &link, &consoles.visit).await;
    assert_eq!(refused, Err(ConsoleError::Unconfirmed));
}

#[tokio::test]
async fn the_reset_of_a_person_in_two_consoles_needs_a_factor_it_has() {
    let consoles = Consoles::new().await;
    let (owner, staff, id) = in_two_consoles(&consoles).await;
    let by = consoles.signed_in(&staff).await;
    let console = &consoles.console;
    let reset = console
        .reset(&by, &Scope::Provider, &id, &consoles.visit)
        .await;
    let link = reset.expect("a link");
    assert!(
        console
            .invitation(&link)
            .await
            .expect("a link")
            .needs_factor
    );
    let (mut form, _) = consoles.form(&link, "").await;
    let mistake = vec![(ConsoleField::Factor, ConsoleProblem::Wrong)];
    for bad in ["", "000000"] {
        form.factor = Secret::new(bad);
        let refused = console.accept(&link, form.clone(), &consoles.visit).await;
        let refused = refused.expect_err("no factor");
        assert_eq!(refused, ConsoleError::Invalid(mistake.clone()));
    }
    consoles.signed_in(&owner).await;
    consoles.fixture.clock.advance(1);
    form.factor = owner.codes[0].clone();
    let done = console.accept(&link, form, &consoles.visit).await;
    done.expect("with a recovery code");
    console.signed_in(&owner.token).await.expect_err("ended");
    let by = consoles.signed_in(&staff).await;
    let actions = consoles.actions(&by, &Scope::Provider).await;
    assert_eq!(actions.last().copied(), Some(AuditAction::Reset));
}

#[tokio::test]
async fn codes_for_a_reset_are_counted() {
    let consoles = Consoles::new().await;
    let (_, staff, id) = in_two_consoles(&consoles).await;
    let by = consoles.signed_in(&staff).await;
    let console = &consoles.console;
    let reset = console
        .reset(&by, &Scope::Provider, &id, &consoles.visit)
        .await;
    let link = reset.expect("a link");
    let (mut form, _) = consoles.form(&link, "").await;
    form.factor = Secret::new("000000");
    for _ in 0..10 {
        let refused = console.accept(&link, form.clone(), &consoles.visit).await;
        assert!(matches!(refused, Err(ConsoleError::Invalid(_))));
    }
    let refused = console.accept(&link, form, &consoles.visit).await;
    assert!(matches!(refused, Err(ConsoleError::TooMany { .. })));
}
