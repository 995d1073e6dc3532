//! A minimal HTTP/1.1 client on one keep-alive connection: sends prepared bytes
//! and reads one answer. Its own cost is measured with the baseline server.

use anyhow::{Context, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest answer, in bytes.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// A connection.
pub(crate) struct HttpConnection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct HttpResponse<'a> {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Everything before the body.
    pub(crate) head: &'a str,
    /// The body, with chunks joined.
    pub(crate) body: Vec<u8>,
}

impl HttpResponse<'_> {
    /// The value of a header field; names are compared without case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

impl HttpConnection {
    /// Connects.
    ///
    /// # Errors
    /// The connection was refused.
    pub(crate) async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a complete request and reads the complete answer.
    ///
    /// # Errors
    /// The connection ended, or the answer is not HTTP/1.1.
    pub(crate) async fn send(&mut self, request: &[u8]) -> anyhow::Result<HttpResponse<'_>> {
        self.read.clear();
        self.stream.write_all(request).await?;
        let head = self.head().await?;
        let text = std::str::from_utf8(&self.read[..head]).context("the head is no text")?;
        let status = text
            .get(9..12)
            .and_then(|digits| digits.parse().ok())
            .context("no status")?;
        let length = header(text, "content-length").and_then(|value| value.parse().ok());
        let chunked = header(text, "transfer-encoding") == Some("chunked");
        let body = match length {
            Some(length) => self.counted(head, length).await?,
            None if chunked => self.chunked(head).await?,
            None => Vec::new(),
        };
        let head = std::str::from_utf8(&self.read[..head]).context("the head is no text")?;
        Ok(HttpResponse { status, head, body })
    }

    /// Sends a request whose answer does not end (server-sent events), and
    /// reads until `wanted`.
    ///
    /// # Errors
    /// The stream ended before.
    pub(crate) async fn begin(&mut self, request: &[u8], wanted: &str) -> anyhow::Result<()> {
        self.read.clear();
        self.stream.write_all(request).await?;
        self.until(wanted).await
    }

    /// Reads until `wanted` arrives after the last call.
    ///
    /// # Errors
    /// The stream ended before.
    pub(crate) async fn until(&mut self, wanted: &str) -> anyhow::Result<()> {
        loop {
            let start = find(&self.read, wanted.as_bytes());
            if let Some(at) = start {
                self.read.drain(..at + wanted.len());
                return Ok(());
            }
            self.more().await?;
        }
    }

    /// Reads to the end of the head; returns its position.
    async fn head(&mut self) -> anyhow::Result<usize> {
        loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n") {
                return Ok(at + 4);
            }
            self.more().await?;
        }
    }

    async fn counted(&mut self, head: usize, length: usize) -> anyhow::Result<Vec<u8>> {
        while self.read.len() < head + length {
            self.more().await?;
        }
        Ok(self.read[head..head + length].to_vec())
    }

    async fn chunked(&mut self, head: usize) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        let mut at = head;
        loop {
            let line = loop {
                if let Some(end) = find(&self.read[at..], b"\r\n") {
                    break end;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.read[at..at + line])?;
            let size = usize::from_str_radix(size, 16).context("no chunk's size")?;
            at += line + 2;
            while self.read.len() < at + size + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.read[at..at + size]);
            at += size + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.read.len() > ANSWER_MAX {
            bail!("the answer is too long");
        }
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the connection ended in the middle of an answer");
        }
        Ok(())
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (start, value) = line.split_once(':')?;
        start.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::HttpConnection;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Answers each read with the next text, in pieces as given.
    async fn played(answers: Vec<Vec<&'static str>>) -> HttpConnection {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let to = listener.local_addr().expect("its address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            for pieces in answers {
                let mut request = [0; 64];
                let sent = stream.read(&mut request).await;
                assert!(sent.is_ok_and(|bytes| bytes > 0), "a request");
                for piece in pieces {
                    stream.write_all(piece.as_bytes()).await.expect("written");
                    stream.flush().await.expect("flushed");
                    tokio::task::yield_now().await;
                }
            }
        });
        HttpConnection::connect(to).await.expect("connects")
    }

    #[tokio::test]
    async fn answers_are_read_whole_however_they_come() {
        let mut client = played(vec![
            vec!["HTTP/1.1 200 OK\r\nContent-Len", "gth: 5\r\n\r\nhe", "llo"],
            vec![
                "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r",
                "\n2\r\nde\r\n0\r\n\r\n",
            ],
            vec!["HTTP/1.1 303 See Other\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n"],
        ])
        .await;
        let first = client.send(b"a").await.expect("an answer");
        assert_eq!(
            (first.status, first.body.as_slice()),
            (200, b"hello".as_slice())
        );
        let second = client.send(b"b").await.expect("an answer");
        assert_eq!(
            (second.status, second.body.as_slice()),
            (201, b"abcde".as_slice())
        );
        let third = client.send(b"c").await.expect("an answer");
        assert_eq!((third.status, third.header("Location")), (303, Some("/x")));
    }

    #[tokio::test]
    async fn an_answer_cut_short_is_an_error() {
        let mut client = played(vec![vec![
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal",
        ]])
        .await;
        assert!(client.send(b"a").await.is_err());
    }
}
