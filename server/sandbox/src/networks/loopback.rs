//! Addresses of this machine. The sandbox sends notices to no other.

/// An absolute http(s) URL.
pub(super) fn web_address(text: &str) -> Option<url::Url> {
    let address = url::Url::parse(text).ok()?;
    matches!(address.scheme(), "http" | "https").then_some(address)
}

/// True for an http(s) URL of a loopback address: 127.0.0.0/8, `::1` or
/// `localhost`. The sandbox calls no other.
pub(super) fn on_this_machine(text: &str) -> bool {
    match web_address(text).as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::on_this_machine;

    #[test]
    fn only_this_machine_is_called() {
        for yes in [
            "http://127.0.0.1:3000/n",
            "http://localhost:3000/",
            "https://[::1]/",
            "http://127.9.9.9/",
        ] {
            assert!(on_this_machine(yes), "{yes}");
        }
        for not in [
            "http://10.0.0.1/",
            "http://localhost.example.com/",
            "http://0.0.0.0/",
            "http://[::ffff:10.0.0.1]/",
            "ftp://127.0.0.1/",
            "127.0.0.1",
            "http://127.0.0.1.example/",
        ] {
            assert!(!on_this_machine(not), "{not}");
        }
    }
}
