//! One-time links for the first people of the consoles.

use super::malls::merchant;
use super::{run, said, with_database};

const MISSING: &str = "mer_00000000000000000000000000";

#[test]
fn a_link_is_printed_for_an_owner_and_an_administrator() {
    let (_folder, live, _) = with_database();
    let added = run(&merchant(&live, &["--product", "scan"]), &[]);
    assert!(added.status.success(), "{}", said(&added));
    let id = String::from_utf8(added.stdout).expect("UTF-8");
    let at = ["--database", &live, "--public-url", "https://pay.example"];
    let owner = ["merchant", "invite", id.trim_end()];
    for command in [&owner[..], &["provider", "invite"]] {
        let told = run(&[command, &at].concat(), &[]);
        assert!(told.status.success(), "{}", said(&told));
        let link = String::from_utf8(told.stdout).expect("UTF-8");
        let secret = link
            .trim_end()
            .strip_prefix("https://pay.example/console/invite/");
        assert_eq!(secret.map(str::len), Some(26), "{link}");
    }
    let missing = run(&[&["merchant", "invite", MISSING][..], &at].concat(), &[]);
    let told = said(&missing);
    assert!(
        !missing.status.success() && told.contains("no merchant"),
        "{told}"
    );
    let plain = ["--database", &live, "--public-url", "http://pay.example"];
    let refused = run(&[&["provider", "invite"][..], &plain].concat(), &[]);
    assert!(!refused.status.success() && said(&refused).contains("--public-url: "));
}
