//! Signing in: passwords, codes, recovery codes, limits, and sessions that end.

use super::super::observed::Lines;
use super::super::secrets::kept;
use super::{Consoles, PASSWORD, no_merchant};
use domain::console::{
    AuditAction, ConsoleError, ConsoleField, ConsoleProblem, OneTimeLink, Role, Scope, SessionToken,
};
use domain::secret::Secret;

#[tokio::test]
async fn an_invitation_makes_a_person_once() {
    let consoles = Consoles::new().await;
    let scope = consoles.merchant();
    let link = consoles.first_link(&scope).await;
    for _ in 0..2 {
        let invitation = consoles.console.invitation(&link).await.expect("a link");
        assert_eq!(invitation.scope, scope);
        assert_eq!(invitation.scope_name, consoles.fixture.merchant.short_name);
        assert_eq!(invitation.account, None);
    }
    let owner = consoles.join(&link, " Owner@Shop.example").await;
    assert_eq!(owner.account, "owner@shop.example");
    assert_eq!(owner.codes.len(), 10);
    let by = consoles.signed_in(&owner).await;
    assert_eq!((by.memberships.len(), by.recovery_codes_left), (1, 10));
    assert_eq!(by.role_in(&scope).map(Role::name), Some("owner"));
    let again = consoles.console.invitation(&link).await;
    assert_eq!(again.expect_err("used"), ConsoleError::NotFound);
    let actions = consoles.actions(&by, &scope).await;
    assert_eq!(actions, [AuditAction::Invite, AuditAction::Join]);
}

#[tokio::test]
async fn a_link_expires_and_is_of_a_merchant_that_exists() {
    let consoles = Consoles::new().await;
    let registry = consoles.fixture.engine.registry();
    registry
        .invite_manager(&no_merchant())
        .await
        .expect_err("no merchant");
    let link = consoles.first_link(&Scope::Provider).await;
    let (mut form, secret) = consoles.form(&link, "boss").await;
    consoles.fixture.clock.advance(72 * 3600);
    form.code = consoles.code(&secret);
    let late = consoles.console.accept(&link, form, &consoles.visit).await;
    assert_eq!(late.expect_err("late"), ConsoleError::NotFound);
    let unknown = OneTimeLink::parse(&"0".repeat(26)).expect("a shape");
    let unknown = consoles.console.invitation(&unknown).await;
    assert_eq!(unknown.expect_err("unknown"), ConsoleError::NotFound);
}

#[tokio::test]
async fn all_mistakes_of_the_form_are_named_and_the_link_stays() {
    let consoles = Consoles::new().await;
    let first = consoles.owner().await;
    let link = consoles.first_link(&consoles.merchant()).await;
    let (good, _) = consoles.form(&link, "second").await;
    let mut bad = good.clone();
    bad.account = "二".to_owned();
    bad.name = "\u{200b}".to_owned();
    bad.password = Secret::new("short");
    bad.code = Secret::new("000000");
    let refused = consoles.console.accept(&link, bad, &consoles.visit).await;
    let mistakes = [
        (ConsoleField::Account, ConsoleProblem::Format),
        (ConsoleField::Name, ConsoleProblem::Format),
        (ConsoleField::Code, ConsoleProblem::Wrong),
    ];
    assert_eq!(
        refused.expect_err("bad"),
        ConsoleError::Invalid(mistakes.into())
    );
    let mut taken = good.clone();
    taken.account = first.account.to_uppercase();
    let refused = consoles.console.accept(&link, taken, &consoles.visit).await;
    let mistakes = vec![(ConsoleField::Account, ConsoleProblem::Taken)];
    assert_eq!(refused.expect_err("taken"), ConsoleError::Invalid(mistakes));
    // The authenticator of another link is not taken.
    let other = consoles.first_link(&consoles.merchant()).await;
    let (of_other, _) = consoles.form(&other, "second").await;
    let refused = consoles
        .console
        .accept(&link, of_other, &consoles.visit)
        .await;
    let mistakes = vec![(ConsoleField::Code, ConsoleProblem::Wrong)];
    assert_eq!(
        refused.expect_err("another's"),
        ConsoleError::Invalid(mistakes)
    );
    let joined = consoles.console.accept(&link, good, &consoles.visit).await;
    joined.expect("the link stayed");
}

#[tokio::test]
async fn both_factors_are_needed_and_no_code_counts_twice() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let console = &consoles.console;
    let start = async || {
        let password = Secret::new(PASSWORD);
        let begun = console.sign_in(" OWNER@shop.example", &password, &consoles.visit);
        begun.await.expect("the right password")
    };
    let begun = start().await;
    let half = console.signed_in(&begun).await;
    assert_eq!(half.expect_err("half"), ConsoleError::SignedOut);
    // The code with which the person joined was used.
    let used = consoles.code(&owner.secret);
    let code = async |begun: &SessionToken, code: &Secret| {
        console.second_factor(begun, code, &consoles.visit).await
    };
    assert_eq!(code(&begun, &used).await, Err(ConsoleError::WrongSignIn));
    consoles.fixture.clock.advance(30);
    let next = consoles.code(&owner.secret);
    let session = code(&begun, &next).await.expect("a new code");
    assert_ne!(session, begun, "the session has another token");
    console.signed_in(&session).await.expect("signed in");
    assert_eq!(code(&begun, &next).await, Err(ConsoleError::SignedOut));
    let again = start().await;
    assert_eq!(code(&again, &next).await, Err(ConsoleError::WrongSignIn));
}

#[tokio::test]
async fn a_recovery_code_serves_once_however_it_is_typed() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let console = &consoles.console;
    let typed = Secret::new(format!(
        " {} ",
        owner.codes[3].expose().to_uppercase().replace('-', " ")
    ));
    let sign_in = async || {
        let password = Secret::new(PASSWORD);
        let begun = console.sign_in(&owner.account, &password, &consoles.visit);
        let begun = begun.await.expect("the right password");
        console.second_factor(&begun, &typed, &consoles.visit).await
    };
    let session = sign_in().await.expect("a recovery code");
    let by = console.signed_in(&session).await.expect("signed in");
    assert_eq!(by.recovery_codes_left, 9);
    assert_eq!(sign_in().await, Err(ConsoleError::WrongSignIn));
    let actions = consoles.actions(&by, &consoles.merchant()).await;
    assert_eq!(
        actions.last().copied(),
        Some(AuditAction::SignInByRecoveryCode)
    );
}

#[tokio::test]
async fn wrong_tries_are_counted_by_account_and_right_ones_are_not() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let password = Secret::new(PASSWORD);
    for _ in 0..12 {
        consoles.sign_in(&owner).await;
    }
    let wrong = Secret::new("another pot of tea");
    let sign_in = async |account: &str, password: &Secret| {
        consoles
            .console
            .sign_in(account, password, &consoles.visit)
            .await
    };
    for account in [owner.account.as_str(), "nobody@shop.example"] {
        for _ in 0..10 {
            assert_eq!(
                sign_in(account, &wrong).await,
                Err(ConsoleError::WrongSignIn)
            );
        }
        let over = sign_in(account, &wrong).await;
        assert!(
            matches!(over, Err(ConsoleError::TooMany { wait_s: 1..=90 })),
            "{over:?}"
        );
    }
    let locked = sign_in(&owner.account, &password).await;
    assert!(
        matches!(locked, Err(ConsoleError::TooMany { .. })),
        "{locked:?}"
    );
    consoles.signed_in(&owner).await;
    consoles.fixture.clock.advance(90);
    sign_in(&owner.account, &password)
        .await
        .expect("after the wait");
}

#[tokio::test]
async fn codes_are_counted_too_and_an_address_for_all_accounts() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let password = Secret::new(PASSWORD);
    let begun = consoles
        .console
        .sign_in(&owner.account, &password, &consoles.visit);
    let begun = begun.await.expect("the right password");
    let code = async |code: &str| {
        let code = Secret::new(code);
        consoles
            .console
            .second_factor(&begun, &code, &consoles.visit)
            .await
    };
    for _ in 0..10 {
        assert_eq!(code("123456").await, Err(ConsoleError::WrongSignIn));
    }
    assert!(matches!(
        code("123456").await,
        Err(ConsoleError::TooMany { .. })
    ));
    let mut refused = 0;
    for n in 0..100 {
        let account = format!("account-{n}");
        let tried = consoles
            .console
            .sign_in(&account, &password, &consoles.visit)
            .await;
        refused += i32::from(matches!(tried, Err(ConsoleError::TooMany { .. })));
    }
    assert_eq!(
        refused, 10,
        "a hundred from one address, of which ten were codes"
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_or_old_and_by_signing_out() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let session = consoles.sign_in(&owner).await;
    let is_open = async |session: &SessionToken| consoles.console.signed_in(session).await.is_ok();
    for _ in 0..24 {
        consoles.fixture.clock.advance(29 * 60);
        assert!(is_open(&session).await);
    }
    consoles.fixture.clock.advance(25 * 60);
    assert!(!is_open(&session).await, "twelve hours");
    let session = consoles.sign_in(&owner).await;
    consoles.fixture.clock.advance(30 * 60);
    assert!(!is_open(&session).await, "idle");
    let session = consoles.sign_in(&owner).await;
    consoles
        .console
        .sign_out(&session)
        .await
        .expect("signed out");
    assert!(!is_open(&session).await);
    let link = consoles.first_link(&Scope::Provider).await;
    let staff = consoles.join(&link, "staff").await;
    consoles.fixture.clock.advance(15 * 60);
    assert!(
        !is_open(&staff.token).await,
        "the provider's staff: idle sooner"
    );
}

#[tokio::test]
async fn no_secret_is_in_the_database_or_in_the_log() {
    let (lines, _log) = Lines::of_this_thread();
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let session = consoles.sign_in(&owner).await;
    let stored = kept(&consoles.fixture).await;
    let stored = String::from_utf8_lossy(&stored);
    let log = lines.text();
    let codes = owner.codes.iter().map(Secret::expose);
    let secrets = [
        PASSWORD,
        owner.secret.expose(),
        session.as_str(),
        owner.token.as_str(),
    ];
    for secret in secrets.into_iter().chain(codes) {
        assert!(!stored.contains(secret) && !log.contains(secret));
    }
    assert!(stored.contains("owner@shop.example"));
}
