//! The local stack as a process: how it ends, what it leaves behind, and who may read it.

#![cfg(unix)]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
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
        let mut child = command().args(arguments).stdout(Stdio::piped()).spawn().expect("a process");
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

/// On free ports, where nothing else is said.
fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(["--port", "0", "--dynamodb-port", "0", "--aws-port", "0", "--protected-port", "0"]);
    command
}

/// Why a stack does not start.
fn refused(arguments: &[&str]) -> String {
    let output = command().args(arguments).output().expect("a process");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).expect("text")
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

#[test]
fn two_stacks_do_not_share_a_folder() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().to_str().expect("text");
    let first = Process::start(&["--data".as_ref(), parent.path()]);
    first.folder();
    let why = format!(
        "the folder {folder} is in use by another stack; end that one, or name another folder with --data\n"
    );
    assert_eq!(refused(&["--data", folder]), why);
    assert_eq!(first.end("TERM").code(), Some(0));
    let next = Process::start(&["--data".as_ref(), parent.path()]);
    assert_eq!(next.folder(), parent.path());
}

#[test]
fn a_port_that_is_taken_is_said_with_the_flag_that_chooses_another() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for flag in ["--port", "--dynamodb-port", "--aws-port", "--protected-port"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        for other in ["--port", "--dynamodb-port", "--aws-port", "--protected-port"] {
            command.args([other, if other == flag { &port } else { "0" }]);
        }
        let said = String::from_utf8(command.output().expect("a process").stderr).expect("text");
        assert!(said.starts_with(&format!("port {port} cannot be used: ")), "{said}");
        assert!(said.ends_with(&format!("; choose another with {flag}, 0 for any free one\n")), "{said}");
    }
}

#[test]
fn a_definition_that_cannot_be_read_is_named_as_it_was_given() {
    assert_eq!(
        refused(&["--definition", "nowhere.toml"]),
        "the definition nowhere.toml: cannot be read: No such file or directory (os error 2)\n"
    );
}
