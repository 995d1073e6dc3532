//! Rule R8 on the bytes: after whole journeys nothing sensitive is in the
//! database file or its log.

use super::house::{House, visit};
use super::network::{CODE, TOKEN};
use super::quick::{code_sent, pay};
use domain::desk::Choice;

#[tokio::test]
async fn r8_no_card_name_id_phone_code_or_token_is_in_the_files() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    pay(&house, &token, &sealed, "000000").await;
    pay(&house, &token, &sealed, CODE).await;
    house.clock.pass(61);
    let second = house.another("N-2").await;
    let card = house.page(&second).await.cards[0].id.clone();
    house
        .desk
        .confirm(&second, Choice::SavedCard(card), &visit())
        .await
        .expect("begins");
    pay(&house, &second, "", CODE).await;
    let files = || {
        let listed = std::fs::read_dir(house.dir.path()).expect("lists");
        listed
            .map(|file| std::fs::read(file.expect("a file").path()).expect("reads"))
            .collect::<Vec<_>>()
            .concat()
    };
    let bytes = files();
    let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(
        holds("JN20260601-000001") && holds("138****8000"),
        "the files are the right ones"
    );
    for secret in [
        "6222021234567890123",
        "6222 0212 3456 7890 123",
        "王芳芳",
        "11010519491231002X",
        "13800138000",
        CODE,
        TOKEN,
        &sealed,
    ] {
        assert!(!holds(secret), "{secret} is in the database");
    }
}
