//! Customers are written down, and go to another stack.

use std::{fs, path::Path, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use shared::{
    CustomerError, Export, ExportError, Exported, Import, ImportOutcome, ImportedLine, Timestamp, Variables,
    variables,
};

use crate::support::{
    app::{App, PASS_CODE, START},
    proxy::Proxied,
    records::by_pass_code,
};

const ADA: &str = "ada@example.com";

async fn export_from(app: &App, variables: Variables) -> Export {
    let now = app.now();
    Export::new(&variables, Arc::new(move || Timestamp::from_seconds(now))).await.expect("an export")
}

async fn export(app: &App, file: &Path) -> Result<Exported, ExportError> {
    let variables = Variables::new(app.stack.variables.clone());
    export_from(app, variables).await.run(file, |_| {}).await
}

async fn import(app: &App, file: &Path) -> Vec<ImportedLine> {
    let variables = Variables::new(app.stack.variables.clone());
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let import = Import::new(&variables, None, clock).await.expect("an import");
    let mut told = Vec::new();
    import.run(file, |line| told.push(line)).await.expect("imported");
    told
}

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("a file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn customers_log_in_at_another_stack_once_its_keyring_has_the_key_and_not_before() {
    let (here, there) = (App::start().await, App::start().await);
    here.effective(ADA).await;
    here.register("pending@example.com").await;
    let named = by_pass_code(ADA, PASS_CODE);
    here.granted("update", json!({ "access_token_identifier": named, "udf_float_1": 1.5, "language": "el" }))
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("customers.jsonl");
    let exported = export(&here, &file).await.expect("exported");
    assert_eq!((exported.customers, exported.left_out), (1, 1));
    let line = &lines(&file)[0];
    let expected = (&json!(ADA), &json!(1.5), &json!("el"));
    assert_eq!((&line["identifier"], &line["udf_float_1"], &line["language"]), expected);
    let text = line.to_string();
    let key = here.keyring().await["1"].as_str().expect("a key").to_owned();
    assert!(!text.contains(&key) && !text.contains(PASS_CODE), "{text}");

    let ImportOutcome::Rejected(rejected) = &import(&there, &file).await[0].outcome else { panic!("taken") };
    assert_eq!(rejected[0].field, "pass_code_hash");
    assert!(rejected[0].reason.contains("whose key the keyring does not have"), "{rejected:?}");
    // Under another id: both stacks call their first key the same.
    let mut keyring = there.keyring().await;
    keyring["2"] = json!(key);
    there.put_keyring(&keyring).await;
    assert!(matches!(import(&there, &file).await[0].outcome, ImportOutcome::Imported));
    // By then all functions have read it.
    there.pass(5 * 60);
    there.logged_in(ADA, PASS_CODE).await;
    assert_eq!(there.log_in(by_pass_code(ADA, "another horse 2")).await.code(), "LOG_IN_REFUSED");
    let again = folder.path().join("again.jsonl");
    export(&there, &again).await.expect("exported");
    let (mut before, mut after) = (lines(&file).remove(0), lines(&again).remove(0));
    // Under the newest key by now, since it was proved.
    assert_ne!(before["pass_code_hash"], after["pass_code_hash"]);
    for line in [&mut before, &mut after] {
        line["pass_code_hash"] = Value::Null;
    }
    assert_eq!(before, after);
}

/// A line of an export by hand: the time of a log-in would tell whose hash takes other work.
#[tokio::test]
async fn a_hash_that_takes_other_work_than_ours_is_rejected_and_the_rest_goes_on() {
    let app = App::start().await;
    app.effective(ADA).await;
    let folder = tempfile::tempdir().expect("a folder");
    let [exported, made] = ["exported.jsonl", "made.jsonl"].map(|name| folder.path().join(name));
    export(&app, &exported).await.expect("exported");
    let line = lines(&exported).remove(0);
    let (begin, row) = line["pass_code_hash"].as_str().and_then(|hash| hash.rsplit_once(':')).expect("ours");
    let row = BASE64URL_NOPAD.decode(row.as_bytes()).expect("a row");
    let row = String::from_utf8(row).expect("JSON");
    let line = |number: usize, work: &str| {
        let hash = BASE64URL_NOPAD.encode(row.replacen("m=19456,t=2,p=1", work, 1).as_bytes());
        let hash = format!("{begin}:{hash}");
        format!("{}\n", json!({ "identifier": format!("ada{number}@example.com"), "pass_code_hash": hash }))
    };
    let works = ["m=8,t=1,p=1", "m=65536,t=8,p=1", "m=19456,t=2,p=2", "m=19456,t=2,p=1"];
    fs::write(&made, (1..).zip(works).map(|(number, work)| line(number, work)).collect::<String>())
        .expect("written");
    let told = import(&app, &made).await;
    let (last, others) = told.split_last().expect("lines");
    for line in others {
        let ImportOutcome::Rejected(rejected) = &line.outcome else { panic!("taken: {line:?}") };
        assert_eq!(rejected[0].field, "pass_code_hash");
        assert!(rejected[0].reason.contains("other work"), "{rejected:?}");
    }
    assert!(matches!(last.outcome, ImportOutcome::Imported), "{last:?}");
    app.logged_in("ada4@example.com", PASS_CODE).await;
}

/// Of an export that was broken off there are two files; what becomes of one of them must not cost customers.
#[tokio::test]
async fn an_export_goes_on_with_nothing_that_is_torn() {
    let app = App::start().await;
    app.effective(ADA).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("customers.jsonl");
    let position = folder.path().join("customers.jsonl.position");
    let told = async || export(&app, &file).await.expect_err("an export").to_string();
    for torn in ["", r#"{"table":"#] {
        fs::write(&position, torn).expect("written");
        assert_eq!(told().await, format!("{} does not say where the export goes on", position.display()));
    }
    let key = json!({ "pk": "TOKEN#1", "sk": "TOKEN" });
    let exported = Exported::default();
    let begun =
        json!({ "table": app.stack.variables["TABLE"], "after": key, "bytes": 9, "exported": exported });
    fs::write(&position, begun.to_string()).expect("written");
    fs::write(&file, "{}\n").expect("written");
    assert_eq!(told().await, format!("{} lacks the end of what was exported", file.display()));
    assert_eq!(fs::read_to_string(&file).expect("a file"), "{}\n");
}

#[tokio::test]
async fn an_export_that_was_broken_off_goes_on_and_writes_nobody_twice() {
    let app = App::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let users = folder.path().join("users.jsonl");
    let user = |number: usize| format!("{}\n", json!({ "identifier": format!("ada{number}@example.com") }));
    fs::write(&users, (0..700).map(user).collect::<String>()).expect("written");
    assert_eq!(import(&app, &users).await.len(), 700);
    let proxied = Proxied::to(&app).await;
    let file = folder.path().join("customers.jsonl");
    let variables = Variables::new(proxied.variables.clone());
    let denied = json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": "no" });
    let reached = export_from(&app, variables.clone()).await;
    let mut parts = 0;
    let broken_off = reached.run(&file, |_| {
        parts += 1;
        // Claims come first, and tokens last.
        if parts == 2 {
            proxied.refuse("Scan", 400, denied.clone());
        }
    });
    assert!(matches!(broken_off.await, Err(ExportError::Customer(CustomerError::Table(_)))));
    assert_eq!(parts, 2);
    let elsewhere = variables.clone().with(variables::TABLE, "another");
    let refused = export_from(&app, elsewhere).await.run(&file, |_| {}).await.expect_err("another's");
    let told = format!("{} was begun with the customers of {}", file.display(), app.stack.variables["TABLE"]);
    assert_eq!(refused.to_string(), told);
    #[cfg(unix)]
    for file in [&file, &folder.path().join("customers.jsonl.position")] {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    let before = lines(&file).len();
    assert!(before > 0 && before < 700, "{before}");
    // What was not flushed whole is written again.
    let torn = format!("{}{{\"identifier\":", fs::read_to_string(&file).expect("a file"));
    fs::write(&file, torn).expect("written");
    let exported = export_from(&app, variables).await.run(&file, |_| {}).await.expect("exported");
    assert_eq!(exported.customers, 700);
    let mut all: Vec<_> = lines(&file).into_iter().map(|line| line["identifier"].to_string()).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 700);
    assert!(matches!(export(&app, &file).await, Err(ExportError::There(_))));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}
