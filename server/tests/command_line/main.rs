//! What the command line and its variables mean, asked of the real program:
//! which database is meant, what an address may be, and who may read its files.

mod console_listener;
mod copies;
mod databases;
mod desk_flags;
mod doctor;
mod draining;
mod invite;
mod malls;
mod variables;
mod wechat_pay;

use std::path::Path;
use std::process::{Command, Output};

const PAYDESK: &str = env!("CARGO_BIN_EXE_paydesk");

/// Runs it with these variables and no others of its own.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(PAYDESK)
        .args(arguments)
        .env_remove("PAYDESK_DATABASE")
        .env_remove("PAYDESK_DATABASE_FILE")
        .env("PAYDESK_LOG", "warn")
        .envs(variables.iter().copied())
        .output()
        .expect("paydesk can be started")
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// A folder with a database, and a file that names it.
fn with_database() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = path(folder.path(), "live.db");
    let made = run(&["migrate", "--database", &database], &[]);
    assert!(made.status.success(), "{}", said(&made));
    let file = path(folder.path(), "address");
    std::fs::write(&file, format!("{database}\n")).expect("written");
    (folder, database, file)
}

#[test]
fn a_flag_goes_before_every_variable() {
    let (folder, live, file) = with_database();
    let none = path(folder.path(), "none/desk.db");
    let check = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = run(&[&["check-books"], arguments].concat(), variables);
        (output.status.success(), said(&output))
    };
    for variable in [
        ("PAYDESK_DATABASE_FILE", file.as_str()),
        ("PAYDESK_DATABASE", live.as_str()),
    ] {
        let (right, told) = check(&["--database", &none], &[variable]);
        assert!(!right && told.contains(&none), "{variable:?}: {told}");
        let (right, told) = check(&[], &[variable]);
        assert!(right, "{variable:?}: {told}");
    }
    let (right, told) = check(
        &["--database-file", &file],
        &[("PAYDESK_DATABASE", none.as_str())],
    );
    assert!(right, "{told}");
}

#[test]
fn two_that_are_given_in_the_same_way_have_to_name_one_database() {
    let (folder, live, file) = with_database();
    let other = path(folder.path(), "other.db");
    let flags = ["check-books", "--database-file", &file, "--database"];
    let both = run(&[&flags[..], &[&live]].concat(), &[]);
    assert!(both.status.success(), "{}", said(&both));
    let differ = run(&[&flags[..], &[&other]].concat(), &[]);
    let variables = [
        ("PAYDESK_DATABASE", other.as_str()),
        ("PAYDESK_DATABASE_FILE", file.as_str()),
    ];
    for output in [differ, run(&["check-books"], &variables)] {
        let told = said(&output);
        assert!(!output.status.success(), "{told}");
        for name in ["PAYDESK_DATABASE)", "PAYDESK_DATABASE_FILE)"] {
            assert!(told.contains(name), "{told}");
        }
        assert!(!told.contains(&other) && !told.contains(&live), "{told}");
    }
}

#[test]
fn an_address_that_cannot_be_right_stops_the_desk_at_its_start() {
    let needed = [
        "--provider-key-file",
        "--seal-key-file",
        "--acq-ins-code",
        "--tr-id",
        "--sign-key-file",
        "--sign-cert-file",
        "--encrypt-cert-file",
        "--middle-cert-file",
        "--root-cert-file",
    ];
    let rest = needed.map(|flag| [flag, "none"]).concat();
    for command in ["serve", "doctor"] {
        for (flag, address) in [
            ("--public-url", "http://pay.example"),
            ("--public-url", "https://user:hunter2@pay.example"),
            ("--public-url", "https://pay.example/desk"),
            ("--union-pay-url", "http://gateway.95516.com"),
            ("--union-pay-url", "https://user:hunter2@gateway.95516.com"),
        ] {
            let mut arguments = vec![command, flag, address];
            if flag != "--public-url" {
                arguments.extend(["--public-url", "https://pay.example"]);
            }
            arguments.extend(&rest);
            let output = run(&arguments, &[]);
            let told = said(&output);
            assert!(!output.status.success(), "{told}");
            assert!(
                told.contains(&format!("{flag}: ")),
                "{command} {address}: {told}"
            );
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

#[test]
fn a_merchant_gets_accounts_that_its_networks_would_take() {
    let (_folder, live, _) = with_database();
    let merchant = |arguments: &[&str]| {
        let output = run(
            &[&["merchant"], arguments, &["--database", &live]].concat(),
            &[],
        );
        (output.status.success(), said(&output))
    };
    let (added, id) = merchant(&[
        "add",
        "--legal-name",
        "杭州龙井茶业有限公司",
        "--short-name",
        "龙井茶业",
        "--uscc",
        "91350100M000100Y43",
        "--account",
        "union_pay=777290058110048",
        "--mcc",
        "5499",
        "--product",
        "scan",
    ]);
    assert!(added, "{id}");
    let put = |id: &str, account: &str| merchant(&["account", id.trim(), "--account", account]);
    let (changed, told) = put(&id, "union_pay=777290058110049");
    assert!(changed && told.is_empty(), "{told}");
    for (id, account, reason) in [
        (id.as_str(), "union_pay=7", "15 letters and digits"),
        (id.as_str(), "unknown=7", "no clearing house"),
        (id.as_str(), "union_pay", "<channel>=<number>"),
        (
            "mer_00000000000000000000000000",
            "union_pay=777290058110049",
            "merchant",
        ),
        (
            "anything",
            "union_pay=777290058110049",
            "not a merchant's id",
        ),
    ] {
        let (done, told) = put(id, account);
        assert!(!done && told.contains(reason), "{account}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn a_database_is_made_for_its_owner_alone_and_files_that_others_read_are_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, live, file) = with_database();
    let mode = |path: &str| {
        let about = std::fs::metadata(path).expect("it is there");
        about.permissions().mode() & 0o777
    };
    assert_eq!(mode(&live), 0o600);
    let open = |path: &str| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).expect("set");
    };
    let migrate = || said(&run(&["migrate", "--database-file", &file], &[]));
    let shared = "others than its owner may read this file";
    open(&file);
    let told = migrate();
    assert!(told.contains(shared) && told.contains(&file), "{told}");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
    assert!(!migrate().contains(shared));
    open(&live);
    let told = migrate();
    assert!(told.contains(shared) && told.contains(&live), "{told}");
    assert_eq!(mode(&live), 0o644, "what is there is the operator's");
    drop(folder);
}
