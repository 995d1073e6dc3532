//! Pages read together are each as fresh and as right as one read alone.

use domain::brand::{Brand, Colour};
use domain::desk::{Choice, DeskError, Place};
use domain::ids::PayToken;
use domain::product::Product;
use futures::future::join_all;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use store::args;
use testkit::fixture::{Fixture, visit};

#[tokio::test]
async fn each_of_many_at_once_gets_its_own_order() {
    let fixture = Fixture::new().await;
    let visitor = visit();
    let mut tokens = Vec::new();
    for n in 0..40 {
        tokens.push(fixture.another_order(&format!("N-{n}")).await);
    }
    let (scanned, _) = tokens.split_at(3);
    for token in scanned {
        let turn = fixture
            .desk
            .confirm(token, Choice::Qr(Product::Scan), &visit())
            .await;
        turn.expect("a code to scan");
    }
    let nobody = PayToken::parse("00000000000000000000000000").expect("26 letters");
    // Two tabs of each, one address that is nobody's, all in one go.
    let asked: Vec<_> = tokens.iter().chain(&tokens).chain([&nobody]).collect();
    let pages = join_all(asked.iter().map(|token| fixture.desk.page(token, &visitor))).await;
    for (token, page) in asked.iter().zip(pages) {
        match page {
            Ok(page) => {
                assert_eq!(page.token, **token);
                let at = tokens.iter().position(|known| known == *token);
                let at = at.expect("one of ours");
                assert_eq!(page.mall_order_no, format!("N-{at}"));
                let place = if at < 3 { Place::Scan } else { Place::Choose };
                assert_eq!((page.place, page.attempt.is_some()), (place, at < 3));
            }
            Err(error) => {
                assert!(matches!(error, DeskError::UnknownOrder), "{error}");
                assert_eq!(**token, nobody);
            }
        }
    }
}

/// Two processes on one database: what one of them commits is in the very
/// next view of the other, whatever either keeps in memory.
#[tokio::test]
async fn what_another_process_wrote_is_in_the_next_view() {
    let mut fixture = Fixture::new().await;
    let visitor = visit();
    let token = fixture.order().await;
    let first = Arc::clone(&fixture.desk);
    fixture.restart().await;
    let second = Arc::clone(&fixture.desk);
    for _ in 0..3 {
        let seen = first.page(&token, &visitor).await.expect("a page");
        assert_eq!(seen.place, Place::Choose);
        let turn = second
            .confirm(&token, Choice::Qr(Product::Scan), &visit())
            .await;
        turn.expect("a code to scan");
        let seen = first.page(&token, &visitor).await.expect("a page");
        assert_eq!(seen.place, Place::Scan);
        second.cancel(&token).await.expect("given up");
    }
    let time = first
        .page(&token, &visitor)
        .await
        .expect("a page")
        .seconds_left;
    second.more_time(&token).await.expect("more time");
    let more = first
        .page(&token, &visitor)
        .await
        .expect("a page")
        .seconds_left;
    assert!(more > time, "{more} {time}");
}

/// What is read anew every few seconds and is the same is not compared letter
/// by letter by every page.
#[tokio::test]
async fn a_look_is_one_for_all_pages_until_it_changes() {
    let fixture = Fixture::new().await;
    let (one, other) = (
        fixture.another_order("N-1").await,
        fixture.another_order("N-2").await,
    );
    let first = fixture.page(&one).await.brand;
    fixture.clock.advance(60);
    let second = fixture.page(&other).await.brand;
    assert!(Arc::ptr_eq(&first, &second));
    let painted = Brand {
        colour: Colour::WHITE,
        ..Brand::clone(&first)
    };
    let (id, brand) = (
        fixture.merchant.id.clone(),
        serde_json::to_string(&painted).expect("JSON"),
    );
    let sql = "UPDATE merchants SET brand = $2 WHERE id = $1";
    let written = fixture.engine.store.write(move |tx| {
        let (id, brand) = (id.clone(), brand.clone());
        Box::pin(async move { tx.run(sql, args![id.as_str(), brand]).await })
    });
    assert_eq!(written.await.expect("written"), 1);
    fixture.clock.advance(60);
    assert_eq!(*fixture.page(&one).await.brand, painted);
}

/// A request that is dropped half way leaves the others of its view alone.
#[tokio::test]
async fn a_reader_who_goes_away_takes_nobody_along() {
    let fixture = Fixture::new().await;
    let visitor = visit();
    let token = fixture.order().await;
    for _ in 0..20 {
        let mut gone = fixture.desk.page(&token, &visitor);
        // Asked once, then dropped.
        let asked = poll_fn(|cx| Poll::Ready(gone.as_mut().poll(cx).is_ready()));
        assert!(!asked.await);
        let (seen, ()) = tokio::join!(fixture.desk.page(&token, &visitor), async { drop(gone) });
        assert_eq!(seen.expect("a page").token, token);
    }
}
