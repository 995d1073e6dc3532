//! SIGTERM: open event streams end, and so does the process.

use super::{DEADLINE, Demo, exchange};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

/// The address of a header, in an answer to a form.
fn location(answer: &str) -> String {
    let line = answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    line.unwrap_or_else(|| panic!("no redirect: {answer}"))
        .to_owned()
}

/// Buys something in the demo's mall; the address of the order's page.
fn order(demo: &Demo) -> String {
    checkout(demo, "api")
}

/// Sends a form; the whole answer.
fn post(origin: &str, path: &str, cookie: &str, form: &str) -> String {
    let length = form.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
    );
    exchange(origin, &request)
}

/// Where a checkout in the demo's mall leads to, by an API call or a link.
fn checkout(demo: &Demo, door: &str) -> String {
    let added = post(&demo.mall, "/basket/add", "", "sku=tea");
    let cookie = added
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie
        .and_then(|line| line.split(';').next())
        .expect("a basket");
    let merchant = &demo.merchant;
    let form = format!("merchant={merchant}&door={door}&ticket=1");
    location(&post(&demo.mall, "/checkout", cookie, &form))
}

#[test]
fn an_order_and_its_mall_are_on_the_lines_of_its_requests() {
    let demo = Demo::start(None);
    let page = order(&demo);
    let created = demo.logged("/v1/orders");
    let (span, fields) = (&created["span"], &created["fields"]);
    let begins = |value: &serde_json::Value, prefix| {
        value.as_str().is_some_and(|text| text.starts_with(prefix))
    };
    assert_eq!(fields["status"], 201, "{created}");
    assert_eq!(created["level"], "INFO", "{created}");
    assert_eq!(fields["visitor"], "127.0.0.1", "{created}");
    assert!(begins(&span["mall"], "mal_"), "{created}");
    assert!(begins(&span["order"], "ord_"), "{created}");
    assert!(begins(&span["request_id"], "req_"), "{created}");

    let path = page.strip_prefix(&demo.desk).expect("a page of the desk");
    super::get(&demo.desk, path, "");
    let shown = demo.logged("/pay/{token}");
    for name in ["mall", "order"] {
        assert_eq!(shown["span"][name], span[name], "{shown}");
    }
    assert_eq!(shown["fields"]["visitor"], "127.0.0.1", "{shown}");
    let token = path.rsplit('/').next().expect("a token");
    assert!(!shown.to_string().contains(token), "{shown}");
}

/// The addresses of an unpaid order's page beside it, and their status.
const PARTS: [(&str, u16); 6] = [
    ("now", 200),
    ("deadline", 200),
    ("home", 303),
    ("code.png", 404),
    ("refunds", 200),
    ("receipt.svg", 404),
];

/// Actions, their forms in this order, and their status.
const FORMS: [(&str, &str, u16); 11] = [
    ("confirm_payment", "way=scan", 303),
    ("cancel", "", 303),
    ("confirm_payment", "way=", 422),
    ("confirm_payment", "way=new_card", 303),
    ("send_code", "number=1", 422),
    ("resend_code", "", 303),
    ("pay_with_code", "code=1", 303),
    ("change_card", "", 422),
    ("more_time", "", 303),
    ("keep", "", 303),
    ("no_such_action", "", 400),
];

#[test]
fn every_address_of_an_order_has_mall_and_order_on_its_line() {
    let demo = Demo::start(None);
    let signed = checkout(&demo, "link");
    let path = signed.strip_prefix(&demo.desk).expect("a link to the desk");
    let page = location(&super::get(&demo.desk, path, ""));
    let opened = demo.logged("/pay");
    let span = opened["span"].clone();
    assert!(
        span["mall"]
            .as_str()
            .is_some_and(|id| id.starts_with("mal_")),
        "{opened}"
    );
    assert!(
        span["order"]
            .as_str()
            .is_some_and(|id| id.starts_with("ord_")),
        "{opened}"
    );
    let path = page.strip_prefix(&demo.desk).unwrap_or(&page);
    let token = path.rsplit('/').next().expect("a token");
    let named = |route: &str, status: u16| {
        let line = demo.logged(route);
        for name in ["mall", "order"] {
            assert_eq!(line["span"][name], span[name], "{line}");
        }
        assert_eq!(line["fields"]["status"], status, "{line}");
    };
    for (name, status) in PARTS {
        super::get(&demo.desk, &format!("{path}/{name}"), "");
        named(&format!("/pay/{{token}}/{name}"), status);
    }
    for (action, form, status) in FORMS {
        post(&demo.desk, &format!("{path}?do={action}"), "", form);
        named("/pay/{token}", status);
    }
    super::get(&demo.desk, &format!("{path}/card"), "");
    named("/pay/{token}/{place}", 200);
    super::get(&demo.desk, &format!("/return/{token}"), "");
    named("/return/{token}", 303);
    for name in ["cancel", "more_time"] {
        post(
            &demo.desk,
            &format!("/fn/{name}"),
            "",
            &format!("token={token}"),
        );
        named("/fn/{name}", 200);
    }
    let mut stream = TcpStream::connect(demo.desk.strip_prefix("http://").expect("HTTP"));
    let stream = stream.as_mut().expect("it listens");
    let request = format!("GET {path}/events HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    named("/pay/{token}/events", 200);
}

#[cfg(unix)]
#[test]
fn an_open_event_stream_ends_when_the_process_stops() {
    let mut demo = Demo::start(None);
    let page = order(&demo);
    let path = page.strip_prefix(&demo.desk).expect("a page of the desk");
    let host = demo.desk.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    let request = format!("GET {path}/events HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut text = Vec::new();
    while !String::from_utf8_lossy(&text).contains("event: place") {
        let mut part = [0; 1024];
        let read = stream.read(&mut part).expect("a part");
        assert!(read > 0, "it ended early");
        text.extend_from_slice(&part[..read]);
    }
    let id = demo.child.id().to_string();
    let told = Command::new("kill").arg(&id).status().expect("kill");
    assert!(told.success());
    stream.read_to_end(&mut text).expect("the rest");
    let text = String::from_utf8_lossy(&text);
    assert!(text.ends_with("\r\n0\r\n\r\n"), "a whole answer: {text}");
    let ended = demo.child.wait().expect("its end");
    assert!(ended.success(), "{ended}");
}
