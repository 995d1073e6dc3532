//! What operators see of the engine: metrics, the backlog, and whose log lines
//! are whose.

use domain::desk::Choice;
use domain::product::Product;
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use store::malls;
use testkit::fixture::{Fixture, visit};
use testkit::network::{notice_call, signed_notice};
use tracing::Instrument as _;
use tracing::subscriber::DefaultGuard;

pub(super) fn metrics(fixture: &Fixture) -> String {
    let mut registry = Registry::with_prefix("paydesk");
    fixture.engine.register_metrics(&mut registry);
    let mut page = String::new();
    text::encode(&mut page, &registry).expect("written");
    page
}

/// An order paid by scan, its notice taken in twice.
async fn paid(fixture: &Fixture) {
    let token = fixture.order().await;
    let shown = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await;
    shown.expect("a code");
    let notice = signed_notice(fixture.network.pay_qr());
    for _ in 0..2 {
        fixture
            .engine
            .notice(&channels::unionpay::ID, &notice_call(&notice))
            .await
            .expect("accepted");
    }
}

#[tokio::test]
async fn a_payment_is_counted_once_when_it_is_kept_and_each_call_is_measured() {
    let fixture = Fixture::new().await;
    paid(&fixture).await;
    let page = metrics(&fixture);
    for line in [
        r#"paydesk_payments_total{channel="union_pay",product="scan",result="paid"} 1"#,
        r#"paydesk_network_call_duration_seconds_count{channel="union_pay",operation="pay"} 1"#,
        r#"paydesk_network_call_duration_seconds_bucket{le="0.01",channel="union_pay",operation="pay"} 1"#,
    ] {
        assert!(page.lines().any(|one| one == line), "{line}\n{page}");
    }
}

#[tokio::test]
async fn the_backlog_has_the_ages_of_what_waits() {
    let fixture = Fixture::new().await;
    let before = fixture.engine.backlog().await.expect("read");
    assert_eq!(before.jobs, [("money", 0), ("events", 0)]);
    assert_eq!(before.webhooks, 0);
    let mall = fixture.mall.id.clone();
    let hook = Some("https://mall.example/hook");
    let listens = fixture
        .engine
        .store
        .write(move |tx| Box::pin(async move { malls::set_webhook(tx, &mall, hook).await }));
    listens.await.expect("written");
    paid(&fixture).await;
    fixture.clock.advance(7);
    let after = fixture.engine.backlog().await.expect("read");
    let events = after.jobs.iter().find(|lane| lane.0 == "events");
    assert_eq!(events, Some(&("events", 7_000)), "{after:?}");
    assert_eq!(after.webhooks, 7_000);
}

#[tokio::test]
async fn each_certificate_has_the_end_of_its_validity() {
    let fixture = Fixture::new().await;
    let told: Vec<_> = fixture.engine.certificates().collect();
    let names: Vec<_> = told
        .iter()
        .map(|(channel, certificate)| (channel.as_str(), certificate.name))
        .collect();
    let names_expected =
        ["signing", "encryption", "middle", "root"].map(|name| ("union_pay", name));
    assert_eq!(names, names_expected);
    // 2040-01-01, as the test's certificates have it.
    assert!(
        told.iter()
            .all(|(_, certificate)| certificate.not_after.ms() == 2_208_988_800_000),
        "{told:?}"
    );
}

/// Keeps what is logged.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// What this thread logs until the guard is dropped.
    pub(super) fn of_this_thread() -> (Self, DefaultGuard) {
        let lines = Self::default();
        let to = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || to.clone());
        (lines, tracing::subscriber::set_default(log.finish()))
    }

    pub(super) fn text(&self) -> String {
        let lines = self.0.lock().expect("no panic");
        String::from_utf8_lossy(&lines).into_owned()
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_a_transaction_logs_belongs_to_the_request_that_asked_for_it() {
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::new().await;
    let span = tracing::info_span!("request", request_id = "req_7");
    let written = fixture.engine.store.write(|_| {
        Box::pin(async {
            tracing::info!("inside the transaction");
            Ok(())
        })
    });
    written.instrument(span).await.expect("written");
    let lines = lines.text();
    let line = lines
        .lines()
        .find(|line| line.contains("inside the transaction"));
    assert!(line.is_some_and(|line| line.contains("req_7")), "{lines}");
}
