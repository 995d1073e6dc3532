//! A sealed text opens for its owner, in its time and unaltered only.

use super::{SEALED_TTL_S, SealKeys};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::At;
use domain::desk::CardEntry;
use domain::entropy::Entropy;
use domain::ids::{AgreementId, AttemptId, OrderId, PayToken};
use domain::secret::Secret;
use std::sync::atomic::{AtomicU8, Ordering};

/// Other bytes at each call.
#[derive(Default)]
struct CallCounter(AtomicU8);

impl Entropy for CallCounter {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
    }
}

fn keys() -> SealKeys {
    SealKeys::new(&Secret::new(STANDARD.encode([7; 32]))).expect("a key")
}

fn card() -> CardEntry {
    CardEntry {
        number: Secret::new("6222021234567890123"),
        name: Secret::new("王芳"),
        id_number: Secret::new("11010519491231002X"),
        phone: Secret::new("13800138000"),
        expiry: Secret::new("03/29"),
        security_code: Secret::new("123"),
        remember: false,
    }
}

#[test]
fn an_answer_opens_for_its_order_while_it_lives_and_is_no_card() {
    let (entropy, now) = (CallCounter::default(), At::from_ms(1_000));
    let token = |name: char| PayToken::parse(&name.to_string().repeat(26)).expect("a token");
    let answer = Secret::new("{}");
    let sealed = keys().seal_answer(&answer, &token('a'), now, &entropy);
    let open = |sealed: &str, name, at| keys().open_answer(sealed, &token(name), at);
    assert_eq!(open(&sealed, 'a', now), Some(answer));
    assert_eq!(open(&sealed, 'b', now), None);
    assert_eq!(open(&sealed, 'a', now.plus_s(SEALED_TTL_S)), None);
    assert_eq!(open(&sealed.to_lowercase(), 'a', now), None);
    assert_eq!(open("", 'a', now), None);
    let (order, attempt) = (OrderId::new(&entropy, now), AttemptId::new(&entropy, now));
    let card = keys().seal_card(&card(), (&order, &attempt), now, &entropy);
    assert_eq!(open(&card, 'a', now), None);
}

#[test]
fn a_card_opens_for_its_attempt_while_it_lives() {
    let (entropy, now) = (CallCounter::default(), At::from_ms(1_000));
    let (order, attempt) = (
        OrderId::new(&entropy, At::from_ms(0)),
        AttemptId::new(&entropy, At::from_ms(0)),
    );
    let owner = (&order, &attempt);
    let sealed = keys().seal_card(&card(), owner, now, &entropy);
    assert_eq!(keys().open_card(&sealed, owner, now), Some(card()));
    assert_ne!(
        sealed,
        keys().seal_card(&card(), owner, now, &entropy),
        "each sealing has its own nonce"
    );
    let last = At::from_ms(now.ms() + SEALED_TTL_S * 1000 - 1);
    assert!(keys().open_card(&sealed, owner, last).is_some());
    assert!(
        keys()
            .open_card(&sealed, owner, now.plus_s(SEALED_TTL_S))
            .is_none()
    );
    let (other, another) = (
        OrderId::new(&entropy, At::from_ms(0)),
        AttemptId::new(&entropy, At::from_ms(0)),
    );
    assert!(keys().open_card(&sealed, (&other, &attempt), now).is_none());
    assert!(keys().open_card(&sealed, (&order, &another), now).is_none());
    let stranger = SealKeys::new(&Secret::new(STANDARD.encode([8; 32]))).expect("a key");
    assert!(stranger.open_card(&sealed, owner, now).is_none());
}

#[test]
fn no_altered_byte_opens() {
    let (entropy, now) = (CallCounter::default(), At::from_ms(1_000));
    let (order, attempt) = (
        OrderId::new(&entropy, At::from_ms(0)),
        AttemptId::new(&entropy, At::from_ms(0)),
    );
    let sealed = keys().seal_card(&card(), (&order, &attempt), now, &entropy);
    let bytes = URL_SAFE_NO_PAD.decode(&sealed).expect("base64");
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let altered = URL_SAFE_NO_PAD.encode(altered);
        assert!(
            keys()
                .open_card(&altered, (&order, &attempt), now)
                .is_none(),
            "byte {at}"
        );
    }
    for bad in [
        "",
        "x",
        "====",
        &sealed[..sealed.len() - 4],
        &"A".repeat(5000),
    ] {
        assert!(keys().open_card(bad, (&order, &attempt), now).is_none());
    }
}

#[test]
fn a_stored_secret_opens_for_its_owner_only_and_a_card_not_as_one() {
    let entropy = CallCounter::default();
    let (owner, other) = (
        AgreementId::new(&entropy, At::from_ms(0)),
        AgreementId::new(&entropy, At::from_ms(0)),
    );
    let token = Secret::new("6235240000020757577");
    let sealed = keys().seal_stored(&token, &owner, "token", &entropy);
    assert_eq!(keys().open_stored(&sealed, &owner, "token"), Some(token));
    assert_eq!(keys().open_stored(&sealed, &other, "token"), None);
    assert_eq!(keys().open_stored(&sealed, &owner, "phone"), None);
    let order = OrderId::new(&entropy, At::from_ms(0));
    let attempt = AttemptId::new(&entropy, At::from_ms(0));
    let card = keys().seal_card(&card(), (&order, &attempt), At::from_ms(0), &entropy);
    let card = STANDARD.encode(URL_SAFE_NO_PAD.decode(card).expect("base64"));
    assert_eq!(keys().open_stored(&card, &owner, "token"), None);
}

#[test]
fn personal_data_and_documents_have_keys_of_their_own() {
    let entropy = CallCounter::default();
    let number = Secret::new("11010519491231002X");
    let sealed = keys().seal_personal(&number, "app/legal-person", &entropy);
    assert_eq!(
        keys().open_personal(&sealed, "app/legal-person"),
        Some(number)
    );
    assert_eq!(keys().open_personal(&sealed, "app/owners"), None);
    assert_eq!(keys().open_document(&sealed, &"app/legal-person"), None);
    let file = [0xff, 0xd8, 0xff, 0];
    let sealed = keys().seal_document(&file, &"doc", &entropy);
    assert_eq!(keys().open_document(&sealed, &"doc"), Some(file.to_vec()));
    assert_eq!(keys().open_document(&sealed, &"other"), None);
    assert_eq!(keys().open_personal(&sealed, "doc"), None);
}

#[test]
fn a_key_is_32_bytes() {
    for bad in [
        "",
        "not base64!",
        &STANDARD.encode([0; 31]),
        &STANDARD.encode([0; 33]),
    ] {
        assert!(SealKeys::new(&Secret::new(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_changed_key_still_opens_what_the_older_one_sealed() {
    let key = |seed: u8| STANDARD.encode([seed; 32]);
    let of = |keys: &str| SealKeys::new(&Secret::new(keys));
    let (entropy, now) = (CallCounter::default(), At::from_ms(1_000));
    let agreement = AgreementId::new(&entropy, now);
    let secret = Secret::new("token");
    let sealed = keys().seal_stored(&secret, &agreement, "token", &entropy);
    let changed = of(&format!("{}\r\n{}\n", key(8), key(7))).expect("two keys");
    let opened = changed.open_stored(&sealed, &agreement, "token");
    assert_eq!(opened, Some(secret.clone()));
    // The first key seals.
    let sealed = changed.seal_stored(&secret, &agreement, "token", &entropy);
    assert!(keys().open_stored(&sealed, &agreement, "token").is_none());
    let alone = of(&key(8)).expect("a key");
    assert!(alone.open_stored(&sealed, &agreement, "token").is_some());
    for wrong in ["", "AAAA", &format!("{}\n\n{}", key(8), key(7))] {
        assert!(of(wrong).is_err(), "{wrong:?}");
    }
}
