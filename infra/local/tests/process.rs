//! The local stack as a process: how it ends, what it leaves behind, and who may read it.

#![cfg(unix)]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// Longer than a machine with much to do takes for anything here.
const PATIENCE: Duration = Duration::from_mins(1);

/// A stack on free ports. It is killed when a test gives it up.
struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail where it has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start(arguments: &[&Path]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        command
            .args(["--port", "0", "--dynamodb-port", "0", "--aws-port", "0", "--protected-port", "0"])
            .args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a process");
        let stdout = BufReader::new(child.stdout.take().expect("its output"));
        let (said, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| said.send(line)));
        Self { child, lines }
    }

    /// What the started stack says of its folder.
    fn folder(&self) -> PathBuf {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("a line");
            if let Some(said) = line.strip_prefix("Data ") {
                return said.trim().trim_end_matches(", until the stack ends").into();
            }
        }
    }

    fn end(mut self, signal: &str) -> ExitStatus {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("a command").success());
        // It says no more when it has ended.
        while self.lines.recv_timeout(PATIENCE) != Err(std::sync::mpsc::RecvTimeoutError::Disconnected) {}
        self.child.wait().expect("an end")
    }
}

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn a_stack_that_is_told_to_end_takes_its_folder_along() {
    for signal in ["TERM", "INT"] {
        let process = Process::start(&[]);
        let folder = process.folder();
        assert!(folder.join("table.sqlite").is_file(), "{}", folder.display());
        assert_eq!(mode(&folder), 0o700);
        let status = process.end(signal);
        assert_eq!((status.code(), folder.exists()), (Some(0), false), "{signal}");
    }
}

#[test]
fn a_folder_that_is_kept_is_its_owners_alone_from_the_first_on() {
    let parent = tempfile::tempdir().expect("a folder");
    let named = parent.path().join("a/b");
    for run in ["made", "found"] {
        let process = Process::start(&["--data".as_ref(), &named]);
        assert_eq!(process.folder(), named, "{run}");
        assert_eq!(process.end("TERM").code(), Some(0), "{run}");
        assert_eq!((mode(parent.path().join("a")), mode(&named)), (0o700, 0o700), "{run}");
        assert_eq!(mode(named.join("keyring.json")), 0o600, "{run}");
    }
}

#[test]
fn a_folder_that_was_there_before_keeps_its_mode_and_the_keyring_is_private_in_it() {
    let parent = tempfile::tempdir().expect("a folder");
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    let process = Process::start(&["--data".as_ref(), parent.path()]);
    process.folder();
    assert_eq!((mode(parent.path()), mode(parent.path().join("keyring.json"))), (0o755, 0o600));
    assert_eq!(process.end("TERM").code(), Some(0));
}
