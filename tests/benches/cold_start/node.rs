//! A function in Node, to start beside ours: installed and bundled below target, where there is Node with npm.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub struct Node {
    pub binary: PathBuf,
    pub version: String,
    pub script: String,
}

const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/node");
const FILES: [(&str, &str); 2] = [
    ("package.json", include_str!("node/package.json")),
    ("function.mjs", include_str!("node/function.mjs")),
];
/// As one is deployed: in one file, without what is never called. A library in machine code stays beside it.
const BUNDLE: [&str; 6] = [
    "--bundle",
    "--minify",
    "--platform=node",
    "--external:@node-rs/argon2",
    "--log-level=error",
    "--outfile=function.cjs",
];

impl Node {
    /// Makes it ready, or says why it is left out: not every machine has Node, or reaches its registry.
    pub fn ready() -> Result<Self, String> {
        let tools = Path::new(TOOLS);
        fs::create_dir_all(tools).expect("a folder");
        let (binary, version) = (said("process.execPath")?.into(), said("process.versions.node")?);
        for (name, text) in FILES {
            fs::write(tools.join(name), text).expect("a written file");
        }
        let does = |command: &Path, arguments: &[&str]| {
            let mut command = Command::new(command);
            command.args(arguments).current_dir(tools).stdin(Stdio::null()).stdout(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if !does(Path::new("npm"), &["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline"]) {
            return Err("npm could not install what it needs".to_owned());
        }
        let esbuild = [&["function.mjs"], &BUNDLE[..]].concat();
        if !does(&tools.join("node_modules/.bin/esbuild"), &esbuild) {
            return Err("it could not be bundled".to_owned());
        }
        let script = tools.join("function.cjs").display().to_string();
        Ok(Self { binary, version, script })
    }
}

/// What Node says of itself.
fn said(what: &str) -> Result<String, String> {
    let output = Command::new("node").args(["--print", what]).stdin(Stdio::null()).output();
    let output = output.map_err(|_| "there is no Node here".to_owned())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
