//! Which addresses events may be sent to. Malls choose their endpoints, so
//! without this check a mall could make us call internal addresses (SSRF).
//!
//! Every address a name resolves to is checked, and only the checked addresses
//! are connected to: there is no second look-up. Only public addresses are
//! allowed, and networks that the operator lists.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use url::{Host, Url};

/// Ports allowed on public addresses.
const PORTS: [u16; 2] = [443, 8443];

/// How long a name may take to resolve when a mall is registered.
const RESOLVE: Duration = Duration::from_secs(5);

/// Why an endpoint is not called. The texts are fixed, so they may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EndpointRefused {
    /// Not an absolute http or https address with a host, or with a user in it.
    #[error("not an http address with a host")]
    Address,
    /// Not https on 443 or 8443, and not allow-listed.
    #[error("https on port 443 or 8443 is needed")]
    NotHttps,
    /// An address in a private, local or reserved network.
    #[error("the address is in a network that is not called")]
    Network,
}

/// Which endpoints may be called.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointPolicy {
    allow: Vec<IpNet>,
}

/// Which addresses an endpoint may resolve to, by its URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndpointScope {
    /// https on a usual port: public or allow-listed addresses.
    Public,
    /// Anything else: allow-listed addresses only.
    AllowListed,
}

impl EndpointPolicy {
    /// With the networks the operator allows.
    pub(crate) const fn new(allow: Vec<IpNet>) -> Self {
        Self { allow }
    }

    /// Checks the address of an endpoint, as [`EndpointPolicy::check_url`] does.
    ///
    /// # Errors
    /// [`EndpointRefused`].
    pub(crate) fn check(&self, address: &str) -> Result<EndpointScope, EndpointRefused> {
        let url = Url::parse(address).map_err(|_| EndpointRefused::Address)?;
        self.check_url(&url)
    }

    /// Checks an endpoint before its name is resolved.
    ///
    /// # Errors
    /// [`EndpointRefused`].
    pub(crate) fn check_url(&self, url: &Url) -> Result<EndpointScope, EndpointRefused> {
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none();
        let (true, Some(host), Some(port)) = (plain, url.host(), url.port_or_known_default())
        else {
            return Err(EndpointRefused::Address);
        };
        let usual = url.scheme() == "https" && PORTS.contains(&port);
        let scope = if usual {
            EndpointScope::Public
        } else {
            EndpointScope::AllowListed
        };
        let literal = match host {
            Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
            Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
            // Always this machine (RFC 6761 6.3).
            Host::Domain(name) if name == "localhost" || name.ends_with(".localhost") => {
                Some(IpAddr::V4(Ipv4Addr::LOCALHOST))
            }
            Host::Domain(_) => None,
        };
        match literal {
            Some(ip) => self.check_address(ip, scope).map(|()| scope),
            // Without an allowed network no address could be allowed.
            None if scope == EndpointScope::AllowListed && self.allow.is_empty() => {
                Err(EndpointRefused::NotHttps)
            }
            None => Ok(scope),
        }
    }

    /// Resolves an endpoint's name once, as a delivery does, and says why none
    /// would be sent; `None` where nothing is wrong.
    pub(crate) async fn trouble(&self, address: &str) -> Option<String> {
        let url = Url::parse(address).ok()?;
        let scope = match self.check_url(&url) {
            Ok(scope) => scope,
            Err(refused) => return Some(refused.to_string()),
        };
        let host = url.host_str()?;
        let port = url.port_or_known_default().unwrap_or_default();
        let name = host.trim_matches(['[', ']']);
        let resolved = tokio::time::timeout(RESOLVE, tokio::net::lookup_host((name, port))).await;
        let Ok(Ok(found)) = resolved else {
            return Some(format!("{host} does not resolve"));
        };
        let refused = |ip| self.check_address(ip, scope).err().map(|why| (ip, why));
        let (ip, why) = found.map(|to| to.ip()).find_map(refused)?;
        Some(format!("{host} resolves to {ip}, and {why}"))
    }

    /// Checks one address a name resolves to.
    ///
    /// # Errors
    /// [`EndpointRefused::Network`], or [`EndpointRefused::NotHttps`] for a
    /// public address that is not reached by https.
    pub(crate) fn check_address(
        &self,
        ip: IpAddr,
        scope: EndpointScope,
    ) -> Result<(), EndpointRefused> {
        let reached = reached_by(ip);
        let listed = |ip: &IpAddr| self.allow.iter().any(|net| net.contains(ip));
        match (
            listed(&reached) || listed(&ip.to_canonical()),
            is_public(reached),
            scope,
        ) {
            (true, ..) | (false, true, EndpointScope::Public) => Ok(()),
            (false, true, EndpointScope::AllowListed) => Err(EndpointRefused::NotHttps),
            (false, false, _) => Err(EndpointRefused::Network),
        }
    }
}

/// The address that packets to `ip` reach: the IPv4 address inside it where it
/// has one, else `ip` itself.
///
/// | form | inside |
/// |---|---|
/// | `::ffff:0:0/96` | mapped IPv4 (RFC 4291 2.5.5.2) |
/// | `64:ff9b::/96` | NAT64, as a DNS64 resolver answers (RFC 6052 2.1) |
/// | `2002::/16` | 6to4 (RFC 3056 2) |
///
/// NAT64 of local use (`64:ff9b:1::/48`) has no fixed place for the address,
/// and Teredo (`2001::/32`) leads to a client behind NAT: both stay IPv6, which
/// is not called.
const fn reached_by(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let ([0x0064, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..]) = v6.segments() else {
        return v6.to_canonical();
    };
    let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

/// True for addresses of the public internet (IANA special-purpose
/// registries, as of 2026).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

const fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Global unicast (`2000::/3`) without the ranges that are documentation or
/// protocols of the IETF. Addresses with an IPv4 address inside were turned
/// into that before.
const fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let ietf = a == 0x2001 && b < 0x0200;
    let documentation = (a == 0x2001 && b == 0x0db8) || (a == 0x3fff && b < 0x1000);
    global && !ietf && !documentation
}

#[cfg(test)]
mod tests {
    use super::{EndpointPolicy, EndpointRefused, EndpointScope};
    use url::Url;

    fn policy(allow: &[&str]) -> EndpointPolicy {
        EndpointPolicy::new(
            allow
                .iter()
                .map(|net| net.parse().expect("a network"))
                .collect(),
        )
    }

    fn asked(policy: &EndpointPolicy, url: &str) -> Result<EndpointScope, EndpointRefused> {
        policy.check_url(&Url::parse(url).expect("an address"))
    }

    #[test]
    fn networks_of_our_own_are_refused_however_they_are_written() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[::127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[ff02::1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b::169.254.169.254]",
            "[64:ff9b:1::808:808]",
            "[64:ff9b::1:808:808]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[2001::1]",
            "[2001:0:808:808::808:808]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[fec0::1]",
            "localhost",
            "mall.localhost",
        ] {
            assert_eq!(
                asked(&policy(&[]), &format!("https://{host}/hook")),
                Err(EndpointRefused::Network),
                "{host}"
            );
        }
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::808:808]",
            "[2002:808:808::1]",
            "[2606:4700::1111]",
            "[2001:4860::8888]",
        ] {
            assert_eq!(
                asked(&policy(&[]), &format!("https://{host}/hook")),
                Ok(EndpointScope::Public),
                "{host}"
            );
        }
    }

    #[test]
    fn public_endpoints_are_reached_by_https_on_usual_ports() {
        let policy = policy(&[]);
        assert_eq!(
            asked(&policy, "https://mall.example/hook"),
            Ok(EndpointScope::Public)
        );
        assert_eq!(
            asked(&policy, "https://mall.example:8443/hook"),
            Ok(EndpointScope::Public)
        );
        for bad in [
            "http://mall.example/",
            "https://mall.example:22/",
            "http://8.8.8.8/",
            "https://8.8.8.8:25/",
        ] {
            assert_eq!(asked(&policy, bad), Err(EndpointRefused::NotHttps), "{bad}");
        }
        for bad in [
            "https://user@mall.example/",
            "https://user:pass@mall.example/",
            "ftp://mall.example/",
            "data:,x",
        ] {
            assert_eq!(asked(&policy, bad), Err(EndpointRefused::Address), "{bad}");
        }
    }

    #[test]
    fn the_operator_may_allow_networks_and_only_those() {
        let policy = policy(&["127.0.0.0/8", "fd00:1::/32"]);
        assert_eq!(
            asked(&policy, "http://127.0.0.1:3001/hook"),
            Ok(EndpointScope::AllowListed)
        );
        assert_eq!(
            asked(&policy, "http://[::ffff:127.0.0.1]:3001/hook"),
            Ok(EndpointScope::AllowListed)
        );
        assert_eq!(
            asked(&policy, "https://[fd00:1::5]/hook"),
            Ok(EndpointScope::Public)
        );
        assert_eq!(
            asked(&policy, "http://[64:ff9b::127.0.0.1]:3001/hook"),
            Ok(EndpointScope::AllowListed),
            "reached through NAT64"
        );
        assert_eq!(
            asked(&policy, "http://10.0.0.1/hook"),
            Err(EndpointRefused::Network)
        );
        assert_eq!(
            asked(&policy, "http://localhost:3001/hook"),
            Ok(EndpointScope::AllowListed),
            "this machine"
        );
        let ip = "8.8.8.8".parse().expect("an address");
        assert_eq!(
            policy.check_address(ip, EndpointScope::AllowListed),
            Err(EndpointRefused::NotHttps)
        );
    }
}
