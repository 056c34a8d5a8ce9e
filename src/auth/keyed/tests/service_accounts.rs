//! Domain-wide delegation.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use rstest::rstest;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;

use super::*;
use crate::auth::test_keys::rsa_key;

const USER: &str = "ana@example.test";

fn content(server: &Server, key: &str) -> Value {
    json!({
        "type": "service_account", "project_id": "p", "private_key_id": "planted-id", "private_key": key,
        "client_email": "robot@p.iam.gserviceaccount.com", "client_id": "104857600104857600123",
        "token_uri": format!("{}/token", server.endpoint()),
    })
}

/// A source for that server; nothing without a key.
fn acting(server: &Server, read_only: bool) -> Option<KeyedSource> {
    let file = file(&content(server, rsa_key()?));
    // What the file names is not led elsewhere.
    let elsewhere = Endpoint::parse("http://127.0.0.1:9").unwrap();
    Some(KeyedSource::new(file, Some(USER.into()), read_only, None, Some(&elsewhere)))
}

fn public_key(pem: &str) -> Vec<u8> {
    let pair = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap() {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        _ => panic!("no RSA key"),
    };
    pair.unwrap().public_key().as_ref().to_vec()
}

#[rstest]
#[case(false, "created readonly settings")]
#[case(true, "readonly")]
#[tokio::test]
async fn the_claims_name_the_person_and_exactly_the_scopes(#[case] read_only: bool, #[case] scopes: &str) {
    let server = Server::start(vec![Reply::json(200, GOOD)]).await;
    let Some(source) = acting(&server, read_only) else { return };
    let before = Timestamp::now().as_second();
    assert_eq!(source.access().await.unwrap().token.expose_secret(), "ya29.good");
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /token");
    assert_eq!(field(seen, "grant_type").as_deref(), Some("urn:ietf:params:oauth:grant-type:jwt-bearer"));
    let assertion = field(seen, "assertion").unwrap();
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("robot@p.iam.gserviceaccount.com"), &json!(USER)));
    assert_eq!(claims["aud"], json!(format!("{}/token", server.endpoint())));
    let (from, to) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert!(from >= before && to > from && to - from <= 3600, "{claims}");
    let whole: Vec<String> =
        scopes.split(' ').map(|scope| format!("https://www.googleapis.com/auth/meetings.space.{scope}")).collect();
    assert_eq!(claims["scope"], json!(whole.join(" ")));
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key(rsa_key().unwrap()));
    key.verify(signed.as_bytes(), &URL_SAFE.decode(signature).unwrap()).unwrap();
}

#[tokio::test]
async fn no_delegation() {
    let said = "Client is unauthorized to retrieve access tokens using this method.";
    let answer = json!({ "error": "unauthorized_client", "error_description": said });
    let server = Server::start(vec![Reply::json(401, &answer.to_string())]).await;
    let Some(source) = acting(&server, false) else { return };
    let error = error_of(&source).await;
    assert_eq!(
        error.why(),
        "The service account robot@p.iam.gserviceaccount.com may not act for ana@example.test with all of the scopes. \
         Google says: Client is unauthorized to retrieve access tokens using this method."
    );
    assert_eq!(
        error.next_step(),
        "In the Admin console (Security, API controls, Domain-wide delegation) add client ID 104857600104857600123 with exactly \
         these scopes: https://www.googleapis.com/auth/meetings.space.created,https://www.googleapis.com/auth/meetings.space.readonly,\
         https://www.googleapis.com/auth/meetings.space.settings"
    );
    assert!(!error.is_transient());

    // Without a number in the file.
    let mut content = content(&server, rsa_key().unwrap());
    content.as_object_mut().unwrap().remove("client_id");
    let source = KeyedSource::new(file(&content), Some(USER.into()), true, None, None);
    let next = error_of(&source).await.next_step();
    assert!(next.contains("add the service account's numeric client ID with") && next.ends_with("readonly"), "{next}");
}

#[tokio::test]
async fn a_key_that_is_not_valid_any_more() {
    let answer = r#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#;
    let server = Server::start(vec![Reply::json(400, answer)]).await;
    let Some(source) = acting(&server, false) else { return };
    let error = error_of(&source).await;
    assert!(matches!(&error, AuthError::Refused { code, .. } if code == "invalid_grant"), "{error:?}");
    assert!(error.why().contains("a key that is not valid any more") && error.why().ends_with("Invalid JWT Signature."));
}

#[tokio::test]
async fn a_token_server_in_trouble_is_no_refusal() {
    let server = Server::start(vec![Reply::json(503, "{}")]).await;
    let Some(source) = acting(&server, false) else { return };
    let error = error_of(&source).await;
    assert!(error.is_transient() && matches!(error, AuthError::Server { http: 503, .. }), "{error:?}");
}
