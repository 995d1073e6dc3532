//! A person's own account.

use super::{Consoles, PASSWORD};
use domain::console::{AuditAction, ConsoleError, ConsoleField, ConsoleProblem};
use domain::ids::SessionId;
use domain::secret::Secret;

#[tokio::test]
async fn a_person_sees_and_ends_its_sessions() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let console = &consoles.console;
    let second = consoles.sign_in(&owner).await;
    let third = consoles.sign_in(&owner).await;
    let by = console.signed_in(&third).await.expect("signed in");
    let sessions = console.sessions(&by).await.expect("sessions");
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions[0].id, by.session, "the newest first");
    assert_eq!(sessions[0].ip.as_deref(), Some("203.0.113.7"));
    assert_eq!(sessions[0].agent, "a browser");
    let ended = console.end_session(&by, &sessions[1].id, &consoles.visit);
    ended.await.expect("ended");
    assert!(console.signed_in(&second).await.is_err());
    console
        .end_other_sessions(&by, &consoles.visit)
        .await
        .expect("ended");
    assert!(console.signed_in(&owner.token).await.is_err());
    assert_eq!(console.sessions(&by).await.expect("sessions").len(), 1);
    let other = SessionId::parse("ses_00000000000000000000000000").expect("an id");
    let refused = console.end_session(&by, &other, &consoles.visit).await;
    assert_eq!(refused, Err(ConsoleError::NotFound));
}

#[tokio::test]
async fn another_persons_session_is_not_found() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let link = consoles.first_link(&consoles.merchant()).await;
    let other = consoles.join(&link, "second").await;
    let others = consoles.signed_in(&other).await.session;
    let by = consoles.signed_in(&owner).await;
    let refused = consoles
        .console
        .end_session(&by, &others, &consoles.visit)
        .await;
    assert_eq!(refused, Err(ConsoleError::NotFound));
    consoles.signed_in(&other).await;
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let console = &consoles.console;
    let session = consoles.sign_in(&owner).await;
    let by = console.signed_in(&session).await.expect("signed in");
    let change = async |current: &str, new: &str| {
        let (current, new) = (Secret::new(current), Secret::new(new));
        console
            .change_password(&by, &current, &new, &consoles.visit)
            .await
    };
    let new = "春天的第一杯茶要慢慢地喝";
    assert_eq!(change("wrong", new).await, Err(ConsoleError::WrongSignIn));
    let short = vec![(ConsoleField::NewPassword, ConsoleProblem::TooShort)];
    assert_eq!(
        change(PASSWORD, "short").await,
        Err(ConsoleError::Invalid(short))
    );
    change(PASSWORD, new).await.expect("changed");
    assert!(console.signed_in(&owner.token).await.is_err());
    console.signed_in(&session).await.expect("this one stays");
    let old = Secret::new(PASSWORD);
    let refused = console.sign_in(&owner.account, &old, &consoles.visit).await;
    assert_eq!(refused, Err(ConsoleError::WrongSignIn));
    let new = Secret::new(new);
    let begun = console.sign_in(&owner.account, &new, &consoles.visit);
    begun.await.expect("the new one");
    let actions = consoles.actions(&by, &consoles.merchant()).await;
    assert_eq!(actions.last().copied(), Some(AuditAction::ChangePassword));
}

#[tokio::test]
async fn new_recovery_codes_replace_the_old_ones() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let console = &consoles.console;
    let by = consoles.signed_in(&owner).await;
    let password = Secret::new(PASSWORD);
    let codes = console.new_recovery_codes(&by, &consoles.visit);
    let codes = codes.await.expect("new ones");
    let sign_in = async |code: &Secret| {
        let begun = console.sign_in(&owner.account, &password, &consoles.visit);
        let begun = begun.await.expect("the right password");
        console.second_factor(&begun, code, &consoles.visit).await
    };
    assert_eq!(
        sign_in(&owner.codes[0]).await,
        Err(ConsoleError::WrongSignIn)
    );
    sign_in(&codes[0]).await.expect("a new one");
}
