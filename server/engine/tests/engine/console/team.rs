//! Roles: who may see and change the team, and what is kept of it.

use super::{Consoles, PASSWORD, no_merchant};
use domain::console::{
    AuditAction, ConsoleError, ConsoleField, ConsoleProblem, NewPerson, Right, Role, Scope,
};
use domain::ids::InvitationId;
use domain::secret::Secret;

#[tokio::test]
async fn a_role_that_lacks_the_right_is_refused_and_the_try_is_kept() {
    let consoles = Consoles::new().await;
    let (console, scope) = (&consoles.console, consoles.merchant());
    let owner = consoles.owner().await;
    for role in Role::of(&scope).filter(|role| *role != Role::Owner) {
        let member = consoles.member(&owner, &scope, role).await;
        let by = consoles.signed_in(&member).await;
        let visit = &consoles.visit;
        let id = by.person.id.clone();
        let none = InvitationId::parse("inv_00000000000000000000000000").expect("an id");
        let refused = Err(ConsoleError::Forbidden(Right::ManageTeam));
        assert_eq!(console.team(&by, &scope).await.map(drop), refused);
        let invited = console
            .invite(&by, &scope, (&Role::Owner.into(), ""), visit)
            .await;
        assert_eq!(invited.map(drop), refused);
        assert_eq!(
            console
                .change_role(&by, &scope, (&id, &Role::Owner.into()), visit)
                .await,
            refused
        );
        assert_eq!(console.remove(&by, &scope, &id, visit).await, refused);
        assert_eq!(
            console.reset(&by, &scope, &id, visit).await.map(drop),
            refused
        );
        assert_eq!(console.withdraw(&by, &scope, &none, visit).await, refused);
        let audit = console.audit(&by, &scope, None).await.map(drop);
        assert_eq!(audit, Err(ConsoleError::Forbidden(Right::SeeAudit)));
        let sees = console.check(&by, &scope, Right::SeeOrders, visit).await;
        let may = role.may(Right::SeeOrders);
        assert_eq!(sees.is_ok(), may, "{role:?}");
    }
    let by = consoles.signed_in(&owner).await;
    let actions = consoles.actions(&by, &scope).await;
    let refused = actions
        .iter()
        .filter(|action| **action == AuditAction::Refused);
    assert_eq!(refused.count(), 5 * 7 + 1, "the designer sees no orders");
}

#[tokio::test]
async fn another_console_is_not_found() {
    let consoles = Consoles::new().await;
    let (console, visit) = (&consoles.console, &consoles.visit);
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let id = by.person.id.clone();
    for scope in [Scope::Provider, no_merchant()] {
        let not_found = Err(ConsoleError::NotFound);
        assert_eq!(console.team(&by, &scope).await.map(drop), not_found);
        assert_eq!(console.audit(&by, &scope, None).await.map(drop), not_found);
        let role = Role::manager_of(&scope).into();
        assert_eq!(
            console
                .invite(&by, &scope, (&role, ""), visit)
                .await
                .map(drop),
            not_found
        );
        assert_eq!(
            console.change_role(&by, &scope, (&id, &role), visit).await,
            not_found
        );
        assert_eq!(console.remove(&by, &scope, &id, visit).await, not_found);
    }
}

#[tokio::test]
async fn a_change_of_role_counts_at_once_and_names_before_and_after() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let finance = consoles.member(&owner, &scope, Role::Finance).await;
    let by = consoles.signed_in(&owner).await;
    let id = consoles.signed_in(&finance).await.person.id;
    let wrong = console
        .change_role(&by, &scope, (&id, &Role::Administrator.into()), visit)
        .await;
    let mistake = vec![(ConsoleField::Role, ConsoleProblem::Format)];
    assert_eq!(wrong, Err(ConsoleError::Invalid(mistake)));
    let owner_role = Role::Owner.into();
    let changed = console.change_role(&by, &scope, (&id, &owner_role), visit);
    changed.await.expect("changed");
    let now = consoles.signed_in(&finance).await;
    console.team(&now, &scope).await.expect("an owner");
    let page = console.audit(&by, &scope, None).await.expect("a page");
    let entry = &page.entries[0];
    assert_eq!(
        (entry.action, entry.subject.as_str()),
        (AuditAction::ChangeRole, "finance.member")
    );
    let values = (entry.before.as_deref(), entry.after.as_deref());
    assert_eq!(values, (Some("finance"), Some("owner")));
    assert_eq!(entry.by.as_deref(), Some("owner@shop.example"));
    assert_eq!(entry.ip.as_deref(), Some("203.0.113.7"));
}

#[tokio::test]
async fn the_last_owner_stays_and_a_removed_member_is_signed_out() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let id = by.person.id.clone();
    let last = Err(ConsoleError::LastManager);
    assert_eq!(console.remove(&by, &scope, &id, visit).await, last);
    assert_eq!(
        console
            .change_role(&by, &scope, (&id, &Role::Support.into()), visit)
            .await,
        last
    );
    console
        .change_role(&by, &scope, (&id, &Role::Owner.into()), visit)
        .await
        .expect("no change");
    let second = consoles.member(&owner, &scope, Role::Owner).await;
    let second_id = consoles.signed_in(&second).await.person.id;
    console
        .remove(&by, &scope, &second_id, visit)
        .await
        .expect("removed");
    assert!(console.signed_in(&second.token).await.is_err());
    let again = console.remove(&by, &scope, &second_id, visit).await;
    assert_eq!(again, Err(ConsoleError::NotFound));
}

#[tokio::test]
async fn a_team_sees_the_malls_that_its_merchant_sells_on() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let team = consoles.console.team(&by, &consoles.merchant()).await;
    let name = consoles.fixture.mall.name.clone();
    assert_eq!(team.expect("an owner").malls, [name]);
}

#[tokio::test]
async fn an_invitation_can_be_withdrawn() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let designer = Role::Designer.into();
    let link = console.invite(&by, &scope, (&designer, " 小王 "), visit);
    let link = link.await.expect("a link");
    let open = console.team(&by, &scope).await.expect("a team").invitations;
    assert_eq!(
        (open.len(), open[0].role, open[0].note.as_str()),
        (1, Role::Designer, "小王")
    );
    console
        .withdraw(&by, &scope, &open[0].id, visit)
        .await
        .expect("withdrawn");
    assert!(console.invitation(&link).await.is_err());
    let again = console.withdraw(&by, &scope, &open[0].id, visit).await;
    assert_eq!(again, Err(ConsoleError::NotFound));
    let note = "a\u{202e}b";
    let refused = console
        .invite(&by, &scope, (&Role::Designer.into(), note), visit)
        .await;
    let mistake = vec![(ConsoleField::Note, ConsoleProblem::Format)];
    assert_eq!(
        refused.expect_err("a control"),
        ConsoleError::Invalid(mistake)
    );
}

#[tokio::test]
async fn a_reset_keeps_the_person_and_changes_all_it_signs_in_with() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let support = consoles.member(&owner, &scope, Role::Support).await;
    let by = consoles.signed_in(&owner).await;
    let before = consoles.signed_in(&support).await;
    let first = console.reset(&by, &scope, &before.person.id, visit).await;
    let link = console.reset(&by, &scope, &before.person.id, visit).await;
    let link = link.expect("a link");
    assert!(
        console.invitation(&first.expect("a link")).await.is_err(),
        "the last one counts"
    );
    let invitation = console.invitation(&link).await.expect("a link");
    assert_eq!(
        invitation.account.as_deref(),
        Some(support.account.as_str())
    );
    consoles.signed_in(&support).await;
    let secret = invitation.authenticator.secret;
    let form = NewPerson {
        password: Secret::new("another pot of tea"),
        authenticator: invitation.authenticator.sealed,
        code: consoles.code(&secret),
        ..NewPerson::default()
    };
    let (token, codes) = console.accept(&link, form, visit).await.expect("reset");
    let after = console.signed_in(&token).await.expect("signed in");
    assert_eq!(
        (after.person, after.memberships),
        (before.person, before.memberships)
    );
    assert!(console.signed_in(&support.token).await.is_err());
    assert_ne!(codes[0].expose(), support.codes[0].expose());
    let old = Secret::new(PASSWORD);
    let refused = console.sign_in(&support.account, &old, visit).await;
    assert_eq!(refused, Err(ConsoleError::WrongSignIn));
}

#[tokio::test]
async fn audit_entries_come_in_pages_the_newest_first() {
    let consoles = Consoles::new().await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    for _ in 0..118 {
        let support = Role::Support.into();
        let link = console.invite(&by, &scope, (&support, ""), visit);
        link.await.expect("a link");
        consoles.fixture.clock.advance(1);
    }
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = console
            .audit(&by, &scope, cursor.as_ref())
            .await
            .expect("a page");
        seen.push(page.entries.len());
        let newest_first = page.entries.windows(2).all(|two| two[0].at >= two[1].at);
        assert!(newest_first);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [50, 50, 20]);
}
