//! The bytes of pages: the same text compressed and plain, and always what
//! the desk says at that moment.

use crate::fake_desk::{FakeDesk, NOW, OrderKind, page_of, provider, token};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use domain::brand::LogoId;
use domain::clock::{At, Clock};
use domain::desk::{
    CardEntry, Choice, DeskError, MallHome, NextPage, PageState, PageStates, PayDesk, PayPage,
    Place, SharedPayDesk, Visit,
};
use domain::entropy::Entropy;
use domain::ids::{AgreementId, MallId, PayToken};
use domain::money::Money;
use domain::secret::Secret;
use http_body_util::BodyExt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use ui::settings::{Bundle, PageAssets, PageSettings};

/// Different bytes at each call.
struct CountingEntropy(AtomicI64);

impl Entropy for CountingEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, of_count) in bytes.iter_mut().zip(count.iter().cycle()) {
            *byte = *of_count;
        }
    }
}

/// A clock that the test sets.
struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> At {
        At::from_ms(self.0.load(Ordering::Relaxed))
    }
}

/// A desk with one order, which the test changes.
struct OnePageDesk(Mutex<PayPage>);

#[async_trait]
impl PayDesk for OnePageDesk {
    async fn page(&self, _: &PayToken, _: &Visit) -> Result<PayPage, DeskError> {
        Ok(self.0.lock().expect("not poisoned").clone())
    }
    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError> {
        FakeDesk.create_order(link).await
    }
    async fn mall_of_link(&self, link: &str) -> Result<Option<MallHome>, DeskError> {
        FakeDesk.mall_of_link(link).await
    }
    async fn mall(&self, id: &MallId) -> Result<Option<MallHome>, DeskError> {
        FakeDesk.mall(id).await
    }
    async fn confirm(&self, t: &PayToken, c: Choice, v: &Visit) -> Result<NextPage, DeskError> {
        FakeDesk.confirm(t, c, v).await
    }
    async fn leave_for_bank(&self, t: &PayToken, v: &Visit) -> Result<(), DeskError> {
        FakeDesk.leave_for_bank(t, v).await
    }
    async fn send_code(
        &self,
        t: &PayToken,
        c: CardEntry,
        v: &Visit,
    ) -> Result<NextPage, DeskError> {
        FakeDesk.send_code(t, c, v).await
    }
    async fn resend_code(&self, t: &PayToken, s: &str, v: &Visit) -> Result<NextPage, DeskError> {
        FakeDesk.resend_code(t, s, v).await
    }
    async fn change_card(&self, t: &PayToken, s: &str) -> Result<NextPage, DeskError> {
        FakeDesk.change_card(t, s).await
    }
    async fn pay(
        &self,
        t: &PayToken,
        s: &str,
        c: Secret,
        v: &Visit,
    ) -> Result<NextPage, DeskError> {
        FakeDesk.pay(t, s, c, v).await
    }
    async fn cancel(&self, t: &PayToken) -> Result<NextPage, DeskError> {
        FakeDesk.cancel(t).await
    }
    async fn more_time(&self, t: &PayToken) -> Result<i64, DeskError> {
        FakeDesk.more_time(t).await
    }
    async fn remove_card(&self, t: &PayToken, c: &AgreementId) -> Result<NextPage, DeskError> {
        FakeDesk.remove_card(t, c).await
    }
    async fn returned(&self, t: &PayToken) -> Result<Place, DeskError> {
        FakeDesk.returned(t).await
    }
    async fn home(&self, t: &PayToken) -> Result<String, DeskError> {
        FakeDesk.home(t).await
    }
    async fn receipt(&self, reference: &str) -> Result<PayPage, DeskError> {
        FakeDesk.receipt(reference).await
    }

    fn seal_answer(&self, t: &PayToken, answer: &Secret) -> String {
        FakeDesk.seal_answer(t, answer)
    }
    fn open_answer(&self, t: &PayToken, sealed: &str) -> Option<Secret> {
        FakeDesk.open_answer(t, sealed)
    }
    async fn logo(&self, _: &LogoId) -> Result<Option<(&'static str, Vec<u8>)>, DeskError> {
        Ok(None)
    }

    async fn page_state(&self, t: &PayToken) -> Result<PageState, DeskError> {
        FakeDesk.page_state(t).await
    }
    async fn watch(&self, t: &PayToken) -> Result<PageStates, DeskError> {
        FakeDesk.watch(t).await
    }
}

/// A router, and its clock.
fn site(desk: SharedPayDesk) -> (Router, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock(AtomicI64::new(NOW.ms())));
    let settings = PageSettings {
        public_url: "https://pay.example".into(),
        networks: Vec::new(),
        provider: Arc::new(provider()),
        clock: clock.clone(),
        entropy: Arc::new(CountingEntropy(AtomicI64::new(1))),
    };
    let assets = PageAssets {
        bundle: Some(Bundle {
            js: "/assets/paydesk-1.js",
            wasm: "/assets/paydesk-1.wasm",
        }),
        css: include_str!("../../../../style/32-forms.css"),
        outcome_css: include_str!("../../../../style/outcome/10-outcome.css"),
    };
    (pay::routes::router(desk, assets, settings), clock)
}

async fn ask(router: &Router, path: &str, accepts: &str) -> Response<Body> {
    let request = Request::get(path).header("accept-encoding", accepts);
    let request = request.body(Body::empty()).expect("a request");
    let answer = router.clone().oneshot(request).await;
    answer.expect("routers do not fail")
}

/// The nonce of an answer's policy, and its text without the nonce.
async fn read(answer: Response<Body>) -> (String, String) {
    let policy = answer.headers()["content-security-policy"].to_str();
    let policy = policy.expect("a plain header").to_owned();
    let packed = answer.headers().get("content-encoding").cloned();
    let body = answer.into_body().collect().await.expect("a body");
    let body = body.to_bytes().to_vec();
    let body = match packed {
        Some(name) => {
            assert_eq!(name, "br");
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut body.as_slice(), &mut plain).expect("brotli");
            plain
        }
        None => body,
    };
    let (_, nonce) = policy.split_once("script-src 'nonce-").expect("a nonce");
    let (nonce, _) = nonce.split_once('\'').expect("its end");
    let body = String::from_utf8(body).expect("UTF-8");
    assert!(
        body.matches(nonce).count() >= 3,
        "preload, style and loader"
    );
    assert!(
        !body.contains("<!--static:"),
        "every placeholder is replaced"
    );
    (nonce.to_owned(), body.replace(nonce, ""))
}

#[tokio::test]
async fn a_page_says_the_same_in_both_encodings() {
    let (router, _) = site(Arc::new(FakeDesk));
    for kind in OrderKind::ALL {
        for place in Place::ALL {
            let queries = ["", "?lang=en", "?bank=ICBC", "?bank=zz"];
            let many = if place == Place::Choose { 4 } else { 1 };
            for query in &queries[..many] {
                let path = format!("{}{query}", place.path(&token(kind, place)));
                let (first, plain) = read(ask(&router, &path, "identity").await).await;
                for accepts in ["gzip, br", "br", "gzip", "br;q=0"] {
                    let (nonce, text) = read(ask(&router, &path, accepts).await).await;
                    assert!(text == plain, "{path} {accepts}");
                    assert_ne!(nonce, first, "{path} {accepts}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_body_in_brotli_has_its_headers() {
    let (router, _) = site(Arc::new(FakeDesk));
    let path = Place::Choose.path(&token(OrderKind::Plain, Place::Choose));
    let packed = ask(&router, &path, "gzip, deflate, br, zstd").await;
    assert_eq!(packed.headers()["content-encoding"], "br");
    assert_eq!(packed.headers()["vary"], "accept-encoding");
    let plain = ask(&router, &path, "gzip").await;
    assert!(!plain.headers().contains_key("content-encoding"));
}

/// A change of the order, and what the page then contains.
type Change = (fn(&mut PayPage), &'static str);

fn changes() -> Vec<Change> {
    vec![
        (|page| page.amount = Money::fen(777_701), "7,777"),
        (|page| page.items[0].quantity = 41, "× 41"),
        (|page| page.payee = "Another payee".into(), "Another payee"),
        (
            |page| page.mall_name = "Another mall".into(),
            "Another mall",
        ),
        (
            |page| Arc::make_mut(&mut page.brand).display_name = "Renamed".into(),
            "Renamed",
        ),
        (
            |page| Arc::make_mut(&mut page.brand).colour.r = 0xab,
            "#ab6e3f",
        ),
        (|page| page.seconds_left = 61, "data-seconds=\"61\""),
        (|page| page.expires_at = NOW.plus_s(60), "16:01"),
        (
            |page| drop(page.offers.remove(0)),
            "name=\"way\" value=\"scan\"",
        ),
        (|page| page.more_time = false, "data-seconds"),
    ]
}

#[tokio::test]
async fn every_change_of_the_order_is_in_the_next_view() {
    for (change, word) in changes() {
        for place in [Place::Choose, Place::Paid] {
            let page = page_of(OrderKind::Plain, place);
            let path = place.path(&page.token);
            let desk = Arc::new(OnePageDesk(Mutex::new(page)));
            let (router, _) = site(desk.clone());
            let before = read(ask(&router, &path, "gzip").await).await.1;
            assert_eq!(before, read(ask(&router, &path, "gzip").await).await.1);
            change(&mut desk.0.lock().expect("not poisoned"));
            let after = read(ask(&router, &path, "gzip").await).await.1;
            let (fresh_site, _) = site(desk.clone());
            let fresh = read(ask(&fresh_site, &path, "gzip").await).await.1;
            assert!(after == fresh, "{place:?} {word}");
            if place == Place::Choose {
                assert_ne!(before, after, "{word}");
                assert!(after.contains(word), "{word}");
            }
        }
    }
}

#[tokio::test]
async fn every_view_has_the_address_of_the_mall_signed_for_it() {
    let page = page_of(OrderKind::Plain, Place::Paid);
    let path = Place::Paid.path(&page.token);
    let desk = Arc::new(OnePageDesk(Mutex::new(page)));
    let (router, _) = site(desk.clone());
    for ts in 1..4 {
        let home = format!("https://mall.example/back?a=\"><b>&ts={ts}&sig=s");
        desk.0.lock().expect("not poisoned").home = home;
        let text = read(ask(&router, &path, "gzip").await).await.1;
        let href = format!("?a=&quot;&gt;&lt;b&gt;&amp;ts={ts}&amp;sig=s\"");
        assert!(text.contains(&href), "escaped");
    }
}

#[tokio::test]
async fn an_end_tomorrow_loses_its_date_at_midnight() {
    let mut page = page_of(OrderKind::Plain, Place::Choose);
    page.expires_at = NOW.plus_s(8 * 3600 + 13 * 60);
    let path = Place::Choose.path(&page.token);
    let (router, clock) = site(Arc::new(OnePageDesk(Mutex::new(page))));
    let today = read(ask(&router, &path, "br").await).await.1;
    clock.0.fetch_add(8 * 3_600_000, Ordering::Relaxed);
    let late = read(ask(&router, &path, "br").await).await.1;
    assert!(today.contains("11 月 23 日 00:13"));
    assert!(late.contains("00:13") && !late.contains("11 月 23 日"));
}

#[tokio::test]
async fn the_last_five_minutes_are_emphasized() {
    for (seconds, class) in [(301, "deadline"), (300, "deadline deadline--soon")] {
        let mut page = page_of(OrderKind::Plain, Place::Choose);
        page.seconds_left = seconds;
        let path = Place::Choose.path(&page.token);
        let (router, _) = site(Arc::new(OnePageDesk(Mutex::new(page))));
        let text = read(ask(&router, &path, "gzip").await).await.1;
        assert!(text.contains(&format!("class=\"{class}\"")), "{seconds}");
    }
}

/// Not computed from the whole seconds that are left, which would round it.
#[tokio::test]
async fn the_deadline_is_the_orders_to_the_millisecond() {
    let mut page = page_of(OrderKind::Plain, Place::Choose);
    page.expires_at = At::from_ms(NOW.plus_s(28 * 60).ms() - 1);
    page.seconds_left = 28 * 60;
    let path = Place::Choose.path(&page.token);
    let (router, clock) = site(Arc::new(OnePageDesk(Mutex::new(page))));
    for _ in 0..3 {
        let text = read(ask(&router, &path, "gzip").await).await.1;
        assert!(text.contains("16:27") && !text.contains("16:28"));
        clock.0.fetch_add(400, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_text_that_reads_like_a_placeholder_stays_text() {
    let mut page = page_of(OrderKind::Plain, Place::Paid);
    for text in [
        &mut page.subject,
        &mut page.payee,
        &mut page.mall_name,
        &mut page.home,
    ] {
        *text = "<!--static:banks-en-->".into();
    }
    let path = Place::Paid.path(&page.token);
    let (router, _) = site(Arc::new(OnePageDesk(Mutex::new(page))));
    for accepts in ["br", "identity"] {
        let text = read(ask(&router, &path, accepts).await).await.1;
        assert!(!text.contains("data-bank"), "no list of banks");
        assert!(text.matches("&lt;!--static:banks-en--").count() >= 4);
    }
}
