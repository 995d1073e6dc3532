//! The process that is measured: `paydesk serve`.

use crate::cpu_meter::CpuMeter;
use crate::disk::DiskUnderTest;
use crate::http_connection::HttpConnection;
use crate::load::get;
use crate::system::now;
use anyhow::{Context, bail};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// The time-out of a start or a stop.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running process.
pub(crate) struct DeskProcess {
    process: Child,
    /// The time from the command to the first ready `/readyz`.
    pub(crate) started_in: Duration,
}

impl DeskProcess {
    /// Starts it and waits until `/readyz` answers 200.
    ///
    /// # Errors
    /// It ended, or did not become ready in time.
    pub(crate) async fn start(
        program: &Path,
        arguments: &[String],
        ops: SocketAddr,
        log: &Path,
        disk: &DiskUnderTest,
    ) -> anyhow::Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        let start = now();
        let mut process = Command::new(program);
        process.args(arguments).kill_on_drop(true);
        disk.under(&mut process);
        let mut process = process
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let ask = get(ops, "/readyz", "");
        loop {
            if let Ok(mut client) = HttpConnection::connect(ops).await
                && client
                    .send(&ask)
                    .await
                    .is_ok_and(|answer| answer.status == 200)
            {
                break;
            }
            if let Some(status) = process.try_wait()? {
                bail!("the desk ended with {status}; its log says why");
            }
            if now() - start > TIMEOUT {
                bail!("the desk was not ready within {TIMEOUT:?}");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self {
            process,
            started_in: now() - start,
        })
    }

    /// Its resident memory, in KiB.
    ///
    /// # Errors
    /// This machine has no `/proc`.
    pub(crate) fn resident_kib(&self) -> anyhow::Result<u64> {
        let id = self.process.id().context("the desk has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB"));
        Ok(kib.context("no VmRSS")?.trim().parse()?)
    }

    /// Starts to measure its CPU time.
    ///
    /// # Errors
    /// This machine has no `/proc`.
    pub(crate) fn meter(&self) -> anyhow::Result<CpuMeter> {
        CpuMeter::of(self.process.id().context("the desk has ended")?)
    }

    /// Stops it by SIGTERM.
    ///
    /// # Errors
    /// It did not end.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.process.id().context("the desk has ended")?;
        Command::new("kill").arg(id.to_string()).status().await?;
        tokio::time::timeout(TIMEOUT, self.process.wait()).await??;
        Ok(())
    }
}

/// A loopback address whose port is free now.
///
/// # Errors
/// No port is free.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
