//! Service accounts: assertions signed with keys that `openssl` makes for the test.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use greenroom::emulator::{Emulator, Seed, World};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::bench::{ANA, Answer, CREATED, Desk, READONLY, SETTINGS};

const ROBOT: &str = "robot@greenroom.iam.gserviceaccount.com";
const NUMBER: &str = "117300000000000000001";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A key pair in a folder that goes away.
struct Key {
    folder: TempDir,
}

impl Key {
    /// None where there is no `openssl`; there the test says nothing, except on the machine that judges.
    fn new() -> Option<Self> {
        let key = Self { folder: TempDir::new().unwrap() };
        let made = Command::new("openssl")
            .args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"])
            .arg(key.path("key.pem"))
            .stdin(Stdio::null())
            .output();
        match made {
            Ok(output) if output.status.success() => Some(key),
            trouble => {
                assert!(std::env::var_os("CI").is_none(), "openssl makes no key: {trouble:?}");
                eprintln!("openssl makes no key, so this is left out: {trouble:?}");
                None
            }
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(arguments: &mut Command) -> Vec<u8> {
        let output = arguments.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn public(&self, form: &str) -> Vec<u8> {
        Self::run(Command::new("openssl").args(["pkey", "-pubout", "-outform", form, "-in"]).arg(self.path("key.pem")))
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        std::fs::write(self.path("text"), text).unwrap();
        Self::run(Command::new("openssl").args(["dgst", "-sha256", "-sign"]).arg(self.path("key.pem")).arg(self.path("text")))
    }

    /// An assertion, with base64 that is padded or not.
    fn assertion(&self, header: &Value, claims: &Value, padded: bool) -> String {
        let engine = if padded { &URL_SAFE } else { &URL_SAFE_NO_PAD };
        let text = format!("{}.{}", engine.encode(header.to_string()), engine.encode(claims.to_string()));
        format!("{text}.{}", engine.encode(self.sign(&text)))
    }
}

/// The robot may act as anybody with two of the scopes.
struct Robot {
    desk: Desk,
    key: Key,
}

impl Robot {
    fn new() -> Option<Self> {
        let key = Key::new()?;
        let desk = Desk::new();
        let public = key.public("PEM");
        desk.emulator.with(|world| world.add_service_account(ROBOT, NUMBER, &public, &[CREATED, READONLY, "openid"])).unwrap();
        Some(Self { desk, key })
    }

    /// Claims that are right, with some changed; one that is null is left out.
    fn claims(&self, changes: &Value) -> Value {
        let now = Timestamp::now().as_second();
        let mut claims = json!({"iss": ROBOT, "sub": ANA, "scope": format!("{CREATED} {READONLY}"),
            "aud": self.desk.url("/token"), "iat": now, "exp": now + 3600});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    async fn send(&self, assertion: &str) -> Answer {
        self.desk.form("/token", &[("grant_type", GRANT), ("assertion", assertion)]).await
    }

    async fn ask(&self, changes: &Value) -> Answer {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": "k"});
        self.send(&self.key.assertion(&header, &self.claims(changes), false)).await
    }
}

#[tokio::test]
async fn it_acts_as_a_user_with_the_scopes_that_were_delegated() {
    let Some(robot) = Robot::new() else { return };
    let tokens = robot.ask(&json!({})).await.ok();
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&3599.into(), &"Bearer".into()));
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
    let access = tokens["access_token"].as_str().unwrap();
    let space = robot.desk.post_json("/v2/spaces", "{}", access).await.json();
    let name = space["name"].as_str().unwrap();
    assert_eq!(robot.desk.emulator.with(|world| world.space(name).unwrap().owner().to_owned()), ANA);
    let requests = robot.desk.emulator.with(|world| world.requests());
    assert_eq!((requests[0].user.as_deref(), requests[1].user.as_deref()), (Some(ANA), Some(ANA)));
    assert!(!format!("{requests:?}").contains("eyJ"), "no assertion is on record");

    let who = robot.ask(&json!({"scope": "openid"})).await.ok();
    let me = robot.desk.get("/v1/userinfo", who["access_token"].as_str().unwrap()).await.ok();
    assert_eq!(me["sub"].as_str().unwrap().len(), 21);
}

#[tokio::test]
async fn by_itself_it_has_no_spaces() {
    let Some(robot) = Robot::new() else { return };
    for changes in [
        json!({"sub": null, "scope": format!("openid email {SETTINGS} {CREATED}")}),
        json!({"sub": ROBOT, "scope": format!("openid email {CREATED}")}),
    ] {
        let tokens = robot.ask(&changes).await.ok();
        let access = tokens["access_token"].as_str().unwrap();
        let me = robot.desk.get("/v1/userinfo", access).await.ok();
        assert_eq!((&me["sub"], &me["email"]), (&NUMBER.into(), &ROBOT.into()));
        let refused = robot.desk.post_json("/v2/spaces", "{}", access).await;
        assert!(refused.status == 403 && refused.text.contains("resource Space (or it might not exist)"), "{}", refused.text);
        let list = robot.desk.get("/v2/conferenceRecords", access).await;
        assert_eq!((list.status, list.json()), (200, json!({})));
    }
}

#[tokio::test]
async fn both_kinds_of_base64_and_both_addresses_will_do() {
    let Some(robot) = Robot::new() else { return };
    let header = json!({"alg": "RS256"});
    let port = robot.desk.emulator.port();
    for audience in [robot.desk.url("/token"), "https://oauth2.googleapis.com/token".into()] {
        // claims of three lengths, so that every kind of padding turns up
        for extra in ["", "x", "xx"] {
            let claims = robot.claims(&json!({"aud": audience, "extra": extra}));
            for padded in [true, false] {
                robot.send(&robot.key.assertion(&header, &claims, padded)).await.ok();
            }
        }
    }
    let claims = robot.claims(&json!({"aud": format!("http://localhost:{port}/token")}));
    let assertion = robot.key.assertion(&header, &claims, false);
    let request = robot.desk.http.post(robot.desk.url("/token")).header("host", format!("localhost:{port}"));
    super::bench::answer(request.form(&[("grant_type", GRANT), ("assertion", &assertion)])).await.ok();
}

#[tokio::test]
async fn a_key_in_der_will_do_as_well() {
    let Some(robot) = Robot::new() else { return };
    let second = "second@greenroom.iam.gserviceaccount.com";
    let der = robot.key.public("DER");
    robot.desk.emulator.with(|world| world.add_service_account(second, "2", &der, &[])).unwrap();
    robot.ask(&json!({"iss": second, "sub": null})).await.ok();
}

#[tokio::test]
async fn a_seed_may_hold_one() {
    let Some(key) = Key::new() else { return };
    let public = String::from_utf8(key.public("PEM")).unwrap();
    let seed = json!({"projects": [{"id": "greenroom"}], "users": [{"email": ANA, "name": "Ana"}],
        "serviceAccounts": [{"email": ROBOT, "clientId": NUMBER, "publicKey": public, "delegated": [CREATED, READONLY]}]});
    let world = World::from_seed(&Seed::parse(&seed.to_string()).unwrap()).unwrap();
    let desk = Desk { emulator: Emulator::start(world).unwrap(), ..Desk::new() };
    let robot = Robot { desk, key };
    robot.ask(&json!({})).await.ok();
}

#[tokio::test]
async fn what_was_not_delegated_is_refused_as_a_whole() {
    let Some(robot) = Robot::new() else { return };
    for scope in [SETTINGS.to_owned(), format!("{CREATED} {READONLY} {SETTINGS}"), format!("{CREATED} email")] {
        let said = robot.ask(&json!({"scope": scope})).await.denied(401, "unauthorized_client");
        assert!(said.starts_with("Client is unauthorized to retrieve access tokens using this method"));
    }
    let said = robot.ask(&json!({"sub": "nobody@example.com"})).await.denied(400, "invalid_grant");
    assert_eq!(said, "Invalid email or User ID");
}

#[tokio::test]
async fn times_have_to_be_short_and_near() {
    let Some(robot) = Robot::new() else { return };
    let now = Timestamp::now().as_second();
    for (iat, exp, good) in [
        (now - 60, now + 3540, true),
        // a clock that is two minutes off, in either direction
        (now + 120, now + 3720, true),
        (now - 3660, now - 120, true),
        (now, now + 3700, false),
        (now + 1200, now + 4800, false),
        (now - 7200, now - 3600, false),
        (now, now, false),
        (now + 10, now - 10, false),
    ] {
        let answer = robot.ask(&json!({"iat": iat, "exp": exp})).await;
        if good {
            answer.ok();
            continue;
        }
        let said = answer.denied(400, "invalid_grant");
        assert!(said.starts_with("Invalid JWT: Token must be a short-lived token (60 minutes)"), "{said}");
    }
    robot.desk.emulator.with(|world| world.advance(jiff::SignedDuration::from_hours(2)));
    robot.ask(&json!({})).await.denied(400, "invalid_grant");
}

#[tokio::test]
async fn a_signature_has_to_be_its_own() {
    let (Some(robot), Some(other)) = (Robot::new(), Key::new()) else { return };
    let header = json!({"alg": "RS256"});
    let claims = robot.claims(&json!({}));
    let foreign = other.assertion(&header, &claims, false);
    assert_eq!(robot.send(&foreign).await.denied(400, "invalid_grant"), "Invalid JWT Signature.");
    let own = robot.key.assertion(&header, &claims, false);
    let (_, signature) = own.rsplit_once('.').unwrap();
    let changed = robot.claims(&json!({"sub": "bo@example.org"}));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let forged = format!("{}.{}.{signature}", part(&header), part(&changed));
    assert_eq!(robot.send(&forged).await.denied(400, "invalid_grant"), "Invalid JWT Signature.");
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims));
    robot.send(&unsigned).await.denied(400, "invalid_request");
    let unsigned = format!("{}.{}.", part(&header), part(&claims));
    assert_eq!(robot.send(&unsigned).await.denied(400, "invalid_grant"), "Invalid JWT Signature.");
}

#[tokio::test]
async fn other_assertions_are_refused() {
    let Some(robot) = Robot::new() else { return };
    for (changes, error, says) in [
        (json!({"iss": "nobody@greenroom.iam.gserviceaccount.com"}), "invalid_grant", "account not found"),
        (json!({"aud": "https://evil.example/token"}), "invalid_grant", "audience"),
        (json!({"scope": null}), "invalid_scope", "scope"),
        (json!({"sub": null, "scope": "nonsense"}), "invalid_scope", "nonsense"),
        (json!({"iss": null}), "invalid_request", "Bad Request"),
        (json!({"exp": "soon"}), "invalid_request", "Bad Request"),
    ] {
        let said = robot.ask(&changes).await.denied(400, error);
        assert!(said.contains(says), "{said}");
    }
    for nonsense in ["x", "a.b", "a.b.c", "....", "e30.e30.e30"] {
        robot.send(nonsense).await.denied(400, "invalid_request");
    }
    robot.desk.form("/token", &[("grant_type", GRANT)]).await.denied(400, "invalid_request");
}
