//! The consoles on a listener of their own.

use crate::desk_flags::{FILES, desk, migrated};
use crate::draining::{Serving, status_of};
use crate::{path, run, said};
use testkit::loopback::free_port;

const CONSOLE: &str = "https://console.pay.example";

#[tokio::test]
async fn the_desk_has_no_consoles_where_they_are_apart() {
    let console = format!("127.0.0.1:{}", free_port());
    let mut flags = desk();
    flags.push(("--console-listen", console.clone()));
    flags.push(("--console-url", CONSOLE.to_owned()));
    let serving = Serving::start(&flags, "0").await;
    for (page, at_desk, at_console) in [
        ("/console/sign-in", 404, 200),
        ("/console", 404, 303),
        ("/provider", 404, 303),
        ("/pay/x", 404, 404),
        ("/openapi.json", 200, 404),
        ("/.well-known/jwks.json", 200, 404),
        ("/favicon.svg", 200, 200),
    ] {
        assert_eq!(status_of(&serving.desk, page), Some(at_desk), "desk {page}");
        assert_eq!(
            status_of(&console, page),
            Some(at_console),
            "console {page}"
        );
    }
    let together = Serving::start(&desk(), "0").await;
    assert_eq!(status_of(&together.desk, "/console/sign-in"), Some(200));
}

#[test]
fn a_listener_of_their_own_needs_their_address() {
    let mut flags: Vec<String> = vec!["doctor".to_owned()];
    for (flag, value) in desk() {
        flags.extend([flag.to_owned(), value]);
    }
    flags.extend(["--console-listen".to_owned(), "127.0.0.1:3004".to_owned()]);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let refused = run(&flags, &[]);
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("--console-url"),
        "{}",
        said(&refused)
    );
    let plain = [&flags[..], &["--console-url", "http://console.pay.example"]].concat();
    let refused = run(&plain, &[]);
    assert!(
        said(&refused).contains("--console-url: "),
        "{}",
        said(&refused)
    );
}

#[test]
fn links_lead_to_the_consoles_address() {
    let folder = path(FILES.0.path(), "links");
    std::fs::create_dir_all(&folder).expect("a folder");
    let database = migrated(folder.as_ref());
    let at = [
        "provider",
        "invite",
        "--database",
        &database,
        "--console-url",
        CONSOLE,
    ];
    for flags in [
        &at[..],
        &[&at[..], &["--public-url", "https://pay.example"]].concat(),
    ] {
        let made = run(flags, &[]);
        assert!(
            said(&made).contains(&format!("{CONSOLE}/console/invite/")),
            "{}",
            said(&made)
        );
    }
    let without = run(&at[..4], &[]);
    assert!(!without.status.success() && said(&without).contains("--public-url"));
}
