//! What the front door refuses, of every operation: what is no body, what is no field, and who is not known.

use serde_json::json;
use shared::Scope;

use super::{Declared, Seen, Shows, declared, faults::error};
use crate::support::{
    app::{App, DEFINITION},
    proxy::Proxied,
};

const JSON: &str = "application/json";

/// What an operation refuses that anybody may ask for, where the definition lets nobody in without an app's key.
async fn without_a_key(app: &App, operation: &str, takes_a_body: bool) -> [Seen; 2] {
    let (nothing, systemic) = if takes_a_body {
        let key = &app.stack.keys.systemic_key;
        (app.post(operation, json!({})).await, app.post_with_key(key, operation, json!({})).await)
    } else {
        (
            app.get_as_stranger(operation, &[]).await,
            app.get_with_key(&app.stack.keys.systemic_key, operation).await,
        )
    };
    [
        Seen::new(operation, "APPLICATION_KEY_REFUSED", nothing),
        Seen::new(operation, "APPLICATION_KEY_NOT_ALLOWED", systemic),
    ]
}

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    let (large, deep) = ("x".repeat(64 * 1024), format!("{}{}", "[".repeat(16), "]".repeat(16)));
    let bodies = [
        ("UNSUPPORTED_MEDIA_TYPE", "text/plain", "{}".to_owned()),
        ("BODY_TOO_LARGE", JSON, json!({ "nothing": large }).to_string()),
        ("BODY_TOO_DEEP", JSON, format!("{{\"nothing\":{deep}}}")),
        ("BODY_NOT_JSON", JSON, "[]".to_owned()),
        ("INVALID_FIELD", JSON, json!({ "nothing": 1 }).to_string()),
    ];
    let mut seen = Vec::new();
    let reads = app.back_office_with(Scope::Read).await;
    let writes = app.back_office_with(Scope::Write).await;
    let keyed =
        App::start_with(&DEFINITION.replace("# [callers]", "[callers]\napplication_key = \"REQUIRED\""))
            .await;
    for Declared { operation, takes_a_body, shows, scope, may_need_a_key, .. } in declared() {
        let ask = async |session: &str| {
            if takes_a_body {
                app.post_in(session, &operation, json!({})).await
            } else {
                app.get_in(session, &operation).await
            }
        };
        if [Shows::SessionIfAny, Shows::Session].contains(&shows) {
            seen.push(Seen::new(&operation, "SESSION_REFUSED", ask("no.session.token").await));
            let other = if scope == Scope::Read { &writes } else { &reads };
            seen.push(Seen::new(&operation, "CALLER_NOT_ALLOWED", ask(other).await));
        }
        if shows == Shows::Key {
            let answer = app.post(&operation, json!({})).await;
            seen.push(Seen::new(&operation, "APPLICATION_KEY_REFUSED", answer));
            let keys = &app.stack.keys;
            let is_apps = operation.contains("consumer");
            let other = if is_apps { &keys.systemic_key } else { &keys.consumer_application_key };
            let answer = app.post_with_key(other, &operation, json!({})).await;
            seen.push(Seen::new(&operation, "APPLICATION_KEY_NOT_ALLOWED", answer));
        }
        if may_need_a_key {
            seen.extend(without_a_key(&keyed, &operation, takes_a_body).await);
        }
        if takes_a_body {
            for (code, content_type, body) in &bodies {
                let answer = app.post_text(&operation, content_type, body.clone()).await;
                seen.push(Seen::new(&operation, code, answer));
            }
        } else {
            let answer = app.get(&operation, &[("nothing", "1")]).await;
            seen.push(Seen::new(&operation, "INVALID_FIELD", answer));
        }
        if shows == Shows::Session {
            // API Gateway lets no stranger through to these.
            let method = if takes_a_body { "POST" } else { "GET" };
            let answer = proxied.send_as_stranger(method, &operation, json!({})).await;
            seen.push(Seen::new(&operation, "CALLER_NOT_KNOWN", answer));
        }
    }
    let unread = Proxied::to(&keyed).await;
    for operation in ["access_tokens/configuration/show", "access_tokens/configuration/classifications/list"]
    {
        unread.refuse("GetItem", 400, error("ResourceNotFoundException"));
        seen.push(Seen::new(operation, "UNAVAILABLE", unread.get_with_key(operation).await));
    }
    seen
}
