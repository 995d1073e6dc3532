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
    let post = |path: &str, cookie: &str, form: &str| {
        let length = form.len();
        exchange(
            &demo.mall,
            &format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: {cookie}\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
            ),
        )
    };
    let added = post("/basket/add", "", "sku=tea");
    let cookie = added
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie
        .and_then(|line| line.split(';').next())
        .expect("a basket");
    let merchant = &demo.merchant;
    let form = format!("merchant={merchant}&door=api&ticket=1");
    location(&post("/checkout", cookie, &form))
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
