//! The flags of a desk, and the files they name, as operators have them.

use crate::{path, run, said};
use domain::clock::Clock as _;
use engine::system::SystemClock;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use sandbox::keys::{SandboxKeys, UnionPayKit};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;
use testkit::keys::{PROVIDER_KEY, SEAL_KEY};

/// Files: of both networks, and of the desk.
pub(crate) static FILES: LazyLock<(tempfile::TempDir, SandboxKeys)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = SandboxKeys::load_or_create(folder.path()).expect("keys");
    for (name, text) in [("provider.pem", PROVIDER_KEY), ("seal.b64", SEAL_KEY)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    migrated(folder.path());
    (folder, keys)
});

/// A new database in this folder.
pub(crate) fn migrated(folder: &Path) -> String {
    let database = path(folder, "desk.db");
    let made = run(&["migrate", "--database", &database], &[]);
    assert!(made.status.success(), "{}", said(&made));
    database
}

/// The command that registers a merchant; the database's flag follows.
pub(crate) const ADD_MERCHANT: [&str; 14] = [
    "merchant",
    "add",
    "--legal-name",
    "杭州龙井茶业有限公司",
    "--short-name",
    "龙井茶业",
    "--uscc",
    "91350100M000100Y43",
    "--network-no",
    "777290058110048",
    "--mcc",
    "5499",
    "--product",
    "scan",
];

/// A flag and its value.
pub(crate) type Flag = (&'static str, String);

/// All that a desk needs but WeChat Pay, with the database that tests share.
pub(crate) fn desk() -> Vec<Flag> {
    desk_on(path(FILES.0.path(), "desk.db"))
}

/// The same with a database of its own.
pub(crate) fn desk_on(database: String) -> Vec<Flag> {
    let file = |name: &str| path(FILES.0.path(), name);
    let union_pay = |name: &str| file(&format!("unionpay-sandbox/{name}"));
    vec![
        ("--database", database),
        ("--public-url", "https://pay.example".to_owned()),
        ("--provider-key-file", file("provider.pem")),
        ("--seal-key-file", file("seal.b64")),
        ("--acq-ins-code", UnionPayKit::ACQ_INS_CODE.to_owned()),
        ("--tr-id", UnionPayKit::TR_ID.to_owned()),
        ("--sign-key-file", union_pay("institution.key")),
        ("--sign-cert-file", union_pay("institution.crt")),
        ("--encrypt-cert-file", union_pay("encryption.crt")),
        ("--middle-cert-file", union_pay("middle.crt")),
        ("--root-cert-file", union_pay("root.crt")),
    ]
}

/// Whether the command is content with these flags, and what it says.
pub(crate) fn with(command: &str, flags: &[Flag]) -> (bool, String) {
    let mut arguments = vec![command];
    arguments.extend(flags.iter().flat_map(|(flag, value)| [*flag, value]));
    let output = run(&arguments, &[]);
    (output.status.success(), said(&output))
}

/// A file of the test's own.
pub(crate) fn written(name: &str, text: &str) -> String {
    std::fs::write(FILES.0.path().join(name), text).expect("written");
    path(FILES.0.path(), name)
}

/// The PEM of a certificate of a kit's key that has ended.
pub(crate) fn ended_certificate(key: &str) -> String {
    certificate(key, |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2025, 1, 1);
    })
}

/// The PEM of a certificate of a kit's key that is valid between these days from
/// now.
pub(crate) fn certificate_between(key: &str, first_day: i64, last_day: i64) -> String {
    let now_s = SystemClock.now().ms() / 1000;
    let at = |days: i64| {
        let seconds = u64::try_from(now_s + days * 86_400).expect("after 1970");
        date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
    };
    certificate(key, |params| {
        params.not_before = at(first_day);
        params.not_after = at(last_day);
    })
}

fn certificate(key: &str, set: impl FnOnce(&mut CertificateParams)) -> String {
    let key = read(&path(FILES.0.path(), key));
    let key = KeyPair::from_pem(&key).expect("a key");
    let mut params = CertificateParams::default();
    set(&mut params);
    params.self_signed(&key).expect("a certificate").pem()
}

pub(crate) fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(file)).expect("a file")
}
