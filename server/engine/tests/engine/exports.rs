//! Exports of orders: all of the list once, whatever stops between; limits,
//! rights, audit entries and the end of their term.

use super::console::Consoles;
use domain::clock::At;
use domain::console::{
    AuditAction, ConsoleError, Export, ExportRow, ExportState, OrderFilter, Role, SignedIn,
};
use domain::ids::ExportId;
use domain::order::OrderDraft;
use store::args;
use testkit::fixture::Fixture;

/// So many orders of the fixture's merchant, a millisecond apart in pairs.
async fn orders(fixture: &Fixture, prefix: &str, many: i64) {
    let start = fixture.engine.now();
    for n in 0..many {
        fixture.clock.set(At::from_ms(start.ms() + n / 2));
        let draft = OrderDraft {
            mall_order_no: format!("{prefix}-{n}"),
            ..fixture.draft()
        };
        fixture.create(draft).await.expect("an order");
    }
    fixture.clock.advance(1);
}

async fn of(consoles: &Consoles, by: &SignedIn, id: &ExportId) -> Export {
    let all = consoles.console.exports(by, &consoles.merchant()).await;
    let mut all = all.expect("exports").into_iter();
    all.find(|export| export.id == *id).expect("the export")
}

/// The rows of an export that is done.
async fn rows(consoles: &Consoles, by: &SignedIn, id: &ExportId) -> Vec<ExportRow> {
    let scope = consoles.merchant();
    let export = consoles
        .console
        .download_export(by, &scope, id, &consoles.visit);
    let export = export.await.expect("it is done");
    consoles.fixture.clock.advance(1);
    let mut rows = Vec::new();
    for part in 0..export.parts {
        let part = consoles.console.export_part(by, &scope, (id, part)).await;
        rows.extend(part.expect("a part"));
    }
    assert_eq!(u32::try_from(rows.len()), Ok(export.rows));
    rows
}

async fn ask(consoles: &Consoles, by: &SignedIn, filter: &OrderFilter) -> ExportId {
    let scope = consoles.merchant();
    let asked = consoles
        .console
        .ask_export(by, &scope, filter, &consoles.visit);
    let id = asked.await.expect("asked for");
    consoles.fixture.clock.advance(1);
    id
}

async fn run_all(fixture: &Fixture) {
    while fixture.engine.run_due_jobs().await > 0 {}
}

#[tokio::test]
async fn an_export_has_each_order_once_across_a_restart_and_none_that_came_later() {
    let mut consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    orders(&consoles.fixture, "A", 1_250).await;
    let id = ask(&consoles, &by, &OrderFilter::default()).await;
    assert_eq!(of(&consoles, &by, &id).await.total, Some(1_250));
    orders(&consoles.fixture, "B", 3).await;
    // The job stops after its first part, and runs again after a restart.
    let part = consoles.fixture.engine.write_export_part(&id).await;
    assert!(part.expect("written"), "there is more");
    let export = of(&consoles, &by, &id).await;
    assert_eq!(
        (export.state, export.rows, export.parts),
        (ExportState::Running, 1_000, 1)
    );
    let scope = consoles.merchant();
    let early = consoles
        .console
        .download_export(&by, &scope, &id, &consoles.visit);
    assert_eq!(early.await.err(), Some(ConsoleError::NotFound));
    consoles.fixture.restart().await;
    consoles.console = consoles.fixture.engine.console();
    run_all(&consoles.fixture).await;

    let rows = rows(&consoles, &by, &id).await;
    let numbers = rows.iter().map(|row| row.mall_order_no.as_str());
    let mut numbers: Vec<_> = numbers.collect();
    let mut places: Vec<_> = rows.iter().map(|row| (row.created_at, &row.id)).collect();
    places.reverse();
    assert!(places.is_sorted(), "newest first");
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!((numbers.len(), rows.len()), (1_250, 1_250));
    assert!(numbers.iter().all(|number| number.starts_with("A-")));
    let row = &rows[0];
    assert_eq!(
        (row.amount.decimal().as_str(), row.paid_at),
        ("128.00", None)
    );
}

#[tokio::test]
async fn a_person_has_one_export_at_a_time_and_each_step_is_written_down() {
    let consoles = Consoles::new().await;
    let (owner, scope) = (consoles.owner().await, consoles.merchant());
    let finance = consoles.member(&owner, &scope, Role::Finance).await;
    let by = consoles.signed_in(&owner).await;
    let all = OrderFilter::default();
    let empty = ask(&consoles, &by, &all).await;
    let second = consoles
        .console
        .ask_export(&by, &scope, &all, &consoles.visit);
    assert_eq!(second.await.err(), Some(ConsoleError::ExportRunning));
    let other = consoles.signed_in(&finance).await;
    ask(&consoles, &other, &OrderFilter::default()).await;
    run_all(&consoles.fixture).await;
    assert_eq!(rows(&consoles, &by, &empty).await, []);
    ask(&consoles, &by, &OrderFilter::default()).await;
    let actions = consoles.actions(&by, &scope).await;
    let actions = actions
        .into_iter()
        .filter(|action| matches!(action, AuditAction::AskExport | AuditAction::DownloadExport));
    let (asked, downloaded) = (AuditAction::AskExport, AuditAction::DownloadExport);
    assert_eq!(
        actions.collect::<Vec<_>>(),
        [asked, asked, downloaded, asked]
    );
}

#[tokio::test]
async fn too_many_rows_have_a_clear_end() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    orders(&consoles.fixture, "A", 3).await;
    let id = ask(&consoles, &by, &OrderFilter::default()).await;
    let nearly = i64::from(Export::ROWS_MAX) - 2;
    let set = consoles.fixture.engine.store.write(move |tx| {
        let sql = "UPDATE exports SET rows_written = $1";
        Box::pin(async move { tx.run(sql, args![nearly]).await })
    });
    set.await.expect("set");
    run_all(&consoles.fixture).await;
    let export = of(&consoles, &by, &id).await;
    assert_eq!((export.state, export.parts), (ExportState::TooManyRows, 0));
    ask(&consoles, &by, &OrderFilter::default()).await;
}

#[tokio::test]
async fn a_file_is_gone_after_its_term() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let by = consoles.signed_in(&owner).await;
    let scope = consoles.merchant();
    orders(&consoles.fixture, "A", 1).await;
    let id = ask(&consoles, &by, &OrderFilter::default()).await;
    run_all(&consoles.fixture).await;
    // A sign-in takes a moment.
    consoles.fixture.clock.advance(Export::KEPT_S - 40);
    let token = consoles.sign_in(&owner).await;
    let by = consoles.console.signed_in(&token).await.expect("signed in");
    assert_eq!(rows(&consoles, &by, &id).await.len(), 1);
    consoles.fixture.clock.advance(10);
    let late = consoles
        .console
        .download_export(&by, &scope, &id, &consoles.visit);
    assert_eq!(late.await.err(), Some(ConsoleError::NotFound));
    let part = consoles.console.export_part(&by, &scope, (&id, 0)).await;
    assert_eq!(part.err(), Some(ConsoleError::NotFound));
    consoles.fixture.clock.advance(3_600);
    run_all(&consoles.fixture).await;
    let left = consoles.fixture.engine.store.read(|tx| {
        let sql =
            "SELECT (SELECT COUNT(*) FROM exports) + (SELECT COUNT(*) FROM export_parts) AS n";
        Box::pin(async move { tx.one(sql, args![]).await?.expect("a row").int("n") })
    });
    assert_eq!(left.await.expect("counted"), 0);
}

#[tokio::test]
async fn a_filter_is_kept_and_other_merchants_have_no_part_in_it() {
    let consoles = Consoles::new().await;
    let (owner, scope) = (consoles.owner().await, consoles.merchant());
    let by = consoles.signed_in(&owner).await;
    orders(&consoles.fixture, "A", 12).await;
    let filter = OrderFilter {
        number: Some("A-11".into()),
        ..OrderFilter::default()
    };
    let id = ask(&consoles, &by, &filter).await;
    run_all(&consoles.fixture).await;
    let rows = rows(&consoles, &by, &id).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].mall_order_no, "A-11");
    for role in [Role::Support, Role::Designer, Role::Developer] {
        let member = consoles.member(&owner, &scope, role).await;
        let member = consoles.signed_in(&member).await;
        let refused = consoles
            .console
            .download_export(&member, &scope, &id, &consoles.visit);
        assert!(
            matches!(refused.await, Err(ConsoleError::Forbidden(_))),
            "{role:?}"
        );
    }
}
