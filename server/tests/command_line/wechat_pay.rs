//! The flags of WeChat Pay: all that it needs or none, and errors that name a
//! flag or a file, never what is in it.

use crate::desk_flags::{FILES, Flag, desk, ended_certificate, read, with, written};
use crate::{path, run, said};
use sandbox::keys::WechatPayKit;

/// All that WeChat Pay needs; the last two only where its signatures are
/// verified by its public key.
pub(crate) fn wechat_pay() -> Vec<Flag> {
    let file = |name| path(FILES.0.path(), &format!("wechatpay-sandbox/{name}"));
    let (mchid, appid) = (WechatPayKit::SP_MCHID, WechatPayKit::SP_APPID);
    let public_key_id = &FILES.1.wechat_pay().public_key_id;
    vec![
        ("--wechat-pay-sp-mchid", mchid.to_owned()),
        ("--wechat-pay-sp-appid", appid.to_owned()),
        ("--wechat-pay-sign-key-file", file("merchant.key")),
        ("--wechat-pay-sign-cert-file", file("merchant.crt")),
        ("--wechat-pay-api-v3-key-file", file("api_v3.key")),
        ("--wechat-pay-public-key-id", public_key_id.clone()),
        ("--wechat-pay-public-key-file", file("wechatpay_public.pem")),
    ]
}

/// What `serve` and `doctor` say where WeChat Pay's flags are refused.
fn refused(wechat_pay: &[Flag]) -> [String; 2] {
    let flags = [&desk()[..], wechat_pay].concat();
    ["serve", "doctor"].map(|command| {
        let (content, told) = with(command, &flags);
        assert!(!content, "{command}: {told}");
        told
    })
}

/// The flags with another value of one of them.
fn but(flag: &str, value: String) -> Vec<Flag> {
    let mut flags = wechat_pay();
    let found = flags.iter_mut().find(|(name, _)| *name == flag);
    found.expect("a flag of WeChat Pay").1 = value;
    flags
}

#[test]
fn a_desk_has_all_flags_of_wechat_pay_or_none() {
    for flags in [desk(), [desk(), wechat_pay()].concat()] {
        let (content, told) = with("doctor", &flags);
        assert!(content, "{told}");
    }
    for left_out in 0..wechat_pay().len() {
        let mut flags = wechat_pay();
        let (missing, _) = flags.remove(left_out);
        for told in refused(&flags) {
            assert!(told.contains(missing), "{missing}: {told}");
        }
    }
    // Without its public key, WeChat Pay's certificates are needed.
    let needed = &wechat_pay()[..5];
    for told in refused(needed) {
        assert!(
            told.contains("--wechat-pay-platform-certificates"),
            "{told}"
        );
    }
    let mut arguments = vec!["doctor", "--wechat-pay-platform-certificates"];
    let flags = [&desk()[..], needed].concat();
    arguments.extend(flags.iter().flat_map(|(flag, value)| [*flag, value]));
    let output = run(&arguments, &[]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_file_that_is_missing_is_named_with_its_flag() {
    let none = path(FILES.0.path(), "none.pem");
    for (flag, _) in wechat_pay() {
        if flag.ends_with("-file") {
            for told in refused(&but(flag, none.clone())) {
                assert!(told.contains(flag) && told.contains(&none), "{told}");
            }
        }
    }
}

#[test]
fn a_wrong_key_or_address_is_named_and_not_repeated() {
    let folder = FILES.0.path();
    let other_key = path(folder, "unionpay-sandbox/institution.key");
    let other_cert = path(folder, "unionpay-sandbox/institution.crt");
    let short = written("short.key", "hunter2");
    let garbled = written("garbled.pem", "-----BEGIN PRIVATE KEY-----\nhunter2\n");
    let secrets = [read(&other_key), String::from("hunter2")];
    for (flag, value, named) in [
        ("--wechat-pay-sign-key-file", &other_key, "sign-key-file"),
        ("--wechat-pay-sign-key-file", &garbled, "cut off"),
        ("--wechat-pay-sign-cert-file", &other_cert, "sign-key-file"),
        ("--wechat-pay-sign-cert-file", &garbled, "cut off"),
        ("--wechat-pay-api-v3-key-file", &short, "32 bytes"),
        ("--wechat-pay-public-key-file", &garbled, "cut off"),
        ("--wechat-pay-public-key-id", &short, "not a valid id"),
        ("--wechat-pay-sp-mchid", &short, "not a valid id"),
    ] {
        for told in refused(&but(flag, value.clone())) {
            let settings = "the WeChat Pay settings";
            assert!(told.contains(settings) && told.contains(named), "{told}");
            assert!(told.contains(flag) && !told.contains("_pem"), "{told}");
            let error = told.lines().find(|line| line.contains(settings));
            let error = error.unwrap_or_default();
            assert_eq!(error.matches(named).count(), 1, "{told}");
            assert!(
                named != "cut off" || error.contains(value.as_str()),
                "{told}"
            );
            for line in secrets.iter().flat_map(|secret| secret.lines()) {
                let is_header = line.starts_with("-----");
                assert!(is_header || !told.contains(line), "{flag}: {told}");
            }
        }
    }
    for address in [
        "http://api.mch.weixin.qq.com",
        "https://user:hunter2@api.mch.weixin.qq.com",
        "https://api.mch.weixin.qq.com/v3",
    ] {
        let mut flags = wechat_pay();
        flags.push(("--wechat-pay-url", address.to_owned()));
        for told in refused(&flags) {
            assert!(told.contains("--wechat-pay-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

#[test]
fn doctor_names_a_certificate_that_has_ended() {
    let ended = ended_certificate("wechatpay-sandbox/merchant.key");
    let flags = but("--wechat-pay-sign-cert-file", written("ended.crt", &ended));
    let (content, told) = with("doctor", &[desk(), flags].concat());
    assert!(!content, "{told}");
    let line = "no  wechat_pay: the signing certificate ended at 2025-01-01";
    assert!(told.contains(line), "{told}");
}
