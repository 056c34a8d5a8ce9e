//! Google's official Python client, unmodified, against the emulator of this process.

use greenroom_conformance::schema::Schema;
use greenroom_conformance::{ANA, Bench, CALENDAR, python};

#[test]
fn googles_python_client() {
    let bench = Bench::new();
    let (space, conference) = bench.busy_space();
    let rich = bench.rich_conference();
    let foreign = bench.emulator.with(|world| world.create_space_for(ANA, CALENDAR)).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/google_client.py");
    let output = python()
        .arg(script)
        .env("ENDPOINT", bench.emulator.endpoint())
        .env("SCHEMA", Schema::path())
        .env("OWNER_TOKEN", &bench.ana)
        .env("GUEST_TOKEN", &bench.bo)
        .env("BUSY_SPACE", &space)
        .env("CONFERENCE", &conference)
        .env("RICH_CONFERENCE", &rich)
        .env("FOREIGN_SPACE", &foreign)
        .output()
        .expect("python3, or what GREENROOM_PYTHON names, cannot be started");
    assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("every call answered as it should"));
}
