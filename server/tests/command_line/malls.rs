//! Registering malls and merchants: what is refused, with the form that is
//! right, and which merchants a mall may order for.

use super::{path, run, said, with_database};
use testkit::keys::RFC_ED25519;

/// A mall's flags, with the values of those that a test changes.
fn mall<'a>(database: &'a str, key_file: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let mut flags = vec![
        ("--database", database),
        ("--name", "江南银行生活商城"),
        ("--operator-uscc", "91320100MA1JNBK88K"),
        ("--return-origin", "https://mall.example"),
        ("--key-id", "mall-2026"),
        ("--public-key-file", key_file),
    ];
    for (flag, value) in changed {
        match flags.iter_mut().find(|(known, _)| known == flag) {
            Some(known) => known.1 = value,
            None => flags.push((flag, value)),
        }
    }
    let flags = flags.into_iter().flat_map(|(flag, value)| [flag, value]);
    ["mall", "add"].into_iter().chain(flags).collect()
}

/// The arguments that add a merchant.
pub(crate) fn merchant<'a>(database: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["merchant", "add", "--database", database];
    arguments.extend(["--legal-name", "杭州龙井茶业有限公司", "--short-name"]);
    arguments.extend(["龙井茶业", "--uscc", "91350100M000100Y43", "--mcc", "5499"]);
    arguments.extend(["--account", "union_pay=777290058110048"]);
    arguments.extend(more);
    arguments
}

#[test]
fn what_a_mall_could_never_use_is_refused_at_registration() {
    let (folder, live, _) = with_database();
    let key = path(folder.path(), "mall.pem");
    std::fs::write(&key, RFC_ED25519).expect("written");
    for (flag, value, reason) in [
        ("--key-id", "商城-1", "visible ASCII"),
        ("--key-id", "mall 1", "visible ASCII"),
        ("--key-id", "mall\"1", "visible ASCII"),
        ("--webhook-url", "https://mall.example:9443/", "443 or 8443"),
        ("--webhook-url", "http://mall.example/", "https://"),
        ("--webhook-url", "https://127.0.0.1/", "public address"),
        ("--webhook-url", "https://localhost/", "public address"),
        ("--webhook-url", "https://10.20.0.5/", "--webhook-allow"),
        ("--webhook-url", "https://[fd00::1]:8443/", "public address"),
        (
            "--webhook-url",
            "https://[::ffff:127.0.0.1]/",
            "public address",
        ),
        ("--return-origin", "https://mall.example/", "without a path"),
        ("--return-origin", "http://mall.example", "https://"),
        ("--return-origin", "http://127.0.0.1:3001", "https://"),
        ("--algorithm", "ed448", "ed25519, ecdsa-p256-sha256"),
        ("--webhook-allow", "10.0.0.0/99", "10.20.0.0/16"),
    ] {
        let output = run(&mall(&live, &key, &[(flag, value)]), &[]);
        let told = said(&output);
        assert!(!output.status.success(), "{flag} {value}: {told}");
        assert!(told.contains(reason), "{flag} {value}: {told}");
        assert!(!told.contains("mal_"), "{flag} {value}: {told}");
    }
}

#[test]
fn what_an_operator_allows_is_registered_and_what_is_doubtful_with_a_warning() {
    let (folder, live, _) = with_database();
    let key = path(folder.path(), "mall.pem");
    std::fs::write(
        &key,
        format!("\u{feff}{}", RFC_ED25519.replace('\n', "\r\n")),
    )
    .expect("written");
    let private = ("--webhook-url", "https://10.20.0.5:9443/events");
    let allowed = [private, ("--webhook-allow", "10.20.0.0/16")];
    let by_flag = run(&mall(&live, &key, &allowed), &[]);
    assert!(by_flag.status.success(), "{}", said(&by_flag));
    let changed = [
        private,
        ("--key-id", "mall-2027"),
        ("--return-origin", "https://10.20.0.5"),
    ];
    let variables = [("PAYDESK_WEBHOOK_ALLOW", "10.20.0.5, fd00::/8")];
    let by_variable = run(&mall(&live, &key, &changed), &variables);
    let told = said(&by_variable);
    assert!(by_variable.status.success(), "{told}");
    assert!(
        told.contains("cannot return to https://10.20.0.5"),
        "{told}"
    );
}

#[test]
fn a_product_without_an_account_is_told_at_registration() {
    let (_folder, live, _) = with_database();
    let told = "warning: wechat cannot be offered yet: it needs an account at wechat_pay";
    let flags = ["--product", "scan", "--product", "wechat"];
    let added = run(&merchant(&live, &flags), &[]);
    assert!(added.status.success(), "{}", said(&added));
    let id = String::from_utf8_lossy(&added.stdout).trim().to_owned();
    assert!(id.starts_with("mer_"), "the id alone: {id}");
    let error = |output: &std::process::Output| {
        assert!(output.status.success(), "{}", said(output));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(error(&added).contains(told), "{}", said(&added));
    assert!(!error(&added).contains("scan cannot"), "{}", said(&added));
    let account = |account: &str| {
        let arguments = ["merchant", "account", &id, "--account", account];
        error(&run(
            &[&arguments[..], &["--database", &live]].concat(),
            &[],
        ))
    };
    let other = account("union_pay=777290058110049");
    assert!(other.contains(told), "{other}");
    assert!(!account("wechat_pay=1900000109").contains("warning"));
}

#[test]
fn a_webhook_that_nothing_would_reach_now_is_registered_with_a_warning() {
    let (folder, live, _) = with_database();
    let key = path(folder.path(), "mall.pem");
    std::fs::write(&key, RFC_ED25519).expect("written");
    // No such name will ever be (RFC 2606).
    let (url, warning) = (
        "https://mall.invalid/events",
        "mall.invalid does not resolve",
    );
    let added = run(&mall(&live, &key, &[("--webhook-url", url)]), &[]);
    let told = said(&added);
    assert!(added.status.success() && told.contains(warning), "{told}");
    let id = String::from_utf8(added.stdout).expect("an id");
    let set = |mall: &str, url: &str| {
        let arguments = ["mall", "webhook", mall, "--webhook-url", url];
        let output = run(&[&arguments[..], &["--database", &live]].concat(), &[]);
        (output.status.success(), said(&output))
    };
    let (done, told) = set(id.trim(), "https://other.invalid/events");
    assert!(done && told.contains("other.invalid does not"), "{told}");
    // An address needs no name, and none is called here.
    let (done, told) = set(id.trim(), "https://1.1.1.1/events");
    assert!(done && told.is_empty(), "{told}");
    let there = rusqlite::Connection::open(&live).expect("the file opens");
    let kept = "SELECT webhook_url FROM malls";
    let kept: String = there.query_row(kept, [], |row| row.get(0)).expect("a mall");
    assert_eq!(kept, "https://1.1.1.1/events");
    for (mall, url, reason) in [
        (id.trim(), "https://10.20.0.5/", "--webhook-allow"),
        (id.trim(), "http://mall.example/", "443 or 8443"),
        (
            "mal_00000000000000000000000000",
            "https://1.1.1.1/",
            "no mall mal_0",
        ),
    ] {
        let (done, told) = set(mall, url);
        assert!(!done && told.contains(reason), "{told}");
    }
}

#[test]
fn a_mall_and_a_merchant_are_contracted_by_their_ids() {
    let (folder, live, _) = with_database();
    let key = path(folder.path(), "mall.pem");
    std::fs::write(&key, RFC_ED25519).expect("written");
    let added = run(&mall(&live, &key, &[]), &[]);
    assert!(added.status.success(), "{}", said(&added));
    let mall = said(&added).trim().to_owned();
    let added = run(
        &merchant(&live, &["--product", "scan", "--mall", &mall]),
        &[],
    );
    assert!(added.status.success(), "{}", said(&added));
    let merchant_id = said(&added).trim().to_owned();
    let (no_mall, no_merchant) = (
        "mal_00000000000000000000000000",
        "mer_00000000000000000000000000",
    );
    for verb in ["deny", "allow", "allow"] {
        let done = run(
            &["mall", verb, &mall, &merchant_id, "--database", &live],
            &[],
        );
        assert!(done.status.success(), "{verb}: {}", said(&done));
        for (mall, merchant, reason) in [
            (no_mall, &*merchant_id, "no mall mal_0"),
            (&mall, no_merchant, "no merchant mer_0"),
            (&merchant_id, &merchant_id, "not a mall's id"),
            (&mall, &mall, "not a merchant's id"),
        ] {
            let refused = run(&["mall", verb, mall, merchant, "--database", &live], &[]);
            let told = said(&refused);
            assert!(!refused.status.success() && told.contains(reason), "{told}");
        }
    }
    for (more, reason) in [
        (
            &["--product", "scan", "--mall", no_mall][..],
            "no mall mal_0",
        ),
        (&["--product", "cash"], "gateway_personal"),
        (
            &["--product", "scan", "--account", "bank=1"],
            "union_pay and wechat_pay",
        ),
    ] {
        let refused = run(&merchant(&live, more), &[]);
        let told = said(&refused);
        assert!(!refused.status.success() && told.contains(reason), "{told}");
    }
}
