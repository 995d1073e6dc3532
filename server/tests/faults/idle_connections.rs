//! More idle connections than the process has file descriptors: pages and
//! operations still answer quickly.

use crate::deployment::Deployment;
use crate::desk::client;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// File descriptors of the desk.
const DESCRIPTORS: u32 = 256;
/// Idle connections opened at once.
const CONNECTIONS: usize = 300;
/// The longest acceptable wait.
const AT_ONCE: Duration = Duration::from_secs(5);

/// Connections that have sent only this part of a request.
fn open_connections(url: &str, part: &str) -> Vec<TcpStream> {
    let address: SocketAddr = url
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let connect = |_| {
        let mut stream = TcpStream::connect_timeout(&address, AT_ONCE).expect("it connects");
        // The desk may have closed it to make room.
        let _ = stream.write_all(part.as_bytes());
        stream
    };
    (0..CONNECTIONS).map(connect).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_block_others() {
    let deployment = Deployment::without_desk().await;
    deployment.spawn(Some(&format!("ulimit -n {DESCRIPTORS} && exec \"$@\"")));
    let desk = deployment.desk();
    desk.is_ready().await;
    let order = deployment.mall.order(&desk.url).await;
    for part in [
        "",
        "GET /readyz HTTP/1.1\r\nhost: ",
        "POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc",
    ] {
        let connections = [
            open_connections(&desk.url, part),
            open_connections(&desk.ops, part),
        ];
        for _ in 0..3 {
            let asked = tokio::time::timeout(AT_ONCE, async {
                let page = client().get(format!("{}{}", desk.url, order.page)).send();
                let page = page.await.expect("an answer").status().as_u16();
                (page, desk.readiness().await)
            });
            let answers = asked.await.expect("answered at once");
            assert_eq!(answers, (200, Some(200)), "{part:?}");
        }
        drop(connections);
    }
    deployment.pay_all(std::slice::from_ref(&order)).await;
}
