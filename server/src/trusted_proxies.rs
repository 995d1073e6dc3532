//! Whose request it is: the visitor's IP address behind trusted proxies.
//!
//! Only a trusted peer's header counts. It is read from the right, because each
//! proxy adds the address it was called from on that side: the first address
//! that is not a trusted proxy's is the visitor's. What cannot be read, hides
//! the address, or is left of that was sent by the visitor and is not used.
//!
//! `X-Forwarded-For` is read, and `Forwarded` (RFC 7239) where there is none. A
//! proxy that sends `Forwarded` alone has to remove the other, since anyone can
//! send either.

mod forwarded_for;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use domain::visit::VisitorAddress;
use forwarded_for::{forwarded, x_forwarded_for};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The networks of the proxies in front of the desk.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// These networks; with none, no header is read.
    pub(crate) fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    fn contains(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }

    /// The visitor's address for a request of this peer.
    fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        if !self.contains(nearest) {
            return nearest;
        }
        let hops = x_forwarded_for(headers).or_else(|| forwarded(headers));
        for hop in hops.unwrap_or_default() {
            let Some(ip) = hop else { break };
            nearest = ip;
            if !self.contains(ip) {
                break;
            }
        }
        nearest
    }
}

/// Middleware: adds the [`VisitorAddress`] to the request.
pub(crate) async fn find_visitor(
    State(proxies): State<TrustedProxies>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let ip = proxies.visitor(peer.ip(), request.headers());
    request.extensions_mut().insert(VisitorAddress(ip));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::TrustedProxies;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    const PROXIES: [&str; 3] = ["127.0.0.1/32", "10.0.0.0/8", "2001:db8:1::/48"];

    fn visitor(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let networks = PROXIES.map(|network| network.parse().expect("a network"));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a value");
            map.append(HeaderName::from_static(name), value);
        }
        let peer = peer.parse().expect("an address");
        TrustedProxies::new(&networks)
            .visitor(peer, &map)
            .to_string()
    }

    #[test]
    fn the_first_address_from_the_right_that_is_no_proxy_is_the_visitor() {
        let of = |value: &str| visitor("127.0.0.1", &[("x-forwarded-for", value)]);
        for (value, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("6.6.6.6, 203.0.113.7", "203.0.113.7"),
            ("6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
            ("6.6.6.6,203.0.113.7:4711,10.1.2.3:80", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("203.0.113.7, [2001:db8:1::9]", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:1, ::ffff:10.0.0.9", "203.0.113.7"),
            ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
            // What cannot be read ends the reading.
            ("203.0.113.7, garbage, 10.0.0.1", "10.0.0.1"),
            ("203.0.113.7, unknown", "127.0.0.1"),
            ("203.0.113.7, ", "127.0.0.1"),
            ("203.0.113.7, 256.1.1.1", "127.0.0.1"),
            ("fe80::1%eth0", "127.0.0.1"),
            ("", "127.0.0.1"),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
        let lines = [
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-for", "10.0.0.1"),
        ];
        assert_eq!(visitor("127.0.0.1", &lines), "203.0.113.7");
        assert_eq!(visitor("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn forwarded_is_read_where_there_is_no_x_forwarded_for() {
        let of = |value: &str| visitor("127.0.0.1", &[("forwarded", value)]);
        for (value, expected) in [
            ("for=203.0.113.7", "203.0.113.7"),
            ("For=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"),
            ("for=6.6.6.6, for=\"203.0.113.7:4711\"", "203.0.113.7"),
            ("proto=https; for=\"[2001:db8::7]:80\"", "2001:db8::7"),
            ("for=203.0.113.7, for=\"[2001:db8:1::9]\"", "203.0.113.7"),
            ("by=\"a,b;c\";for=203.0.113.7", "203.0.113.7"),
            // A quotation mark of the visitor's does not hide the proxy's part.
            ("for=\"6.6.6.6, for=203.0.113.7", "203.0.113.7"),
            ("for=\"6.6.6.6, for=\"[2001:db8::7]\"", "2001:db8::7"),
            ("for=203.0.113.7, for=unknown", "127.0.0.1"),
            ("for=203.0.113.7, for=_hidden", "127.0.0.1"),
            ("for=203.0.113.7, for=\"_gazonk:_port\"", "127.0.0.1"),
            ("for=203.0.113.7, proto=https", "127.0.0.1"),
            ("for=6.6.6.6;for=203.0.113.7", "127.0.0.1"),
            ("for=\"203.0.113.7", "127.0.0.1"),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
        let both = [
            ("forwarded", "for=6.6.6.6"),
            ("x-forwarded-for", "203.0.113.7"),
        ];
        assert_eq!(visitor("10.9.9.9", &both), "203.0.113.7");
    }

    #[test]
    fn a_header_of_anyone_else_does_not_count() {
        for peer in ["203.0.113.9", "2001:db8:2::1", "127.0.0.2"] {
            let headers = [("x-forwarded-for", "6.6.6.6"), ("forwarded", "for=6.6.6.6")];
            assert_eq!(visitor(peer, &headers), peer);
        }
        assert_eq!(visitor("::ffff:203.0.113.9", &[]), "203.0.113.9");
        let mapped = [("x-forwarded-for", "203.0.113.7")];
        assert_eq!(visitor("::ffff:127.0.0.1", &mapped), "203.0.113.7");
    }
}
