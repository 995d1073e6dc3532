//! The baseline: a bare axum server, with the lowest cost that a page could
//! have on this machine. It is a process of its own, as the desk is.

use crate::cpu_meter::CpuMeter;
use crate::load::get;
use anyhow::Context;
use axum::Router;
use axum::http::header;
use axum::routing::get as route;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// A running baseline server; killed on drop.
pub(crate) struct BaselineServer {
    /// Its address.
    pub(crate) at: SocketAddr,
    process: Child,
}

impl BaselineServer {
    /// Starts a server that replies with the content of `bytes`, or with `ok`.
    ///
    /// # Errors
    /// It printed no address.
    pub(crate) async fn start(bytes: Option<&Path>) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("bare")
            .kill_on_drop(true)
            .stdout(Stdio::piped());
        if let Some(bytes) = bytes {
            command.arg("--bytes").arg(bytes);
        }
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        Ok(Self {
            at: line.trim().parse().context("a bare server's address")?,
            process,
        })
    }

    /// Starts to measure its CPU time.
    ///
    /// # Errors
    /// This machine has no `/proc`.
    pub(crate) fn meter(&self) -> anyhow::Result<CpuMeter> {
        CpuMeter::of(self.process.id().context("the bare server has ended")?)
    }

    /// The request to send to it.
    pub(crate) fn request(&self) -> Vec<u8> {
        get(self.at, "/", "")
    }
}

/// Serves until it is killed. Prints its address as one line on standard
/// output.
/// # Errors
/// The file cannot be read, or there is no port.
pub(crate) async fn serve(bytes: Option<&Path>) -> anyhow::Result<()> {
    let router = match bytes {
        Some(file) => {
            let bytes = axum::body::Bytes::from(std::fs::read(file)?);
            let head = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_ENCODING, "br"),
            ];
            Router::new().route("/", route(async move || (head, bytes)))
        }
        None => Router::new().route("/", route(async || "ok")),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
