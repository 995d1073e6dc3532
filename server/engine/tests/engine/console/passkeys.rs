//! Passkeys: adding, signing in, confirming, and every answer that is not taken.

use super::soft_authenticator::SoftAuthenticator;
use super::{Consoles, PASSWORD, TestPerson};
use domain::console::{
    AuditAction, BrowserToken, ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, Passkey,
    PasskeyUse, Proof, SessionToken,
};
use domain::secret::Secret;
use serde_json::Value;
use testkit::fixture::CONSOLE;

/// A browser with its cookie.
fn browser(letter: &str) -> (BrowserToken, ConsoleVisit) {
    let token = BrowserToken::parse(&letter.repeat(26)).expect("a token");
    let visit = ConsoleVisit {
        ip: Some([203, 0, 113, 8].into()),
        agent: format!("browser {letter}"),
        browser: Some(token.clone()),
    };
    (token, visit)
}

fn authenticator(place: u8) -> SoftAuthenticator {
    SoftAuthenticator::new(place, CONSOLE, "localhost")
}

impl Consoles {
    async fn add_passkey(&self, person: &TestPerson, authenticator: &mut SoftAuthenticator) {
        let by = self.signed_in(person).await;
        let options = self.console.ask_passkey(PasskeyUse::Add(&by)).await;
        let answer = authenticator.create(&options.expect("options"));
        let added = self.console.add_passkey(&by, "手机", &answer, &self.visit);
        added.await.expect("added");
    }

    async fn passkeys(&self, person: &TestPerson) -> Vec<Passkey> {
        let by = self.signed_in(person).await;
        self.console.passkeys(&by).await.expect("passkeys")
    }

    /// The options for a sign-in with this browser.
    async fn asked(&self, token: &BrowserToken) -> String {
        let options = self.console.ask_passkey(PasskeyUse::SignIn(token)).await;
        options.expect("options")
    }

    async fn sign_in_by_passkey(
        &self,
        authenticator: &SoftAuthenticator,
    ) -> Result<SessionToken, ConsoleError> {
        let (token, visit) = browser("b");
        let answer = authenticator.get(&self.asked(&token).await);
        self.console.sign_in_by_passkey(&answer, &visit).await
    }
}

#[tokio::test]
async fn a_passkey_signs_in_alone_also_while_the_account_is_limited() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let added = consoles.passkeys(&owner).await;
    assert_eq!((added[0].name.as_str(), added[0].used_at), ("手机", None));

    let wrong = Secret::new("another pot of tea");
    for _ in 0..11 {
        let visit = &consoles.visit;
        let tried = consoles.console.sign_in(&owner.account, &wrong, visit);
        tried.await.expect_err("wrong, then limited");
    }
    phone.counter = 7;
    let session = consoles.sign_in_by_passkey(&phone).await;
    let session = session.expect("signed in");
    let by = consoles.console.signed_in(&session).await.expect("full");
    assert_eq!(by.person.account.as_str(), owner.account);
    assert!(by.is_confirmed(consoles.fixture.engine.now()));
    let used = consoles.console.passkeys(&by).await.expect("passkeys");
    assert!(used[0].used_at.is_some());
    let actions = consoles.actions(&by, &consoles.merchant()).await;
    let last = &actions[actions.len() - 2..];
    assert_eq!(
        last,
        [AuditAction::AddPasskey, AuditAction::SignInByPasskey]
    );
}

#[tokio::test]
async fn the_options_ask_for_the_user_and_for_a_passkey_that_is_found_without_a_name() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let by = consoles.signed_in(&owner).await;
    let ask = async |purpose| {
        let options = consoles.console.ask_passkey(purpose).await;
        serde_json::from_str::<Value>(&options.expect("options")).expect("JSON")
    };
    let new = ask(PasskeyUse::Add(&by)).await;
    assert_eq!(new["rp"]["id"], "localhost");
    let wanted = &new["authenticatorSelection"];
    assert_eq!(wanted["residentKey"], "preferred");
    assert_eq!(wanted["userVerification"], "required");
    assert_eq!(new["attestation"], "none");
    assert_eq!(new["excludeCredentials"].as_array().map(Vec::len), Some(1));
    let (token, _) = browser("b");
    let any = ask(PasskeyUse::SignIn(&token)).await;
    assert_eq!(any["userVerification"], "required");
    assert_eq!(any["allowCredentials"].as_array().map(Vec::len), Some(0));
    let own = ask(PasskeyUse::Confirm(&by)).await;
    assert_eq!(own["allowCredentials"].as_array().map(Vec::len), Some(1));
    assert_ne!(any["challenge"], own["challenge"]);
}

#[tokio::test]
async fn a_challenge_serves_once_and_only_who_was_asked_and_for_five_minutes() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let (mine, visit) = browser("b");
    let (_, others) = browser("c");
    let console = &consoles.console;
    let wrong = Err(ConsoleError::WrongPasskey);

    let answer = phone.get(&consoles.asked(&mine).await);
    console
        .sign_in_by_passkey(&answer, &visit)
        .await
        .expect("right");
    assert_eq!(
        console.sign_in_by_passkey(&answer, &visit).await,
        wrong,
        "replayed"
    );

    let answer = phone.get(&consoles.asked(&mine).await);
    assert_eq!(
        console.sign_in_by_passkey(&answer, &others).await,
        wrong,
        "another browser"
    );
    let without = ConsoleVisit::default();
    assert_eq!(
        console.sign_in_by_passkey(&answer, &without).await,
        wrong,
        "no browser"
    );

    let by = consoles.signed_in(&owner).await;
    let options = console.ask_passkey(PasskeyUse::Confirm(&by)).await;
    let answer = phone.get(&options.expect("options"));
    assert_eq!(
        console.sign_in_by_passkey(&answer, &visit).await,
        wrong,
        "for another use"
    );

    let answer = phone.get(&consoles.asked(&mine).await);
    consoles.fixture.clock.advance(5 * 60);
    assert_eq!(
        console.sign_in_by_passkey(&answer, &visit).await,
        wrong,
        "late"
    );
    for bad in ["", "{}", "[]", "{\"rawId\":\"AA\"}"] {
        assert_eq!(
            console.sign_in_by_passkey(bad, &visit).await,
            wrong,
            "{bad}"
        );
    }
    consoles
        .sign_in_by_passkey(&phone)
        .await
        .expect("it still works");
}

#[tokio::test]
async fn an_answer_of_another_place_key_or_count_is_not_taken() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let wrong = Err(ConsoleError::WrongPasskey);

    phone.origin = "https://phishing.example".to_owned();
    assert_eq!(consoles.sign_in_by_passkey(&phone).await, wrong, "origin");
    phone.origin = CONSOLE.to_owned();
    phone.host = "phishing.example".to_owned();
    assert_eq!(consoles.sign_in_by_passkey(&phone).await, wrong, "host");
    phone.host = "localhost".to_owned();
    phone.verifies = false;
    assert_eq!(
        consoles.sign_in_by_passkey(&phone).await,
        wrong,
        "user not verified"
    );
    phone.verifies = true;
    let copy = authenticator(1);
    assert_eq!(
        consoles.sign_in_by_passkey(&copy).await,
        wrong,
        "another key"
    );
    let unknown = authenticator(2);
    assert_eq!(
        consoles.sign_in_by_passkey(&unknown).await,
        wrong,
        "unknown"
    );

    phone.counter = 5;
    consoles.sign_in_by_passkey(&phone).await.expect("counted");
    for counter in [5, 4, 0] {
        phone.counter = counter;
        assert_eq!(
            consoles.sign_in_by_passkey(&phone).await,
            wrong,
            "count {counter}"
        );
    }
    phone.counter = 6;
    consoles
        .sign_in_by_passkey(&phone)
        .await
        .expect("counts on");
}

#[tokio::test]
async fn a_removed_passkey_signs_in_no_more_and_another_persons_is_not_found() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let begun = consoles
        .sign_in_by_passkey(&phone)
        .await
        .expect("signed in");
    let id = consoles.passkeys(&owner).await[0].id.clone();
    let link = consoles.first_link(&consoles.merchant()).await;
    let other = consoles.join(&link, "second").await;
    let by = consoles.signed_in(&other).await;
    let refused = consoles.console.remove_passkey(&by, &id, &consoles.visit);
    assert_eq!(refused.await, Err(ConsoleError::NotFound));

    let by = consoles.signed_in(&owner).await;
    let removed = consoles.console.remove_passkey(&by, &id, &consoles.visit);
    removed.await.expect("removed");
    assert!(consoles.passkeys(&owner).await.is_empty());
    consoles
        .console
        .signed_in(&begun)
        .await
        .expect_err("ended with it");
    let refused = consoles.sign_in_by_passkey(&phone).await;
    assert_eq!(refused, Err(ConsoleError::WrongPasskey));
    let actions = consoles.actions(&by, &consoles.merchant()).await;
    assert_eq!(actions.last().copied(), Some(AuditAction::RemovePasskey));
}

#[tokio::test]
async fn a_new_passkey_needs_a_name_a_right_answer_and_a_confirmation() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let console = &consoles.console;
    let ask = async || {
        let options = console.ask_passkey(PasskeyUse::Add(&by)).await;
        options.expect("options")
    };
    let mut phone = authenticator(1);
    let answer = phone.create(&ask().await);
    let add = async |name: &str, answer: &str| {
        console
            .add_passkey(&by, name, answer, &consoles.visit)
            .await
    };
    for (name, problem) in [
        ("", ConsoleProblem::Empty),
        ("\u{200b}", ConsoleProblem::Format),
        (&"长".repeat(41), ConsoleProblem::TooLong),
    ] {
        let mistake = vec![(ConsoleField::PasskeyName, problem)];
        assert_eq!(
            add(name, &answer).await,
            Err(ConsoleError::Invalid(mistake))
        );
    }
    add("手机", &answer).await.expect("added");
    let wrong = Err(ConsoleError::WrongPasskey);
    assert_eq!(add("手机", &answer).await, wrong, "replayed");
    let again = phone.create(&ask().await);
    assert_eq!(add("手机", &again).await, wrong, "known already");
    let mut unverified = authenticator(2);
    unverified.verifies = false;
    let answer = unverified.create(&ask().await);
    assert_eq!(add("钥匙", &answer).await, wrong, "user not verified");
    let (token, _) = browser("b");
    let answer = authenticator(3).create(&consoles.asked(&token).await);
    assert_eq!(add("钥匙", &answer).await, wrong, "asked for another use");
    let answer = authenticator(4).create(&ask().await);
    consoles.fixture.clock.advance(5 * 60);
    let unconfirmed = Err(ConsoleError::Unconfirmed);
    assert_eq!(add("钥匙", &answer).await, unconfirmed);
    let asked = console.ask_passkey(PasskeyUse::Add(&by)).await;
    assert_eq!(asked.expect_err("late"), ConsoleError::Unconfirmed);
}

#[tokio::test]
async fn a_passkey_confirms_its_own_person_alone() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&owner, &mut phone).await;
    let link = consoles.first_link(&consoles.merchant()).await;
    let other = consoles.join(&link, "second").await;
    consoles.fixture.clock.advance(6 * 60);
    let confirm = async |person: &TestPerson| {
        let by = consoles.signed_in(person).await;
        assert!(!by.is_confirmed(consoles.fixture.engine.now()));
        let options = consoles.console.ask_passkey(PasskeyUse::Confirm(&by)).await;
        let proof = Proof::Passkey(phone.get(&options.expect("options")));
        consoles
            .console
            .confirm(&person.token, &proof, &consoles.visit)
            .await
    };
    assert_eq!(confirm(&other).await, Err(ConsoleError::WrongPasskey));
    let renewed = confirm(&owner).await.expect("confirmed");
    let by = consoles
        .console
        .signed_in(&renewed)
        .await
        .expect("the same session");
    assert!(by.is_confirmed(consoles.fixture.engine.now()));
    consoles
        .console
        .signed_in(&owner.token)
        .await
        .expect_err("another token");
}

#[tokio::test]
async fn a_reset_removes_passkeys() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let scope = consoles.merchant();
    let link = consoles.first_link(&scope).await;
    let other = consoles.join(&link, "second").await;
    let mut phone = authenticator(1);
    consoles.add_passkey(&other, &mut phone).await;
    let (by, of) = (
        consoles.signed_in(&owner).await,
        consoles.signed_in(&other).await,
    );
    let link = consoles
        .console
        .reset(&by, &scope, &of.person.id, &consoles.visit);
    let (form, _) = consoles.form(&link.await.expect("a link"), "").await;
    assert_eq!(form.password.expose(), PASSWORD);
    consoles
        .sign_in_by_passkey(&phone)
        .await
        .expect("until the link is used");
    let link = consoles
        .console
        .reset(&by, &scope, &of.person.id, &consoles.visit);
    let link = link.await.expect("a link");
    consoles.join(&link, "second").await;
    let refused = consoles.sign_in_by_passkey(&phone).await;
    assert_eq!(refused, Err(ConsoleError::WrongPasskey));
}
