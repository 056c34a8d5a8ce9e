//! Google's own Python libraries for signing in, unmodified, against the emulator of this process.

use std::process::Command;

use greenroom::emulator::ClientKind;
use greenroom_conformance::{Bench, PROJECT, python};

const SCOPES: [&str; 2] = ["https://www.googleapis.com/auth/meetings.space.created", "openid"];

/// A key that lives as long as the test: nobody's.
fn openssl(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).output().expect("openssl cannot be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn googles_python_libraries_sign_in() {
    let folder = tempfile::tempdir().expect("a folder for a key");
    let key = folder.path().join("key.pem");
    let key = key.to_str().expect("a plain path");
    openssl(&["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key]);
    let public = openssl(&["pkey", "-pubout", "-in", key]);
    let robot = format!("robot@{PROJECT}.iam.gserviceaccount.com");

    let bench = Bench::new();
    bench.emulator.with(|world| {
        world.add_client(PROJECT, ClientKind::Desktop).expect("a project");
        world.add_service_account(&robot, "1173", &public, &SCOPES).expect("a key");
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/google_auth_client.py");
    let output = python()
        .arg(script)
        .env("ENDPOINT", bench.emulator.endpoint())
        .env("ROBOT", &robot)
        .env("KEY_FILE", key)
        .output()
        .expect("python3, or what GREENROOM_PYTHON names, cannot be started");
    assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("every sign-in went as it should"));
}
