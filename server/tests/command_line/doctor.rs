//! What `doctor` says of a desk that would start and could not do its work.

use crate::desk_flags::{desk, ended_certificate, with, written};
use crate::wechat_pay::wechat_pay;

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

#[cfg(unix)]
#[test]
fn each_file_of_a_secret_that_others_may_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |file: &str, mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(file, permissions).expect("set");
    };
    let flags = [desk(), wechat_pay()].concat();
    let secrets = [
        "--database",
        "--provider-key-file",
        "--seal-key-file",
        "--sign-key-file",
        "--wechat-pay-sign-key-file",
        "--wechat-pay-api-v3-key-file",
    ];
    let shared = "others than its owner may read this file";
    let file_of = |flag: &str| {
        let found = flags.iter().find(|(known, _)| *known == flag);
        found.expect("a flag").1.clone()
    };
    for flag in secrets {
        mode(&file_of(flag), 0o600);
    }
    let (_, told) = with("doctor", &flags);
    assert!(!told.contains(shared), "{told}");
    for flag in secrets {
        let file = file_of(flag);
        mode(&file, 0o640);
        let (_, told) = with("doctor", &flags);
        mode(&file, 0o600);
        let lines = told.lines().filter(|line| line.contains(shared));
        let lines: Vec<_> = lines.collect();
        assert!(
            lines.len() == 1 && lines[0].contains(&file),
            "{flag}: {told}"
        );
    }
}
