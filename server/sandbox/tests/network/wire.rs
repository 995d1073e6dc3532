//! Each message both ways, and what is refused.

use channels::{
    CardHolder, Channel as _, CodeFor, Done, Moved, Op, Outcome, PayBy, PaymentMethod, Screen,
    Show, Step, UnknownReason,
};
use domain::money::Money;
use domain::secret::Secret;

use crate::desk::{TestDesk, card, chen, credit, debit, declined, lin, pay, request};

#[tokio::test]
async fn sign_once_pay_twice_forget() {
    let desk = TestDesk::new().await;
    let token = desk
        .sign("signing00001", &credit("3012", "123"), &lin())
        .await;

    // Right after signing, its code is enough.
    let first = desk.trade("payment00001", 12_800);
    assert_eq!(desk.call(&pay(&first, &token)).await, Outcome::Waiting);
    let Outcome::Moved(Moved::Payment(paid)) = desk.query(&first, PaymentMethod::Agreement).await
    else {
        panic!("unpaid")
    };
    assert_eq!((paid.amount, paid.defect), (Money::fen(12_800), false));
    assert_eq!(paid.network_id.len(), 21);
    assert_eq!(paid.account.as_deref(), Some("622575******3454"));

    // Later it takes a code of its own.
    let second = desk.trade("payment00002", 900);
    assert_eq!(declined(desk.call(&pay(&second, &token)).await), "71");
    let third = desk.trade("payment00003", 900);
    let phone = lin().phone;
    let asked = Op::SendCode {
        payment: third.clone(),
        to: CodeFor::Paying(token.clone()),
        phone,
    };
    assert_eq!(desk.call(&asked).await, Outcome::Done(Done::CodeSent));
    let code = Some(desk.code("13800138001").await);
    let with_code = Op::Pay {
        payment: third.clone(),
        by: PayBy::Agreement {
            token: token.clone(),
            code,
        },
    };
    assert_eq!(desk.call(&with_code).await, Outcome::Waiting);
    assert!(matches!(
        desk.query(&third, PaymentMethod::Agreement).await,
        Outcome::Moved(Moved::Payment(_))
    ));

    // The number is used up, whatever came of it.
    let again = desk.call(&with_code).await;
    assert_eq!(
        again,
        Outcome::Unknown(UnknownReason::PendingCode("12".to_owned()))
    );

    let removal = desk.trade("removal00001", 900);
    let remove = Op::RemoveAgreement {
        request: removal.request,
        token: token.clone(),
    };
    assert_eq!(desk.call(&remove).await, Outcome::Done(Done::Removed));
    assert_eq!(
        declined(
            desk.call(&pay(&desk.trade("payment00004", 900), &token))
                .await
        ),
        "89"
    );
}

#[tokio::test]
async fn card_data_is_taken_plain_as_well() {
    let desk = TestDesk::with_encryption(false).await;
    let token = desk
        .sign("signing00001", &credit("3012", "123"), &lin())
        .await;
    assert_eq!(
        desk.call(&pay(&desk.trade("payment00001", 900), &token))
            .await,
        Outcome::Waiting
    );
}

#[tokio::test]
async fn each_wrong_part_has_its_code() {
    let desk = TestDesk::new().await;
    let name = CardHolder {
        name: Secret::new("林小雨"),
        ..lin()
    };
    let id_number = CardHolder {
        id_number: chen().id_number,
        ..lin()
    };
    let phone = CardHolder {
        phone: chen().phone,
        ..lin()
    };
    let frozen = card("6216610100001234562");
    for (order_id, card, holder, code) in [
        ("wrong0000001", card("6222020200012345688"), lin(), "61"),
        ("wrong0000002", debit(), name, "66"),
        ("wrong0000003", debit(), id_number, "66"),
        ("wrong0000004", debit(), phone, "66"),
        ("wrong0000005", credit("3011", "123"), lin(), "65"),
        ("wrong0000006", credit("3012", "321"), lin(), "65"),
        ("wrong0000007", frozen, lin(), "63"),
    ] {
        assert_eq!(
            declined(desk.open(order_id, &card, &holder).await),
            code,
            "{order_id}"
        );
    }
}

#[tokio::test]
async fn a_wrong_code_may_be_mended_under_the_same_signing() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("signing00001", 100);
    let asked = Op::SendCode {
        payment: trade.clone(),
        to: CodeFor::Signing(debit()),
        phone: lin().phone,
    };
    assert_eq!(desk.call(&asked).await, Outcome::Done(Done::CodeSent));
    let right = desk.code("13800138001").await;
    let wrong = if right.expose() == "000000" {
        "000001"
    } else {
        "000000"
    };
    let open = |code: Secret| Op::Sign {
        payment: trade.clone(),
        card: debit(),
        holder: lin(),
        code,
    };
    assert_eq!(declined(desk.call(&open(Secret::new(wrong))).await), "71");
    assert!(matches!(
        desk.call(&open(right.clone())).await,
        Outcome::Done(Done::Signed(_))
    ));
    let again = desk.call(&open(right)).await;
    assert_eq!(
        again,
        Outcome::Unknown(UnknownReason::PendingCode("12".to_owned()))
    );
}

#[tokio::test]
async fn cards_that_cannot_pay_say_why() {
    let desk = TestDesk::new().await;
    let empty = desk
        .sign("signing00001", &card("6217000010005678902"), &lin())
        .await;
    let limited = desk
        .sign("signing00002", &card("6217991000012345679"), &chen())
        .await;
    let trade = desk.trade("payment00001", 900);
    assert_eq!(declined(desk.call(&pay(&trade, &empty)).await), "64");
    assert_eq!(
        declined(desk.query(&trade, PaymentMethod::Agreement).await),
        "64"
    );
    assert_eq!(
        declined(
            desk.call(&pay(&desk.trade("payment00002", 10_050), &limited))
                .await
        ),
        "33"
    );
    // A refused payment, too, used up the code of the signing.
    let fresh = desk
        .sign("signing00003", &card("6217991000012345679"), &chen())
        .await;
    assert_eq!(
        desk.call(&pay(&desk.trade("payment00003", 10_000), &fresh))
            .await,
        Outcome::Waiting
    );
    // Payments by our server are noticed either way.
    desk.network.deliver_due().await;
    let outcomes: Vec<Outcome> = desk.notices().into_iter().map(|n| n.outcome).collect();
    assert!(matches!(outcomes[0], Outcome::Declined(_)), "{outcomes:?}");
    assert!(
        matches!(outcomes[2], Outcome::Moved(Moved::Payment(_))),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn a_query_finds_only_what_there_is() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("payment00001", 900);
    let not_found = Outcome::Unknown(UnknownReason::NotFound);
    assert_eq!(
        desk.query(&trade, PaymentMethod::Agreement).await,
        not_found
    );
    let token = desk.token().await;
    desk.call(&pay(&trade, &token)).await;
    let mut other_time = trade.clone();
    other_time.request.time = trade.request.time.plus_s(1);
    assert_eq!(
        desk.query(&other_time, PaymentMethod::Agreement).await,
        not_found
    );
    assert!(matches!(
        desk.query(&trade, PaymentMethod::Agreement).await,
        Outcome::Moved(Moved::Payment(_))
    ));
}

/// Every field of every message, each with one character changed: the
/// network answers 11, and does nothing.
#[tokio::test]
async fn one_changed_character_is_refused() {
    let desk = TestDesk::new().await;
    let token = desk.token().await;
    let trade = desk.trade("payment00001", 900);
    let code = Secret::new("123456");
    let ops = [
        Op::SendCode {
            payment: trade.clone(),
            to: CodeFor::Signing(debit()),
            phone: lin().phone,
        },
        Op::Sign {
            payment: trade.clone(),
            card: debit(),
            holder: lin(),
            code: code.clone(),
        },
        Op::SendCode {
            payment: trade.clone(),
            to: CodeFor::Paying(token.clone()),
            phone: lin().phone,
        },
        Op::Pay {
            payment: trade.clone(),
            by: PayBy::Agreement {
                token: token.clone(),
                code: Some(code),
            },
        },
        Op::RemoveAgreement {
            request: trade.clone().request,
            token,
        },
        Op::Pay {
            payment: trade.clone(),
            by: PayBy::Qr,
        },
        Op::Query {
            payment: trade.clone(),
            paid_by: PaymentMethod::Agreement,
        },
        Op::Pay {
            payment: trade,
            by: PayBy::BankPage {
                bank: Some("ICBC".to_owned()),
                screen: Screen::Pc,
            },
        },
    ];
    let before = desk.books();
    for op in ops {
        let (path, fields) = wire_form(&desk, &op);
        assert!(fields.len() > 15, "{}", op.name());
        for changed in 0..fields.len() {
            let mut forged = fields.clone();
            let value = &mut forged[changed].1;
            let last = value.pop().expect("no value is empty");
            value.push(if last == 'x' { 'y' } else { 'x' });
            let (_, answer) = desk.post(&path, encoded(&forged)).await;
            let refused = answer.contains("respCode=11&") || answer.contains("<strong>11</strong>");
            assert!(
                refused,
                "{} with another {}: {answer}",
                op.name(),
                forged[changed].0
            );
        }
    }
    assert_eq!(desk.books(), before, "nothing was booked");
}

#[tokio::test]
async fn what_is_no_form_is_refused_too() {
    let desk = TestDesk::new().await;
    for body in ["", "a", "a=1&a=2", "a=%zz", "{}"] {
        let (status, answer) = desk
            .post("/gateway/api/backTransReq.do", body.to_owned())
            .await;
        assert_eq!(status, 200, "{body:?}");
        assert!(answer.contains("respCode=10&"), "{body:?}: {answer}");
    }
    let huge = "a=".to_owned() + &"x".repeat(70_000);
    let (status, _) = desk.post("/gateway/api/backTransReq.do", huge).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn an_old_time_is_refused_but_a_query_may_ask_for_one() {
    let desk = TestDesk::new().await;
    let token = desk.token().await;
    let trade = desk.trade("payment00001", 900);
    desk.pass(601);
    assert_eq!(declined(desk.call(&pay(&trade, &token)).await), "10");
    assert_eq!(
        desk.query(&trade, PaymentMethod::Agreement).await,
        Outcome::Unknown(UnknownReason::NotFound)
    );
}

#[tokio::test]
async fn nothing_sensitive_is_in_the_books() {
    let desk = TestDesk::new().await;
    let token = desk
        .sign("signing00001", &credit("3012", "123"), &lin())
        .await;
    desk.call(&pay(&desk.trade("payment00001", 900), &token))
        .await;
    let books = desk.books();
    assert!(books.contains("payment00001"), "they are kept");
    let code = desk.code("13800138001").await;
    let holder = lin();
    for secret in [
        "6225753100123454",
        token.expose(),
        code.expose(),
        holder.name.expose(),
        holder.id_number.expose(),
        holder.phone.expose(),
        "3012\"",
    ] {
        assert!(!books.contains(secret), "{secret} is in the books");
    }
}

/// Where an operation goes, and its fields.
pub(crate) fn wire_form(desk: &TestDesk, op: &Op) -> (String, Vec<(String, String)>) {
    use domain::clock::Clock;
    match desk
        .channel
        .start(&request(op), desk.clock.now())
        .expect("starts")
    {
        Step::Show(Show::BrowserForm(form)) => (form.action.replace(&desk.base, ""), form.fields),
        Step::Show(show) => panic!("{show:?}"),
        Step::Call(call) => {
            let body = call.body.expose().as_bytes();
            let fields = url::form_urlencoded::parse(body).into_owned().collect();
            (call.url.replace(&desk.base, ""), fields)
        }
    }
}

/// Fields as a form body.
pub(crate) fn encoded(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
