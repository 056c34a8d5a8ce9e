//! What a release is made by: dist, its workflow, and who takes its archives.

use toml::{Table, Value};

use super::{manifest, metadata, text};

#[test]
fn binstall_looks_for_what_dist_makes() {
    let binstall = metadata("binstall");
    let Some(dist) = text("dist-workspace.toml") else { return };
    let dist: Table = dist.parse().unwrap();
    let dist = dist["dist"].as_table().unwrap();
    // Where dist is not told otherwise: `.tar.xz` with a folder in it, and for Windows a `.zip` without one.
    assert!(!dist.contains_key("unix-archive") && !dist.contains_key("windows-archive"), "{dist:?}");
    let field = |table: &Table, name: &str| table[name].as_str().unwrap().to_owned();
    assert!(field(&binstall, "pkg-url").ends_with("/releases/download/v{ version }/{ name }-{ target }{ archive-suffix }"));
    assert_eq!(field(&binstall, "pkg-fmt"), "txz");
    assert_eq!(field(&binstall, "bin-dir"), "{ name }-{ target }/{ bin }{ binary-ext }");
    let targets: Vec<&str> = dist["targets"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let overrides = binstall["overrides"].as_table().unwrap();
    for target in &targets {
        let windows = overrides.get(*target).and_then(Value::as_table);
        assert_eq!(windows.is_some(), target.contains("windows"), "{target}");
        if let Some(windows) = windows {
            assert_eq!(
                (field(windows, "pkg-fmt").as_str(), field(windows, "bin-dir").as_str()),
                ("zip", "{ bin }{ binary-ext }")
            );
        }
    }
    assert!(targets.contains(&"x86_64-unknown-linux-musl") && targets.contains(&"aarch64-apple-darwin"), "{targets:?}");
    assert!(manifest()["profile"].get("dist").is_some(), "the profile that dist builds with");
}

#[test]
fn the_workflow_is_of_that_dist_and_calls_what_is_there() {
    let (Some(dist), Some(release)) = (text("dist-workspace.toml"), text(".github/workflows/release.yml")) else { return };
    let dist: Table = dist.parse().unwrap();
    let version = dist["dist"]["cargo-dist-version"].as_str().unwrap();
    assert!(release.contains(&format!("/v{version}/")), "dist generate");
    let mut called = 0;
    for job in ["local-artifacts-jobs", "publish-jobs"].iter().flat_map(|key| dist["dist"][*key].as_array().unwrap()) {
        let file = format!("{}.yml", job.as_str().unwrap().strip_prefix("./").unwrap());
        let workflow = text(&format!(".github/workflows/{file}")).unwrap();
        assert!(workflow.contains("workflow_call:") && release.contains(&format!("uses: ./.github/workflows/{file}")), "{file}");
        called += 1;
    }
    assert_eq!(called, 2);
}
