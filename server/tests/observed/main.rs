//! What a running desk shows to those who run it: log lines, metrics, and
//! traces sent to a collector, which here is a bare listener.

mod headers;
mod stopping;

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The longest wait for anything here.
const DEADLINE: Duration = Duration::from_secs(180);
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A demo on free ports, ended with the test.
struct Demo {
    child: Child,
    desk: String,
    mall: String,
    operations: String,
    /// The id of one of its merchants.
    merchant: String,
    log: Receiver<String>,
    _data: tempfile::TempDir,
}

impl Demo {
    fn start(collector: Option<&str>) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_paydesk"));
        command.args(["--log-format", "json", "demo"]);
        for listens in [
            "--listen",
            "--mall-listen",
            "--sandbox-listen",
            "--ops-listen",
        ] {
            command.args([listens, "127.0.0.1:0"]);
        }
        command.arg("--data").arg(data.path());
        command.env("PAYDESK_LOG", "info");
        command.env_remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        if let Some(collector) = collector {
            command.args(["--otlp-endpoint", collector]);
            command.env("OTEL_BSP_SCHEDULE_DELAY", "50");
        }
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("paydesk can be started");
        let greeting = lines(child.stdout.take().expect("piped"));
        let log = lines(child.stderr.take().expect("piped"));
        let address = |what: &str| loop {
            let line = greeting.recv_timeout(DEADLINE).expect("a greeting");
            if let Some(rest) = line.trim_start().strip_prefix(what) {
                let address = rest.split_whitespace().next();
                break address.expect("its address").to_owned();
            }
        };
        // As the greeting lists them.
        let (mall, desk, operations) =
            (address("demo mall"), address("desk"), address("operations"));
        let about = std::fs::read_to_string(data.path().join("demo.json")).expect("a file");
        let about: Value = serde_json::from_str(&about).expect("JSON");
        let merchant = about["merchants"][0]["id"].as_str();
        Self {
            merchant: merchant.expect("a merchant").to_owned(),
            desk,
            mall,
            operations,
            child,
            log,
            _data: data,
        }
    }

    /// The log line of the first request to this route.
    fn logged(&self, route: &str) -> Value {
        loop {
            let line = self.log.recv_timeout(DEADLINE).expect("a log line");
            let line: Value = serde_json::from_str(&line).expect("JSON");
            if line["fields"]["route"] == route {
                return line;
            }
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines as they come, read by a thread of its own.
fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (to, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// The whole answer to a GET.
fn get(origin: &str, path: &str, header: &str) -> String {
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: pay.example\r\n{header}connection: close\r\n\r\n");
    exchange(origin, &request)
}

/// The whole answer to a request that closes its connection.
fn exchange(origin: &str, request: &str) -> String {
    let host = origin.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    // The answer may come before the whole request was read.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// One request as a collector gets it: its head, and its body as text, where
/// names stand in clear.
fn received(listener: &TcpListener) -> (String, String) {
    let (stream, _) = listener.accept().expect("a connection");
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().expect("a length");
        }
        if line.is_empty() {
            break;
        }
        head.push_str(&line);
        head.push('\n');
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    reader.get_mut().write_all(answer).expect("answered");
    (head, String::from_utf8_lossy(&body).into_owned())
}

#[test]
fn a_request_is_on_one_line_with_its_id_and_trace_and_without_its_address() {
    let demo = Demo::start(None);
    let given = format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n");
    get(&demo.desk, "/pay/a-secret-token?x=secret", &given);
    let line = demo.logged("/pay/{token}");
    let (fields, span) = (&line["fields"], &line["span"]);
    assert_eq!(fields["status"], 404, "{line}");
    assert!(
        fields["duration_ms"].is_u64() || fields["duration_ms"].is_i64(),
        "{line}"
    );
    let id = span["request_id"].as_str().unwrap_or_default();
    assert!(id.starts_with("req_"), "{line}");
    assert_eq!(span["trace_id"], TRACE, "{line}");
    assert!(!line.to_string().contains("secret"), "{line}");

    // No trace id is made of zeros, and none is taken from what cannot be read.
    let invalid = format!("traceparent: 00-{}-00f067aa0ba902b7-01\r\n", "0".repeat(32));
    let answer = get(&demo.desk, "/v1/orders/none", &invalid);
    let line = demo.logged("/v1/orders/{id}");
    let span = &line["span"];
    let trace = span["trace_id"].as_str().unwrap_or_default();
    assert!(
        trace.len() == 32 && trace != TRACE && trace != "0".repeat(32),
        "{line}"
    );
    let id = span["request_id"].as_str().unwrap_or_default();
    assert!(
        answer.contains(&format!("request-id: {id}\r\n")),
        "{answer}\n{line}"
    );
}

#[test]
fn metrics_have_the_release_the_certificates_and_the_backlog() {
    let demo = Demo::start(None);
    let page = get(&demo.operations, "/metrics", "");
    let certificate = |name: &str| {
        format!(
            r#"paydesk_certificate_expiry_timestamp_seconds{{channel="union_pay",name="{name}"}}"#
        )
    };
    for begin in [
        format!(
            r#"paydesk_build_info{{version="{}"}} 1"#,
            env!("CARGO_PKG_VERSION")
        ),
        certificate("signing"),
        certificate("encryption"),
        certificate("middle"),
        certificate("root"),
        r#"paydesk_jobs_oldest_due_seconds{lane="money"} "#.to_owned(),
        r#"paydesk_jobs_oldest_due_seconds{lane="events"} "#.to_owned(),
        "paydesk_webhooks_oldest_pending_seconds 0".to_owned(),
        r#"paydesk_payments_total{channel="union_pay",product="scan",result="paid"} 0"#.to_owned(),
        "paydesk_refunds_open 0".to_owned(),
    ] {
        assert!(
            page.lines().any(|line| line.starts_with(&begin)),
            "{begin}\n{page}"
        );
    }
}

#[test]
fn traces_go_to_the_collector_with_the_name_of_the_service() {
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", collector.local_addr().expect("an address"));
    let (to, requests) = channel();
    std::thread::spawn(move || while to.send(received(&collector)).is_ok() {});
    let demo = Demo::start(Some(&address));
    let given = format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n");
    get(&demo.desk, "/pay/a-secret-token", &given);
    loop {
        let (head, body) = requests.recv_timeout(DEADLINE).expect("traces");
        assert!(head.starts_with("post /v1/traces http/1.1\n"), "{head}");
        assert!(
            head.contains("content-type: application/x-protobuf"),
            "{head}"
        );
        assert!(
            body.contains("service.name") && body.contains("paydesk"),
            "{body}"
        );
        assert!(!body.contains("a-secret-token"), "{body}");
        if body.contains("GET /pay/{token}") {
            break;
        }
    }
    assert_eq!(demo.logged("/pay/{token}")["span"]["trace_id"], TRACE);
}

#[test]
fn a_collector_that_is_away_is_in_the_log_and_stops_nothing() {
    let nowhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", nowhere.local_addr().expect("an address"));
    drop(nowhere);
    let demo = Demo::start(Some(&address));
    let answer = get(&demo.desk, "/pay/none", "");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    loop {
        let line = demo.log.recv_timeout(DEADLINE).expect("a log line");
        if line.contains("BatchSpanProcessor.ExportError") {
            break;
        }
    }
}
