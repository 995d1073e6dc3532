//! Payouts at the border. There is no use case of them yet.

use channels::{
    Channel as _, HttpReply, Moved, NoticeAbout, Op, Outcome, PayoutMessage, Request, RequestFacts,
    Step,
};
use domain::money::Money;
use domain::refusal::Code;
use domain::secret::Secret;
use engine::network::transport::Transport as _;
use store::Error;
use testkit::clock::NOON;
use testkit::fixture::Fixture;
use testkit::second_network::{ID, SecondChannel};

const NUMBER: &str = "second-000-payout";

fn payout() -> PayoutMessage {
    PayoutMessage {
        request: RequestFacts {
            number: NUMBER.to_owned(),
            time: NOON,
            amount: Money::fen(12_800),
        },
        receiver_account: Secret::new("6222021234567890123"),
        receiver_name: Secret::new("王芳芳"),
        subject: String::from("货款"),
    }
}

/// What the channel makes of the network's reply.
async fn outcome(fixture: &Fixture, op: Op) -> Outcome {
    let request = Request {
        account: fixture
            .merchant
            .account(&fixture.merchant.accounts[0].number),
        op,
    };
    let channel = SecondChannel::default();
    let Ok(Step::Call(call)) = channel.start(&request, NOON) else {
        panic!("a call");
    };
    let reply: HttpReply = fixture.network.send(&call).await;
    channel.finish(&request, &reply, NOON)
}

#[tokio::test]
async fn a_payout_is_made_and_comes_back_days_later() {
    let fixture = Fixture::with_second_network().await;
    let query = || Op::QueryPayout(payout());
    let begun = outcome(&fixture, Op::Payout(payout())).await;
    assert_eq!(begun, Outcome::Waiting);
    let made = outcome(&fixture, query()).await;
    let Outcome::Moved(Moved::Payout(receipt)) = &made else {
        panic!("not paid out: {made:?}");
    };
    assert_eq!(receipt.amount, Money::fen(12_800));

    let call = fixture.network.return_payout(NUMBER);
    let notice = SecondChannel::default().read_notice(&call, NOON);
    let notice = notice.expect("reads");
    assert_eq!(notice.about, NoticeAbout::Payout);
    let returned = Outcome::Moved(Moved::PayoutReturned(receipt.clone()));
    assert_eq!(notice.outcome, returned);
    assert_eq!(
        notice.event.as_deref(),
        Some("E-O-second-000-payout"),
        "the same each time it is repeated"
    );
    assert_eq!(outcome(&fixture, query()).await, returned);

    // No request of the engine has this number.
    let refused = fixture.engine.notice(&ID, &call).await;
    assert!(
        matches!(&refused, Err(Error::Refused(r)) if r.code == Code::BadRequest),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_payout_that_is_not_known_is_not_found() {
    let fixture = Fixture::with_second_network().await;
    let asked = outcome(&fixture, Op::QueryPayout(payout())).await;
    assert_eq!(asked, Outcome::Unknown(channels::UnknownReason::NotFound));
}

#[test]
fn the_receiver_is_not_printed() {
    let printed = format!("{:?}", payout());
    assert!(
        !printed.contains("6222") && !printed.contains("王"),
        "{printed}"
    );
}
