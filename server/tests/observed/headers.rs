//! The headers of every answer, whatever is asked of which path; requests
//! without a `Host`, or with two; and long request lines.

use super::{Demo, exchange};

/// Of each kind of route, and some that no router has.
const PATHS: [&str; 28] = [
    "/",
    "/nothing-here",
    "/pay",
    "/pay?order=x",
    "/pay/none",
    "/pay/none/bank",
    "/pay/none/events",
    "/pay/none/now",
    "/pay/none/home",
    "/brand/none",
    "/pay/none/refunds",
    "/pay/%ff",
    "/return/none",
    "/fn/none",
    "/console",
    "/console/sign-in",
    "/console/provider/team",
    "/provider",
    "/v1",
    "/v1/orders",
    "/v1/orders/none",
    "/v1/refunds/none",
    "/v1/%ff",
    "/.well-known/jwks.json",
    "/openapi.json",
    "/notify/union_pay",
    "/assets/none.js",
    "/robots.txt",
];

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];

/// The value of a header in an answer's head, once.
fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let mut found = head.lines().filter_map(|line| {
        let (given, value) = line.split_once(": ")?;
        given.eq_ignore_ascii_case(name).then_some(value)
    });
    let value = found.next();
    assert_eq!(found.next(), None, "{name} twice in {head}");
    value
}

fn is_guarded(answer: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(header(answer, name), Some(value), "{answer}");
    }
    let policy = header(answer, "content-security-policy").unwrap_or_default();
    assert!(policy.contains("frame-ancestors 'none'"), "{answer}");
    assert!(policy.contains("default-src 'none'"), "{answer}");
    let referrer = header(answer, "referrer-policy");
    assert!(
        matches!(referrer, Some("same-origin" | "strict-origin")),
        "{answer}"
    );
    assert!(header(answer, "cache-control").is_some(), "{answer}");
}

#[test]
fn every_answer_has_the_headers_of_all_answers() {
    let demo = Demo::start(None);
    let ask = |origin: &str, method: &str, path: &str| {
        let host = "host: pay.example\r\nconnection: close\r\ncontent-length: 0\r\n";
        let answer = exchange(origin, &format!("{method} {path} HTTP/1.1\r\n{host}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 "), "{method} {path}: {answer}");
        is_guarded(&answer);
        answer
    };
    for method in METHODS {
        for path in PATHS {
            let answer = ask(&demo.desk, method, path);
            let id = header(&answer, "request-id").unwrap_or_default();
            assert!(id.starts_with("req_"), "{method} {path}: {answer}");
            let kept = header(&answer, "cache-control").unwrap_or_default();
            assert_eq!(
                kept == "no-store",
                path != "/robots.txt" || !answer.starts_with("HTTP/1.1 200"),
                "{answer}"
            );
        }
        for path in ["/healthz", "/readyz", "/metrics", "/none"] {
            ask(&demo.operations, method, path);
        }
    }
    // A body over the limit of forms, and a redirect.
    let long = "x".repeat(70_000);
    let form = format!(
        "POST /fn/none HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{long}",
        long.len()
    );
    is_guarded(&exchange(&demo.desk, &form));
}

#[test]
fn a_long_request_line_is_refused_and_a_signed_link_has_room() {
    let demo = Demo::start(None);
    let ask = |origin: &str, method: &str, target: &str| {
        let host = "host: pay.example\r\nconnection: close\r\n";
        let answer = exchange(origin, &format!("{method} {target} HTTP/1.1\r\n{host}\r\n"));
        is_guarded(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        (status, answer.len())
    };
    let link = format!("/pay?order={}", "x".repeat(8192));
    assert_eq!(ask(&demo.desk, "GET", &link).0, "401");
    for (origin, path) in [
        (&demo.desk, "/"),
        (&demo.desk, "/pay?order="),
        (&demo.desk, "/pay/none/"),
        (&demo.desk, "/v1/orders?limit="),
        (&demo.desk, "/assets/"),
        (&demo.operations, "/healthz?"),
    ] {
        let long = |bytes: usize| format!("{path}{}", "x".repeat(bytes - path.len()));
        assert_ne!(ask(origin, "GET", &long(16 * 1024)).0, "414", "{path}");
        for method in ["GET", "HEAD", "POST"] {
            let (status, length) = ask(origin, method, &long(16 * 1024 + 1));
            assert_eq!(status, "414", "{method} {path}");
            assert!(length < 1024, "{method} {path}: {length} bytes");
        }
        assert_ne!(ask(origin, &"M".repeat(32), path).0, "501", "{path}");
        let (status, length) = ask(origin, &"M".repeat(33), path);
        assert_eq!(status, "501", "{path}");
        assert!(length < 1024, "{path}: {length} bytes");
    }
}

#[test]
fn a_request_names_one_host() {
    let demo = Demo::start(None);
    let target = format!("{}/.well-known/jwks.json", demo.desk);
    for (origin, target) in [
        (&demo.desk, "/.well-known/jwks.json"),
        (&demo.desk, &*target),
        (&demo.desk, "http://pay.example/.well-known/jwks.json"),
        (&demo.operations, "/healthz"),
    ] {
        let status = |version: &str, hosts: &str| {
            let head = format!("GET {target} {version}\r\n{hosts}connection: close\r\n\r\n");
            let answer = exchange(origin, &head);
            let status = answer.split(' ').nth(1).unwrap_or_default();
            status.to_owned()
        };
        let one = "host: pay.example\r\n";
        assert_eq!(status("HTTP/1.1", one), "200", "{target}");
        assert_eq!(status("HTTP/1.1", ""), "400", "{target}");
        assert_eq!(status("HTTP/1.1", &one.repeat(2)), "400", "{target}");
        for host in ["a b", "a,b", "a:99999", "a:x"] {
            let host = format!("host: {host}\r\n");
            assert_eq!(status("HTTP/1.1", &host), "400", "{host}{target}");
        }
        assert_eq!(status("HTTP/1.0", ""), "200", "{target}");
        assert_eq!(status("HTTP/1.0", one), "200", "{target}");
    }
    let call = "GET /v1/orders HTTP/1.1\r\nconnection: close\r\n\r\n";
    let answer = exchange(&demo.desk, call);
    let kind = header(&answer, "content-type");
    assert_eq!(kind, Some("application/problem+json"), "{answer}");
    let id = header(&answer, "request-id").unwrap_or_default();
    let body = format!("\"request_id\":\"{id}\"");
    assert!(
        answer.contains(&body) && answer.contains("no Host header"),
        "{answer}"
    );
}
