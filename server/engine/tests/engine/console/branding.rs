//! A merchant's brand: drafts, publication at once and at a time, the way back,
//! logos, and two people who change it at the same time.

use super::Consoles;
use domain::brand::{Brand, ButtonWords, Colour, LogoSlot};
use domain::console::{
    AuditAction, Branding, ConsoleError, ConsoleField, ConsoleProblem, Right, Role, SignedIn,
};
use domain::desk::PayPage;
use domain::ids::MallId;
use domain::product::Product;

const SVG: &[u8] =
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8v8z'/></svg>";

struct Branded {
    consoles: Consoles,
    by: SignedIn,
}

impl Branded {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let owner = consoles.owner().await;
        let by = consoles.signed_in(&owner).await;
        Self { consoles, by }
    }

    async fn branding(&self, mall: Option<&MallId>) -> Branding {
        let scope = self.consoles.merchant();
        let found = self.consoles.console.branding(&self.by, &scope, mall);
        found.await.expect("a brand")
    }

    async fn save(&self, mall: Option<&MallId>, brand: &Brand) -> i64 {
        let revision = self.branding(mall).await.revision();
        let (console, scope) = (&self.consoles.console, self.consoles.merchant());
        let saved = console.save_brand(
            &self.by,
            (&scope, mall),
            (revision, brand),
            &self.consoles.visit,
        );
        saved.await.expect("saved");
        self.branding(mall).await.revision()
    }

    /// Saves and publishes; in so many seconds, or now.
    async fn publish(&self, mall: Option<&MallId>, brand: &Brand, in_s: Option<i64>) {
        let revision = self.save(mall, brand).await;
        let at = in_s.map(|s| self.consoles.fixture.engine.now().plus_s(s));
        let (console, scope) = (&self.consoles.console, self.consoles.merchant());
        let published = console.publish_brand(
            &self.by,
            (&scope, mall),
            (revision, brand, at),
            &self.consoles.visit,
        );
        published.await.expect("published");
    }

    /// What the next shopper sees.
    async fn page(&self) -> PayPage {
        let fixture = &self.consoles.fixture;
        let order = fixture.create(fixture.draft()).await.expect("an order");
        fixture.page(&order.order.token).await
    }
}

fn named(name: &str) -> Brand {
    Brand {
        button: ButtonWords::Book,
        ways: vec![Product::Wechat, Product::GatewayPersonal],
        message: Some("谢谢惠顾".into()),
        ..Brand::plain(name, Colour::parse("#112233").expect("a colour"))
    }
}

#[tokio::test]
async fn a_draft_is_not_seen_and_a_published_brand_is_on_the_next_page() {
    let branded = Branded::new().await;
    let before = branded.page().await;
    branded.save(None, &named("草稿")).await;
    assert_eq!(branded.page().await.brand, before.brand);
    branded.publish(None, &named("新名"), None).await;
    let after = branded.page().await;
    assert_eq!(*after.brand, named("新名"));
    let offered: Vec<_> = after.offers.iter().map(|offer| offer.product).collect();
    let mut sorted = offered.clone();
    sorted.sort_by_key(|product| after.brand.rank(*product));
    assert_eq!(offered, sorted);
    let branding = branded.branding(None).await;
    assert_eq!((branding.live_number, branding.draft), (1, None));
}

#[tokio::test]
async fn a_time_is_kept_a_planned_version_can_be_withdrawn_and_an_old_one_comes_back() {
    let branded = Branded::new().await;
    let (console, visit) = (&branded.consoles.console, &branded.consoles.visit);
    let scope = branded.consoles.merchant();
    branded.publish(None, &named("平日"), None).await;
    branded.publish(None, &named("双11"), Some(60)).await;
    assert_eq!(branded.page().await.brand.display_name, "平日");
    branded.consoles.fixture.clock.advance(61);
    assert_eq!(branded.page().await.brand.display_name, "双11");
    let late = console.withdraw_brand(&branded.by, (&scope, None), 2, visit);
    assert_eq!(late.await, Err(ConsoleError::Changed));

    branded.publish(None, &named("圣诞"), Some(60)).await;
    let withdrawn = console.withdraw_brand(&branded.by, (&scope, None), 3, visit);
    withdrawn.await.expect("withdrawn");
    branded.consoles.fixture.clock.advance(61);
    assert_eq!(branded.page().await.brand.display_name, "双11");
    assert!(branded.branding(None).await.versions[0].withdrawn);

    let restored = console.restore_brand(&branded.by, (&scope, None), 1, visit);
    restored.await.expect("restored");
    assert_eq!(branded.page().await.brand.display_name, "平日");
    let first = console.restore_brand(&branded.by, (&scope, None), 0, visit);
    first.await.expect("restored");
    assert_eq!(branded.page().await.brand.display_name, "龙井");
    let none = console.restore_brand(&branded.by, (&scope, None), 9, visit);
    assert_eq!(none.await, Err(ConsoleError::NotFound));
}

#[tokio::test]
async fn times_that_are_over_or_far_away_are_refused() {
    let branded = Branded::new().await;
    let brand = named("新名");
    let revision = branded.save(None, &brand).await;
    let scope = branded.consoles.merchant();
    let now = branded.consoles.fixture.engine.now();
    for at in [now, now.plus_s(-60), now.plus_s(367 * 86_400)] {
        let published = branded.consoles.console.publish_brand(
            &branded.by,
            (&scope, None),
            (revision, &brand, Some(at)),
            &branded.consoles.visit,
        );
        let mistake = vec![(ConsoleField::PublishFrom, ConsoleProblem::Time)];
        assert_eq!(published.await, Err(ConsoleError::Invalid(mistake)));
    }
}

#[tokio::test]
async fn nobody_s_change_is_overwritten_unseen() {
    let branded = Branded::new().await;
    let (console, visit) = (&branded.consoles.console, &branded.consoles.visit);
    let scope = branded.consoles.merchant();
    let revision = branded.save(None, &named("第一份")).await;
    branded.save(None, &named("第二份")).await;
    for stale in [0, revision] {
        let brand = named("第三份");
        let saved = console.save_brand(&branded.by, (&scope, None), (stale, &brand), visit);
        assert_eq!(saved.await, Err(ConsoleError::Changed));
        let draft = (stale, &brand, None);
        let published = console.publish_brand(&branded.by, (&scope, None), draft, visit);
        assert_eq!(published.await, Err(ConsoleError::Changed));
        let dropped = console.drop_brand_draft(&branded.by, (&scope, None), stale, visit);
        assert_eq!(dropped.await, Err(ConsoleError::Changed));
    }
    let draft = branded.branding(None).await.draft.expect("a draft");
    assert_eq!(draft.brand.display_name, "第二份");

    // Another version went live since the draft was begun.
    let restored = console.restore_brand(&branded.by, (&scope, None), 0, visit);
    restored.await.expect("restored");
    let outdated = (draft.revision, &draft.brand, None);
    let published = console.publish_brand(&branded.by, (&scope, None), outdated, visit);
    assert_eq!(published.await, Err(ConsoleError::Changed));

    // A draft that was dropped and begun anew is another one.
    let dropped = console.drop_brand_draft(&branded.by, (&scope, None), draft.revision, visit);
    dropped.await.expect("dropped");
    let empty = branded.branding(None).await.revision();
    branded.consoles.fixture.clock.advance(1);
    branded.save(None, &named("第四份")).await;
    for stale in [empty, revision, draft.revision] {
        let brand = named("第五份");
        let saved = console.save_brand(&branded.by, (&scope, None), (stale, &brand), visit);
        assert_eq!(saved.await, Err(ConsoleError::Changed));
    }
}

#[tokio::test]
async fn what_was_published_without_a_draft_is_not_overwritten_unseen() {
    let branded = Branded::new().await;
    let (console, visit) = (&branded.consoles.console, &branded.consoles.visit);
    let scope = branded.consoles.merchant();
    let revision = branded.branding(None).await.revision();
    for (name, expected) in [("先", Ok(())), ("后", Err(ConsoleError::Changed))] {
        let brand = named(name);
        let draft = (revision, &brand, None);
        let published = console.publish_brand(&branded.by, (&scope, None), draft, visit);
        assert_eq!(published.await, expected);
    }
    assert_eq!(branded.page().await.brand.display_name, "先");
}

#[tokio::test]
async fn a_setting_that_fails_is_named_and_nothing_is_stored() {
    let branded = Branded::new().await;
    let (console, visit) = (&branded.consoles.console, &branded.consoles.visit);
    let (scope, revision) = (branded.consoles.merchant(), 0);
    let brand = Brand {
        terms: Some("javascript:alert(1)".into()),
        ..named("新名")
    };
    let refused = Err(ConsoleError::Invalid(vec![(
        ConsoleField::Terms,
        ConsoleProblem::Format,
    )]));
    let saved = console.save_brand(&branded.by, (&scope, None), (revision, &brand), visit);
    assert_eq!(saved.await, refused);
    let draft = (revision, &brand, None);
    let published = console.publish_brand(&branded.by, (&scope, None), draft, visit);
    assert_eq!(published.await, refused);
    let branding = branded.branding(None).await;
    assert_eq!((branding.draft, branding.live_number), (None, 0));
}

#[tokio::test]
async fn a_mall_has_its_own_brand_and_another_merchant_s_mall_is_not_found() {
    let branded = Branded::new().await;
    let mall = branded.consoles.fixture.mall.id.clone();
    branded.publish(None, &named("各处"), None).await;
    branded.publish(Some(&mall), &named("此处"), None).await;
    assert_eq!(branded.page().await.brand.display_name, "此处");
    assert_eq!(branded.branding(None).await.live.display_name, "各处");
    let other = MallId::parse("mal_00000000000000000000000000").expect("an id");
    let scope = branded.consoles.merchant();
    let found = branded
        .consoles
        .console
        .branding(&branded.by, &scope, Some(&other));
    assert_eq!(found.await, Err(ConsoleError::NotFound));
}

#[tokio::test]
async fn a_logo_is_public_once_its_brand_is_published() {
    let branded = Branded::new().await;
    let (console, visit) = (&branded.consoles.console, &branded.consoles.visit);
    let scope = branded.consoles.merchant();
    let desk = branded.consoles.fixture.engine.desk();
    let put = console.put_logo(
        &branded.by,
        (&scope, None),
        (LogoSlot::Square, Some(SVG)),
        visit,
    );
    put.await.expect("put");
    let draft = branded.branding(None).await.draft.expect("a draft").brand;
    let logo = draft.logos.square.clone().expect("a logo");
    assert_eq!(desk.logo(&logo).await.expect("no fault"), None);
    let own = console.logo(&branded.by, &scope, &logo).await;
    assert_eq!(own, Ok(("image/svg+xml", SVG.to_vec())));
    // The form says nothing of logos, and keeps them.
    branded.publish(None, &named("有标志"), None).await;
    assert_eq!(branded.page().await.brand.logos.square, Some(logo.clone()));
    let public = desk.logo(&logo).await.expect("no fault");
    assert_eq!(public, Some(("image/svg+xml", SVG.to_vec())));

    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
    let refused = console.put_logo(
        &branded.by,
        (&scope, None),
        (LogoSlot::Square, Some(script)),
        visit,
    );
    let mistake = vec![(ConsoleField::Logo, ConsoleProblem::NotPlain)];
    assert_eq!(refused.await, Err(ConsoleError::Invalid(mistake)));
}

#[tokio::test]
async fn roles_without_the_right_change_nothing_and_each_change_is_kept() {
    let consoles = Consoles::new().await;
    let (console, scope, visit) = (&consoles.console, consoles.merchant(), &consoles.visit);
    let owner = consoles.owner().await;
    let refused = Err(ConsoleError::Forbidden(Right::ChangeBrand));
    for role in [Role::Support, Role::Finance, Role::Developer] {
        let member = consoles.member(&owner, &scope, role).await;
        let by = consoles.signed_in(&member).await;
        let brand = named("不行");
        assert_eq!(
            console
                .save_brand(&by, (&scope, None), (0, &brand), visit)
                .await,
            refused
        );
        let put = (LogoSlot::Square, Some(SVG));
        assert_eq!(
            console.put_logo(&by, (&scope, None), put, visit).await,
            refused
        );
        assert_eq!(
            console.restore_brand(&by, (&scope, None), 0, visit).await,
            refused
        );
    }
    let designer = consoles.member(&owner, &scope, Role::Designer).await;
    let by = consoles.signed_in(&designer).await;
    let brand = named("设计师的");
    let saved = console.save_brand(&by, (&scope, None), (0, &brand), visit);
    saved.await.expect("saved");
    consoles.fixture.clock.advance(1);
    let found = console.branding(&by, &scope, None).await.expect("a brand");
    let draft = (found.revision(), &brand, None);
    let published = console.publish_brand(&by, (&scope, None), draft, visit);
    published.await.expect("published");
    let by = consoles.signed_in(&owner).await;
    let page = console.audit(&by, &scope, None).await.expect("a page");
    let actions: Vec<_> = page.entries[..2].iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [AuditAction::PublishBrand, AuditAction::SaveBrand]);
    let published = &page.entries[0];
    assert!(
        published
            .before
            .as_deref()
            .is_some_and(|text| text.contains("龙井"))
    );
    assert!(
        published
            .after
            .as_deref()
            .is_some_and(|text| text.contains("设计师的"))
    );
}
