//! The app's files as a browser gets them.

use std::{error::Error, fs, path::Path};

use console_page::SHARED;

use super::*;

type Result = std::result::Result<(), Box<dyn Error>>;

async fn served() -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, routes("accak_1")).await });
    Ok(base)
}

/// The files of a folder that a browser asks for, but for the page itself.
fn files(folder: &Path, within: &str) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{within}{}", entry.file_name().display());
        if entry.path().is_dir() {
            found.extend(files(&entry.path(), &format!("{name}/"))?);
        } else if [".js", ".css"].iter().any(|kind| name.ends_with(kind)) {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

#[tokio::test]
async fn every_file_of_the_app_and_of_the_client_is_served_as_what_it_is() -> Result {
    let base = served().await?;
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients");
    let mut names = Vec::new();
    for folder in ["app", "page", "typescript/dist"] {
        names.extend(files(&clients.join(folder), &format!("{folder}/"))?);
    }
    assert_eq!(names, APP.iter().chain(SHARED).map(|(name, _)| *name).collect::<Vec<_>>());
    for name in names {
        let answer = reqwest::get(format!("{base}/clients/{name}")).await?;
        let kind = if name.ends_with("css") { "text/css" } else { "text/javascript" };
        let said = answer.headers()["content-type"].to_str()?.to_owned();
        assert!(answer.status() == 200 && said.starts_with(kind), "{name} {said}");
        assert_eq!(answer.text().await?, fs::read_to_string(clients.join(&name))?, "{name}");
    }
    for name in ["app/", "app/index.html", "app/nothing.js", "typescript/dist/index.d.ts"] {
        assert_eq!(reqwest::get(format!("{base}/clients/{name}")).await?.status(), 404, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn the_app_runs_nothing_from_elsewhere_and_knows_its_key() -> Result {
    let base = served().await?;
    for path in ["/", "/clients/app/main.js", "/app/settings.json"] {
        let answer = reqwest::get(format!("{base}{path}")).await?;
        let policy = answer.headers()["content-security-policy"].to_str()?.to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path} {policy}");
    }
    let settings = reqwest::get(format!("{base}/app/settings.json")).await?.json::<Value>().await?;
    assert_eq!(settings, json!({ "application_key": "accak_1" }));
    Ok(())
}
