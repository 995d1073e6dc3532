//! What `doctor` says of a desk that would start and could not do its work.

use crate::desk_flags::{certificate_between, desk, ended_certificate, with, written};
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

/// What `doctor` says of a desk whose certificate at this flag is another one.
fn with_certificate(flag: &str, file: String) -> (bool, String) {
    let mut flags = [desk(), wechat_pay()].concat();
    let found = flags.iter_mut().find(|(known, _)| *known == flag);
    found.expect("a flag").1 = file;
    with("doctor", &flags)
}

#[test]
fn a_certificate_that_begins_later_fails_and_one_that_ends_soon_is_named() {
    let institution = "unionpay-sandbox/institution.key";
    for (flag, key, name) in [
        (
            "--encrypt-cert-file",
            institution,
            "union_pay: the encryption",
        ),
        ("--sign-cert-file", institution, "union_pay: the signing"),
        (
            "--wechat-pay-sign-cert-file",
            "wechatpay-sandbox/merchant.key",
            "wechat_pay: the signing",
        ),
    ] {
        let file = |what: &str, first_day, last_day| {
            let pem = certificate_between(key, first_day, last_day);
            written(&format!("{what}{flag}.crt"), &pem)
        };
        let (content, told) = with_certificate(flag, file("later", 1, 400));
        let line = format!("no  {name} certificate is valid only from ");
        assert!(!content && told.contains(&line), "{told}");
        let (content, told) = with_certificate(flag, file("soon", -300, 29));
        let line = format!("--  {name} certificate ends in 2");
        assert!(content && told.contains(&line), "{told}");
        let (content, told) = with_certificate(flag, file("good", -300, 32));
        assert!(content && !told.contains(" certificate "), "{told}");
    }
}

#[test]
fn a_file_that_is_no_pem_is_named_with_its_flag_and_the_command_that_helps() {
    let trusted = "-----BEGIN TRUSTED CERTIFICATE-----\nAQID\n-----END TRUSTED CERTIFICATE-----\n";
    let der = written("der.bin", "");
    std::fs::write(&der, [0x30, 0x82, 3, 4, 0x30, 0x82, 2, 0xec]).expect("written");
    let pfx = written("pfx.bin", "");
    std::fs::write(&pfx, [0x30, 0x82, 9, 0xff, 2, 1, 3, 0x30]).expect("written");
    let other = written("other.pem", "hunter2");
    for flag in [
        "--sign-key-file",
        "--sign-cert-file",
        "--encrypt-cert-file",
        "--middle-cert-file",
        "--root-cert-file",
        "--wechat-pay-sign-key-file",
        "--wechat-pay-sign-cert-file",
        "--wechat-pay-public-key-file",
    ] {
        for (file, words) in [
            (&der, "openssl x509 -inform DER"),
            (&pfx, "openssl pkcs12 -in"),
            (
                &written("trusted.pem", trusted),
                "PEM block|openssl x509 -in",
            ),
            (&other, "it has no PEM block"),
        ] {
            let (content, told) = with_certificate(flag, file.clone());
            assert!(!content && told.contains(file), "{told}");
            assert!(told.contains(&format!("{flag}: ")), "{told}");
            let said = words.split('|').any(|words| told.contains(words));
            assert!(said, "{told}");
            assert!(told.matches("it has no PEM block").count() < 2, "{told}");
            assert!(!told.contains("_pem"), "{told}");
        }
    }
}

#[test]
fn an_own_key_that_cannot_be_used_is_named_with_its_flag() {
    let text = written("other.key", "hunter2");
    let flags = desk();
    let rsa = flags.iter().find(|(flag, _)| *flag == "--sign-key-file");
    let rsa = &rsa.expect("a flag").1;
    for (flag, file, words) in [
        ("--provider-key-file", &text, "it has no PEM block"),
        ("--provider-key-file", rsa, "not an Ed25519 key"),
        ("--seal-key-file", &text, "not 32 bytes in base64"),
        ("--seal-key-file", rsa, "not 32 bytes in base64"),
    ] {
        for command in ["serve", "doctor"] {
            let mut flags = desk();
            let found = flags.iter_mut().find(|(known, _)| *known == flag);
            found.expect("a flag").1.clone_from(file);
            let (content, told) = with(command, &flags);
            assert!(!content && told.contains(words), "{told}");
            assert!(told.contains(&format!("{flag}: {file}: ")), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

#[test]
fn a_missing_security_contact_is_noted() {
    let line = "--  --security-contact is missing";
    let (content, told) = with("doctor", &desk());
    assert!(content && told.contains(line), "{told}");
    let contact = ("--security-contact", "security@pay.example".to_owned());
    let (content, told) = with("doctor", &[&desk()[..], &[contact]].concat());
    assert!(content && !told.contains(line), "{told}");
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
