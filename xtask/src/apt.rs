//! Debian packages: installed if missing and permitted, else named in the
//! error.

use crate::command::{find, read, run};
use crate::step::step;
use anyhow::{Result, bail};
use std::process::Command;

/// Installs `packages`, which provide `what`; without permission it fails with
/// the command to type.
pub(crate) fn install(what: &str, usually: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let Some(mut update) = apt_get() else {
        bail!(
            "{what} is missing, and only the administrator can install it here.\n  On Debian: sudo apt-get update && sudo apt-get install {list}"
        );
    };
    step(&format!("apt-get install {list}: {what}"), usually, || {
        run(update.args(["--quiet=2", "update"]))?;
        let Some(mut install) = apt_get() else {
            bail!("the right to install was lost")
        };
        run(install
            .args(["install", "--yes", "--quiet=2", "--no-install-recommends"])
            .args(["-o", "DPkg::Lock::Timeout=300"])
            .args(packages))
    })
}

/// `apt-get` with the permission to install: as root, or through sudo without a
/// password.
fn apt_get() -> Option<Command> {
    find(&["apt-get"])?;
    let mut command = if read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        Command::new("env")
    } else {
        read(Command::new("sudo").args(["-n", "true"])).ok()?;
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Some(command)
}
