//! The second door: orders by signed link.

use crate::fixture::{ApiFixture, DESK};
use crate::orders::order;
use domain::mall::KeyAlgorithm;
use domain::refusal::{Code, Refusal};
use serde_json::{Value, json};
use store::Error;
use testkit::signer::MallSigner;

/// The order with a link's claims.
fn claims(fixture: &ApiFixture, caller: &MallSigner, number: &str) -> Value {
    let mut claims = order(fixture, number);
    let iat = fixture.now().ms() / 1000;
    claims["iss"] = json!(caller.key_id);
    claims["iat"] = json!(iat);
    claims["exp"] = json!(iat + 900);
    claims["jti"] = json!(format!("j-{number}"));
    claims
}

async fn open(fixture: &ApiFixture, link: &str) -> Result<String, Code> {
    opened(fixture, link).await.map_err(|refusal| refusal.code)
}

async fn opened(fixture: &ApiFixture, link: &str) -> Result<String, Refusal> {
    match fixture.engine.order_by_link(link).await {
        Ok(token) => Ok(token.as_str().to_owned()),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(Error::Fault(fault)) => panic!("{fault}"),
    }
}

async fn made(fixture: &ApiFixture, caller: &MallSigner, number: &str) -> bool {
    let found = fixture
        .get(caller, &format!("/v1/orders?mall_order_no={number}"))
        .await;
    found.status == 200
}

#[tokio::test]
async fn the_first_visit_makes_the_order_and_later_ones_find_it() {
    let mut fixture = ApiFixture::new().await;
    for algorithm in KeyAlgorithm::ALL {
        let caller = fixture.caller(algorithm).await;
        let header = json!({ "alg": algorithm.jws_names()[0], "kid": caller.key_id, "typ": "JWT" });
        let link = caller.link(&header, &claims(&fixture, &caller, "L-1"));
        let token = open(&fixture, &link).await.expect("makes");
        assert_eq!(open(&fixture, &link).await, Ok(token.clone()));
        fixture.clock.advance(300);
        let anew = caller.link(&header, &claims(&fixture, &caller, "L-1"));
        assert_eq!(
            open(&fixture, &anew).await,
            Ok(token.clone()),
            "the same order signed again"
        );
        let found = fixture.get(&caller, "/v1/orders?mall_order_no=L-1").await;
        assert!(
            found.body["pay_url"]
                .as_str()
                .expect("an address")
                .ends_with(&token)
        );
    }
}

#[tokio::test]
async fn a_link_lives_a_quarter_of_an_hour_and_a_bit() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let header = json!({ "alg": "EdDSA" });
    let used = caller.link(&header, &claims(&fixture, &caller, "L-1"));
    let unused = caller.link(&header, &claims(&fixture, &caller, "L-2"));
    let token = open(&fixture, &used).await.expect("makes");
    fixture.clock.advance(961);
    assert_eq!(open(&fixture, &unused).await, Err(Code::LinkExpired));
    assert!(!made(&fixture, &caller, "L-2").await);
    assert_eq!(
        open(&fixture, &used).await,
        Ok(token),
        "who goes back finds the order"
    );
    let mut early = claims(&fixture, &caller, "L-3");
    early["iat"] = json!(fixture.now().ms() / 1000 + 61);
    early["exp"] = json!(fixture.now().ms() / 1000 + 600);
    let mut long = claims(&fixture, &caller, "L-3");
    long["exp"] = json!(fixture.now().ms() / 1000 + 901);
    let mut backwards = claims(&fixture, &caller, "L-3");
    backwards["exp"] = backwards["iat"].clone();
    for (wrong, code) in [
        (early, Code::LinkNotYetValid),
        (long, Code::LinkLifetimeInvalid),
        (backwards, Code::LinkLifetimeInvalid),
    ] {
        let refused = open(&fixture, &caller.link(&header, &wrong)).await;
        assert_eq!(refused, Err(code), "{wrong}");
    }
}

/// What JOSE libraries put into a token by themselves.
#[tokio::test]
async fn what_the_rfcs_allow_beside_the_claims_that_are_needed_is_taken() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let private =
        json!({ "alg": "Ed25519", "typ": "order+jwt", "x5t": "AQ", "https://mall.example/v": 1 });
    let with = |number: &str, changes: Value| {
        let mut claims = claims(&fixture, &caller, number);
        let changes = changes.as_object().expect("claims").clone();
        claims.as_object_mut().expect("claims").extend(changes);
        claims
    };
    let now = fixture.now().ms() / 1000;
    let fraction = |after: &str| -> Value {
        serde_json::from_str(&format!("{now}.{after}")).expect("a number")
    };
    for (n, changes) in [
        json!({ "iat": fraction("25"), "exp": now + 600 }),
        json!({ "nbf": fraction("5"), "sub": "buyer-7" }),
        json!({ "nbf": now + 60 }),
        json!({ "aud": DESK }),
        json!({ "aud": "https://PAY.example:443/" }),
        json!({ "aud": ["https://other.example", DESK] }),
    ]
    .into_iter()
    .enumerate()
    {
        for (header, number) in [
            (&private, format!("A-{n}")),
            (&json!({ "alg": "EdDSA" }), format!("B-{n}")),
        ] {
            let link = caller.link(header, &with(&number, changes.clone()));
            let made = open(&fixture, &link).await;
            assert!(made.is_ok(), "{header} {changes}: {made:?}");
        }
    }
    for (changes, code) in [
        (json!({ "nbf": now + 61 }), Code::LinkNotYetValid),
        (
            json!({ "iat": now - 900, "exp": fraction("001") }),
            Code::LinkLifetimeInvalid,
        ),
        (
            json!({ "aud": "https://other.example" }),
            Code::LinkAudienceDiffers,
        ),
        (
            json!({ "aud": "https://pay.example.other.example" }),
            Code::LinkAudienceDiffers,
        ),
        (
            json!({ "aud": "http://pay.example" }),
            Code::LinkAudienceDiffers,
        ),
        (json!({ "aud": "" }), Code::LinkAudienceDiffers),
        (json!({ "aud": [] }), Code::LinkAudienceDiffers),
        (json!({ "aud": null }), Code::LinkInvalid),
        (json!({ "nbf": "soon" }), Code::LinkInvalid),
        (json!({ "iss": "no\0body" }), Code::LinkInvalid),
    ] {
        let link = caller.link(&private, &with("C-1", changes.clone()));
        assert_eq!(open(&fixture, &link).await, Err(code), "{changes}");
    }
    assert!(!made(&fixture, &caller, "C-1").await);
}

#[tokio::test]
async fn a_forged_or_altered_link_makes_nothing() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let impostor = MallSigner::new(KeyAlgorithm::Ed25519, &caller.key_id, DESK);
    let claims = claims(&fixture, &caller, "L-1");
    let good = caller.link(&json!({ "alg": "EdDSA" }), &claims);
    let (signed, signature) = good.rsplit_once('.').expect("parts");
    let mut stranger = claims.clone();
    stranger["iss"] = json!("nobody");
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let bad = [
        (
            Code::LinkSignatureInvalid,
            impostor.link(&json!({ "alg": "EdDSA" }), &claims),
        ),
        (
            Code::LinkSignatureInvalid,
            caller.link(&json!({ "alg": "ES256" }), &claims),
        ),
        (
            Code::LinkSignatureInvalid,
            caller.link(&json!({ "alg": "none" }), &claims),
        ),
        (
            Code::LinkSignatureInvalid,
            caller.link(&json!({ "alg": "HS256" }), &claims),
        ),
        (
            Code::LinkInvalid,
            caller.link(&json!({ "alg": "EdDSA", "crit": ["exp"] }), &claims),
        ),
        (
            Code::LinkInvalid,
            caller.link(&json!({ "alg": "EdDSA", "kid": "other" }), &claims),
        ),
        (
            Code::LinkKeyUnknown,
            caller.link(&json!({ "alg": "EdDSA" }), &stranger),
        ),
        (Code::LinkSignatureInvalid, format!("{signed}.")),
        (
            Code::LinkSignatureInvalid,
            format!("{signed}.{other}{}", &signature[1..]),
        ),
    ];
    // Any character of the link changed, here each thirteenth.
    let altered = (0..good.len()).step_by(13).map(|i| {
        let mut bytes = good.clone().into_bytes();
        bytes[i] = if bytes[i] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).expect("ASCII")
    });
    for link in altered {
        let refused = open(&fixture, &link).await.expect_err("refused");
        assert!(Code::OF_LINKS.contains(&refused), "{link}: {refused:?}");
    }
    for (code, link) in bad {
        assert_eq!(open(&fixture, &link).await, Err(code), "{link}");
    }
    assert!(!made(&fixture, &caller, "L-1").await);
    assert!(open(&fixture, &good).await.is_ok());
}

#[tokio::test]
async fn the_rules_are_those_of_the_api() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let header = json!({ "alg": "EdDSA" });
    let change = |name: &str, value: Value| {
        let mut claims = claims(&fixture, &caller, "L-1");
        claims[name] = value;
        caller.link(&header, &claims)
    };
    for (name, value, code) in [
        (
            "amount",
            json!({ "value": "1.00", "currency": "CNY" }),
            Code::ItemsSumDiffers,
        ),
        (
            "merchant_id",
            json!(fixture.platform.id.as_str()),
            Code::PayeeIsPlatform,
        ),
        (
            "return_url",
            json!("https://evil.example/"),
            Code::ReturnUrlNotRegistered,
        ),
        ("card_number", json!("x"), Code::CredentialsNotAccepted),
        ("unknown", json!(1), Code::MalformedJson),
    ] {
        assert_eq!(
            open(&fixture, &change(name, value)).await,
            Err(code),
            "{name}"
        );
    }
    assert!(!made(&fixture, &caller, "L-1").await);
    let first = open(&fixture, &change("subject", json!("茶"))).await;
    assert!(first.is_ok());
    assert_eq!(
        open(&fixture, &change("subject", json!("酒"))).await,
        Err(Code::OrderConflict)
    );
}

#[tokio::test]
async fn a_jti_stands_for_one_order() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let header = json!({ "alg": "EdDSA" });
    assert!(
        open(
            &fixture,
            &caller.link(&header, &claims(&fixture, &caller, "L-1"))
        )
        .await
        .is_ok()
    );
    let mut other = claims(&fixture, &caller, "L-2");
    other["jti"] = json!("j-L-1");
    let refused = opened(&fixture, &caller.link(&header, &other))
        .await
        .expect_err("used before");
    assert_eq!(refused.code, Code::LinkReused);
    assert!(refused.detail.contains("jti"), "{refused}");
    assert!(
        !made(&fixture, &caller, "L-2").await,
        "undone with the refusal"
    );
}

#[tokio::test]
async fn a_jti_is_forgotten_a_day_after_its_links_end() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let header = json!({ "alg": "EdDSA" });
    let first = caller.link(&header, &claims(&fixture, &caller, "L-1"));
    let token = open(&fixture, &first).await.expect("makes");
    for seconds in [900 + 24 * 3600, 24 * 3600] {
        while fixture.engine.run_due_jobs().await > 0 {}
        fixture.clock.advance(seconds);
    }
    while fixture.engine.run_due_jobs().await > 0 {}
    assert_eq!(open(&fixture, &first).await, Err(Code::LinkExpired));
    let mut other = claims(&fixture, &caller, "L-2");
    other["jti"] = json!("j-L-1");
    let anew = open(&fixture, &caller.link(&header, &other)).await;
    assert_ne!(anew.expect("makes"), token);
}

#[tokio::test]
async fn the_mall_of_a_refused_link_is_named_if_it_signed_it() {
    let mut fixture = ApiFixture::new().await;
    let caller = fixture.caller(KeyAlgorithm::Ed25519).await;
    let desk = fixture.engine.desk();
    let header = json!({ "alg": "EdDSA" });
    let mut bad = claims(&fixture, &caller, "L-1");
    bad["return_url"] = json!("https://elsewhere.example/");
    let link = caller.link(&header, &bad);
    assert_eq!(
        open(&fixture, &link).await,
        Err(Code::ReturnUrlNotRegistered)
    );
    let mall = desk
        .mall_of_link(&link)
        .await
        .expect("read")
        .expect("known");
    let registered = &fixture.mall;
    assert_eq!(mall.name, registered.name);
    assert_eq!(mall.origin, registered.return_origins[0]);
    assert_eq!(desk.mall(&mall.id).await.expect("read"), Some(mall));

    let (signed, _) = link.rsplit_once('.').expect("a signature");
    let forged = format!("{signed}.{}", "A".repeat(86));
    for stranger in [forged.as_str(), "x.y.z", ""] {
        let mall = desk.mall_of_link(stranger).await.expect("read");
        assert_eq!(mall, None, "{stranger}");
    }
}
