//! What `doctor` says of a desk that would start and could not do its work.

use crate::desk_flags::{desk, ended_certificate, with, written};

#[test]
fn each_certificate_of_union_pay_that_has_ended_is_named() {
    let ended = written(
        "ended-union-pay.crt",
        &ended_certificate("unionpay-sandbox/institution.key"),
    );
    for (flag, name) in [
        ("--encrypt-cert-file", "encryption"),
        ("--sign-cert-file", "signing"),
    ] {
        let mut flags = desk();
        let found = flags.iter_mut().find(|(known, _)| *known == flag);
        found.expect("a flag").1.clone_from(&ended);
        let (content, told) = with("doctor", &flags);
        assert!(!content, "{told}");
        let line = format!("no  union_pay: the {name} certificate ended at 2025-01-01");
        assert!(told.contains(&line), "{told}");
    }
}
