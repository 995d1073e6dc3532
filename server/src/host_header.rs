//! The `Host` of a request (RFC 9112 3.2): one, with a host in it. HTTP/1.0 may
//! leave it out. A target in absolute form needs it too, and names no other
//! site: the desk has one address, its `--public-url`.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::Ipv6Addr;

/// Middleware: answers 400 where `Host` is missing, repeated or unreadable; to a
/// call of the API with a problem document.
pub(crate) async fn require_host(request: Request, next: Next) -> Response {
    let Err(why) = check(&request) else {
        return next.run(request).await;
    };
    let path = request.uri().path();
    let is_call = path == "/v1" || path.starts_with("/v1/");
    match request.extensions().get() {
        Some(id) if is_call => api::bad_request(why, id),
        _ => (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response(),
    }
}

fn check<B>(request: &Request<B>) -> Result<(), &'static str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_host(host) => Ok(()),
        (Some(_), None) => Err("the Host header is not a host, or a host and a port"),
        (Some(_), Some(_)) => Err("the request has more than one Host header"),
        (None, _) if request.version() < Version::HTTP_11 => Ok(()),
        (None, _) => Err("the request has no Host header, which HTTP/1.1 needs"),
    }
}

/// A host and perhaps a port, which may be empty (RFC 3986 3.2.3).
fn is_host(host: &HeaderValue) -> bool {
    let Ok(host) = host.to_str() else {
        return false;
    };
    let bracketed = host.strip_prefix('[').and_then(|host| host.split_once(']'));
    let (is_name, port) = if let Some((address, port)) = bracketed {
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        (is_name(name), port)
    };
    is_name && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// A name as in DNS, also with underscores, or an IPv4 address. RFC 3986 would
/// take commas too, but no site has such a name: they join two values.
fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric();
    name.bytes().any(is_letter)
        && name
            .bytes()
            .all(|byte| is_letter(byte) || matches!(byte, b'-' | b'.' | b'_'))
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit())
        && (port.is_empty() || port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::check;
    use axum::extract::Request;
    use axum::http::{HeaderValue, Version};

    fn status(version: Version, target: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().version(version).uri(target);
        for host in hosts {
            let host = HeaderValue::from_bytes(host.as_bytes()).expect("a value");
            request = request.header("host", host);
        }
        check(&request.body(()).expect("a request")).is_ok()
    }

    #[test]
    fn one_host_is_needed_and_http_1_0_may_leave_it_out() {
        let (older, newer) = (Version::HTTP_10, Version::HTTP_11);
        for target in ["/", "http://pay.example/"] {
            for host in [
                "pay.example",
                "pay.example:8443",
                "127.0.0.1:3000",
                "[::1]:3000",
                "[::1]",
                "pay.example.:443",
                "pay_desk:65535",
                "pay.example:",
            ] {
                assert!(status(newer, target, &[host]), "{host}");
            }
            for host in [
                "",
                ":80",
                "a b",
                "pay.example/desk",
                "user@pay.example",
                "支付.example",
                "a,b",
                "pay.example, evil.example",
                "pay.example:99999",
                "pay.example:x",
                "pay.example:+80",
                "pay.example:80:80",
                "pay.example:80, evil.example:80",
                "[::1",
                "[::1]3000",
                "[pay.example]",
                "::1",
                "..",
                "pay.example;",
                "pay%2eexample",
            ] {
                assert!(!status(newer, target, &[host]), "{host}");
                assert!(!status(older, target, &[host]), "{host}");
            }
            assert!(!status(newer, target, &[]));
            assert!(status(older, target, &[]));
            for twice in [["pay.example", "evil.example"], ["pay.example"; 2]] {
                assert!(!status(newer, target, &twice), "{twice:?}");
                assert!(!status(older, target, &twice), "{twice:?}");
            }
        }
    }
}
