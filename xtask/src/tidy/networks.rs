//! Where production code may name a network: in its own folders, and in these
//! files.

use super::{SourceFile, Violation};

/// The folders of the networks and of their settings, and of what plays or
/// measures one.
const FOLDERS: [&str; 5] = [
    "server/bench/",
    "server/channels/",
    "server/sandbox/",
    "server/src/settings/networks/",
    "server/testkit/",
];

/// The list of settings, the demo's accounts, wallet apps, the page's words,
/// an example of the API, facts about cards, and references of surplus that were
/// booked before channels had one.
const FILES: [&str; 12] = [
    "app/pay/src/routes/visitor.rs",
    "app/ui/src/text/networks.rs",
    "app/ui/src/text/products.rs",
    "server/api/src/openapi/examples.rs",
    "server/domain/src/credentials.rs",
    "server/domain/src/ledger/postings/surplus.rs",
    "server/domain/src/visit.rs",
    "server/src/cli.rs",
    "server/src/command/demo/seeds.rs",
    "server/src/settings/networks.rs",
    "server/store/src/audit/postings/surplus.rs",
    "xtask/src/tidy/networks.rs",
];

/// The names, in lower case without separators.
const NAMES: [&str; 4] = ["unionpay", "银联", "wechatpay", "微信支付"];

/// The first line of each other file that names a network.
pub(super) fn check(source: &SourceFile) -> Option<Violation> {
    let allowed = FOLDERS.iter().any(|folder| source.path.starts_with(folder))
        || FILES.contains(&source.path.as_str());
    if !source.is_rust() || allowed {
        return None;
    }
    let production = source.text.lines().take(source.tests_from).enumerate();
    let (at, _) = production.into_iter().find(|(_, line)| names_one(line))?;
    let rule = "a network is named only in its folders, its settings and the page's words";
    Some(Violation::new(&source.path, at + 1, rule))
}

fn names_one(line: &str) -> bool {
    let plain = line.to_lowercase().replace(['_', ' ', '-'], "");
    NAMES.iter().any(|name| plain.contains(name))
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, check};

    #[test]
    fn a_network_is_named_in_few_files() {
        let text = "/// As UnionPay asks.\nfn a() {}\n";
        let found = |path: &str, text: &str| check(&SourceFile::new(path, text)).is_some();
        assert!(found("server/engine/src/payments.rs", text));
        assert!(found(
            "server/store/src/audit.rs",
            "q(\"clearing:union_pay\");"
        ));
        assert!(!found("server/channels/src/unionpay.rs", text));
        assert!(!found("server/src/cli.rs", text));
        let tested = "fn a() {}\n#[cfg(test)]\nmod tests {\n    // UnionPay\n}\n";
        assert!(!found("server/engine/src/payments.rs", tested));
        assert!(!found("server/engine/tests/payments/main.rs", text));
    }
}
