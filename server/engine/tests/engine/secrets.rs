//! Rule R8: after whole payments nothing sensitive is in the `SQLite` file and
//! its log, or in any row of PostgreSQL.

use super::new_card::{code_sent, pay};
use domain::desk::Choice;
use store::args;
use testkit::fixture::{Fixture, visit};
use testkit::network::{CARD_TOKEN, SMS_CODE};

/// All bytes of the database.
pub(crate) async fn kept(fixture: &Fixture) -> Vec<u8> {
    if !fixture.engine.store.is_shared() {
        let listed = std::fs::read_dir(fixture.database.folder()).expect("lists");
        return listed
            .map(|file| std::fs::read(file.expect("a file").path()).expect("reads"))
            .collect::<Vec<_>>()
            .concat();
    }
    let read = fixture.engine.store.read(|tx| {
        Box::pin(async move {
            let sql = "SELECT table_name AS name FROM information_schema.tables
                       WHERE table_schema = current_schema()";
            let mut all = String::new();
            for table in tx.all(sql, args![]).await? {
                let sql = format!(
                    "SELECT CAST(t AS TEXT) AS row FROM {} t",
                    table.text("name")?
                );
                for row in tx.all(sql.leak(), args![]).await? {
                    all.push_str(&row.text("row")?);
                }
            }
            Ok(all.into_bytes())
        })
    });
    read.await.expect("reads all")
}

#[tokio::test]
async fn r8_no_card_name_id_phone_code_or_token_is_kept() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    pay(&fixture, &token, &sealed, "000000").await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    fixture.clock.advance(61);
    let second = fixture.another_order("N-2").await;
    let card = fixture.page(&second).await.cards[0].id.clone();
    fixture
        .desk
        .confirm(&second, Choice::SavedCard(card), &visit())
        .await
        .expect("begins");
    pay(&fixture, &second, "", SMS_CODE).await;
    let bytes = kept(&fixture).await;
    let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(
        holds("JN20260601-000001") && holds("138****8000"),
        "it is the right database"
    );
    for secret in [
        "6222021234567890123",
        "6222 0212 3456 7890 123",
        "王芳芳",
        "11010519491231002X",
        "13800138000",
        SMS_CODE,
        CARD_TOKEN,
        &sealed,
    ] {
        assert!(!holds(secret), "{secret} is in the database");
    }
}
