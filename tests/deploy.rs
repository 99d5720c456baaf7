//! infra/deploy: what cannot go well is refused before anything is built, and the same release has the same name.

mod import;

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::support::template::INFRA;

/// A stage that is there: none of the parameters is needed.
const THERE: &str = "UPDATE_COMPLETE";
const NOT_THERE: &str = "Stack with id x does not exist";
/// What the scripts call besides. Nothing else of this machine is in their reach: it may have what a test takes away.
const OF_THE_SYSTEM: &str = "awk bash cat cp cut date dirname find grep mktemp rm sed sha256sum shasum sort";

/// A folder with the script, the template and the tools that it calls, none of which does more than write
/// down that it was called. What the build makes is one file.
struct Owner {
    folder: TempDir,
}

impl Owner {
    fn new(state: &str) -> Self {
        let this = Self { folder: TempDir::new().expect("a folder") };
        for folder in ["bin", "infra/.aws-sam/build"] {
            fs::create_dir_all(this.path(folder)).expect(folder);
        }
        for file in ["deploy", "import", "template.yaml", "definition.toml"] {
            fs::copy(Path::new(INFRA).join(file), this.path("infra").join(file)).expect(file);
        }
        let fails = if state == NOT_THERE { " >&2; exit 1" } else { "" };
        fs::write(this.path("indexes"), "NotAssociated\tNotAssociatedSpread\n").expect("indexes");
        let aws = format!(
            "for one in \"$@\"; do case $one in file://*) cp \"${{one#file://}}\" '{here}/imported' ;; esac; done
             case \"$*\" in
               *IndexName*) cat '{here}/indexes' ;;
               *change-set-create-complete*) [ ! -e '{here}/reason' ] ;;
               *StatusReason*) cat '{here}/reason' ;;
               *describe-table*) sed -n 's/.*StreamViewType: //p' template.yaml ;;
               *Parameters*) printf 'SenderName\tCompany ZX\n'{fails} ;;
               *describe-stacks*) echo '{state}'{fails} ;;
               *get-caller-identity*) echo 123456789012 ;;
               *ConcurrentExecutions*) echo 10 ;;
               *) echo False ;;
             esac",
            here = this.folder.path().display()
        );
        for name in OF_THE_SYSTEM.split(' ') {
            let places = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(name));
            if let Some(place) = places.iter().find(|place| place.exists()) {
                symlink(place, this.path("bin").join(name)).expect(name);
            }
        }
        this.tool("aws", &aws);
        this.tool("sam", "");
        this.tool("cargo", "");
        this.tool("make", "");
        this.built("one");
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A tool that notes its arguments, one call a line, before it does what it is told.
    fn tool(&self, name: &str, then: &str) {
        let calls = self.path("calls");
        let script = format!("#!/bin/sh\necho {name} \"$*\" >>'{}'\n{then}\n", calls.display());
        let file = self.path("bin").join(name);
        fs::write(&file, script).expect(name);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect(name);
    }

    fn built(&self, binary: &str) {
        fs::write(self.path("infra/.aws-sam/build/bootstrap"), binary).expect("a binary");
    }

    fn deploys(&self, arguments: &[&str]) -> Output {
        self.runs("deploy", arguments)
    }

    fn runs(&self, script: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.path("infra").join(script));
        command.args(arguments).env_clear().env("PATH", self.path("bin")).env("AWS_REGION", "eu-west-1");
        command.output().expect("the script")
    }

    /// What was refused, and that nothing was built before.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.deploys(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!self.calls().contains("sam "), "{arguments:?}: {}", self.calls());
        String::from_utf8(output.stderr).expect("text")
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path("calls")).unwrap_or_default()
    }

    /// The arguments of the last deployment.
    fn deployed(&self, arguments: &[&str]) -> String {
        let output = self.deploys(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.calls().lines().rfind(|call| call.starts_with("sam deploy")).expect("a deployment").to_owned()
    }

    fn release(&self, arguments: &[&str]) -> String {
        let deployed = self.deployed(arguments);
        let (_, release) = deployed.split_once("Release=").expect("a release");
        release.split(' ').next().expect("its end").to_owned()
    }
}

#[test]
fn what_is_wrong_is_said_before_anything_is_built() {
    let owner = Owner::new(THERE);
    for (arguments, said) in [
        (&[][..], "which stage"),
        (&["--guided"], "no option --guided"),
        (&["pro_d"], "a stage is a letter"),
        (&["a-name-that-is-longer-than-thirty"], "a stage is a letter"),
        (&["prod", "stage"], "one stage at a time"),
        (&["prod", "sender=a@example.com"], "there is no parameter sender"),
        (&["prod", "Sender=Company ZX"], "Sender cannot be Company ZX"),
        (&["prod", "Sender=a@example.com", "Sender=b@example.com"], "Sender is given twice"),
        (&["prod", "SenderName=Company \"ZX\""], "SenderName cannot be"),
        (&["prod", "Issuer=https://api.example.com/"], "Issuer cannot be"),
        (&["prod", "Domain=api.example.com", "Rate=50"], "Domain and Certificate go together"),
        (&["prod", "--tag", "stage"], "--tag takes NAME=VALUE"),
    ] {
        let refused = owner.refused(arguments);
        assert!(refused.contains(said), "{arguments:?}: {refused}");
    }
}

#[test]
fn the_first_deployment_needs_a_sender_and_a_later_one_keeps_it() {
    let refused = Owner::new(NOT_THERE).refused(&["prod"]);
    assert!(refused.contains("the first deployment of prod needs Sender=..."), "{refused}");
    assert!(!Owner::new(THERE).deployed(&["prod"]).contains("Sender="));
    let deployed = Owner::new(NOT_THERE).deployed(&["prod", "Sender=tokens@example.com"]);
    assert!(deployed.contains("--stack-name prod ") && deployed.contains("Sender=\"tokens@example.com\""));
}

#[test]
fn nothing_is_built_where_a_tool_credentials_or_a_stack_that_can_be_changed_are_missing() {
    for tool in ["sam", "aws", "cargo", "make"] {
        let owner = Owner::new(THERE);
        fs::remove_file(owner.path("bin").join(tool)).expect(tool);
        let refused = owner.refused(&["prod"]);
        assert!(refused.contains(&format!("{tool} is missing")), "{refused}");
    }
    let owner = Owner::new(THERE);
    owner.tool("aws", "exit 1");
    assert!(owner.refused(&["prod"]).contains("there are no credentials"));
    for (state, said) in [
        ("ROLLBACK_COMPLETE", "aws cloudformation delete-stack --stack-name prod"),
        ("UPDATE_IN_PROGRESS", "somebody else is at prod"),
        ("UPDATE_ROLLBACK_FAILED", "prod is UPDATE_ROLLBACK_FAILED"),
    ] {
        let refused = Owner::new(state).refused(&["prod"]);
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn what_sam_would_go_by_besides_is_refused() {
    let owner = Owner::new(THERE);
    fs::write(owner.path("infra/samconfig.toml"), "").expect("a file");
    assert!(owner.refused(&["prod"]).contains("sam would go by infra/samconfig.toml as well"));
}

/// Else the functions would be deployed, and communicate would not start.
#[test]
fn messages_for_another_system_need_their_topic_before_anything_is_built() {
    let owner = Owner::new(THERE);
    let definition = owner.path("infra/definition.toml");
    let text = fs::read_to_string(&definition).expect("the definition");
    fs::write(&definition, text.replacen("medium = \"EMAIL\"", "medium = \"EXTERNAL\"", 1)).expect("written");
    let refused = owner.refused(&["prod"]);
    assert!(refused.contains("it needs ExternalMessages=TOPIC"), "{refused}");
    assert!(owner.deployed(&["prod", "ExternalMessages=TOPIC"]).contains("ExternalMessages=\"TOPIC\""));
}

/// A function gets a version where its release has another name: a definition or a parameter alone is one as well.
#[test]
fn a_release_has_its_name_of_what_is_built_and_of_the_parameters() {
    let owner = Owner::new(THERE);
    let one = owner.release(&["prod", "SenderName=Company ZX", "Issuer=https://a.example"]);
    assert_eq!(one.len(), 64);
    let as_it_is = owner.release(&["prod", "Issuer=https://a.example", "Rollout=Canary10Percent5Minutes"]);
    assert_eq!(as_it_is, one, "the stack has that name, and that is how releases take over by default");
    assert_eq!(owner.release(&["prod", "Issuer=https://a.example", "SenderName=Company ZX"]), one);
    assert_ne!(owner.release(&["prod", "Issuer=https://b.example", "SenderName=Company ZX"]), one);
    let first = Owner::new(NOT_THERE);
    assert_ne!(
        first.release(&["prod", "Sender=a@example.com"]),
        first.release(&["prod", "Sender=b@example.com"])
    );
    owner.built("another");
    assert_ne!(owner.release(&["prod", "SenderName=Company ZX", "Issuer=https://a.example"]), one);
}

#[test]
fn a_deployment_asks_nothing_and_a_dry_run_changes_nothing() {
    let owner = Owner::new(THERE);
    let deployed = owner.deployed(&["prod", "--tag", "stage=prod", "--tag", "owner=Company ZX"]);
    for said in
        ["--no-confirm-changeset", "--capabilities CAPABILITY_IAM", "stage=\"prod\" owner=\"Company ZX\""]
    {
        assert!(deployed.contains(said), "{deployed}");
    }
    assert!(!deployed.contains("--no-execute-changeset"));
    assert!(owner.deployed(&["prod", "--dry-run"]).contains("--no-execute-changeset"));
}

#[test]
fn what_can_be_mended_later_is_said_and_stops_nobody() {
    let output = Owner::new(NOT_THERE).deploys(&["prod", "Sender=tokens@example.com"]);
    let said = String::from_utf8(output.stderr).expect("text");
    for warning in
        ["tokens@example.com or its domain", "SES is in its sandbox", "Lambda runs 10 functions at once"]
    {
        assert!(output.status.success() && said.contains(warning), "{said}");
    }
}

#[test]
fn its_help_lists_every_parameter_with_what_it_is_for() {
    let help = String::from_utf8(Owner::new(THERE).deploys(&["--help"]).stdout).expect("text");
    let template = include_str!("../infra/template.yaml");
    let (_, parameters) = template.split_once("\nParameters:\n").expect("parameters");
    let (parameters, _) = parameters.split_once("\n\n").expect("their end");
    let name = |line: &'static str| line.strip_prefix("  ").filter(|name| !name.starts_with(' '));
    for name in parameters.lines().filter_map(name) {
        let name = name.trim_end_matches(':');
        assert_eq!(
            help.lines().any(|line| line.trim_start().split([',', ' ']).next() == Some(name)),
            name != "Release"
        );
    }
}
