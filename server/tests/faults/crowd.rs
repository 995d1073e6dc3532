//! More silent connections than the process has descriptors for: shoppers are
//! served, and operations answer, at once and again.

use crate::desk::client;
use crate::house::House;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Descriptors of the desk.
const DESCRIPTORS: u32 = 256;
/// Connections that come at once.
const CROWD: usize = 300;
/// A shopper waits no longer.
const AT_ONCE: Duration = Duration::from_secs(5);

/// Who connects and sends this much of a request.
fn crowd(url: &str, part: &str) -> Vec<TcpStream> {
    let address: SocketAddr = url
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let connect = |_| {
        let mut stream = TcpStream::connect_timeout(&address, AT_ONCE).expect("it connects");
        // One that was closed for want of room meanwhile takes nothing.
        let _ = stream.write_all(part.as_bytes());
        stream
    };
    (0..CROWD).map(connect).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_stop_nobody() {
    let house = House::without_desk().await;
    house.spawn(Some(&format!("ulimit -n {DESCRIPTORS} && exec \"$@\"")));
    let desk = house.desk();
    desk.is_ready().await;
    let order = house.mall.order(&desk.url).await;
    for part in [
        "",
        "GET /readyz HTTP/1.1\r\nhost: ",
        "POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc",
    ] {
        let crowds = [crowd(&desk.url, part), crowd(&desk.ops, part)];
        for _ in 0..3 {
            let asked = tokio::time::timeout(AT_ONCE, async {
                let page = client().get(format!("{}{}", desk.url, order.page)).send();
                let page = page.await.expect("an answer").status().as_u16();
                (page, desk.readiness().await)
            });
            let answers = asked.await.expect("answered at once");
            assert_eq!(answers, (200, Some(200)), "{part:?}");
        }
        drop(crowds);
    }
    house.shoppers_pay(std::slice::from_ref(&order)).await;
}
