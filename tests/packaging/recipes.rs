//! Recipes of those who build from the published crate: the AUR and Homebrew. Their steps are done over the program of the tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{VERSION, extras, has, names, pages, path, quietly, text};

/// What stands where a release puts a checksum.
const NO_SUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A published crate, as far as its steps look at it, built and unpacked.
fn crate_folder(folder: &Path) -> PathBuf {
    let place = folder.join("src").join(format!("greenroom-{VERSION}"));
    std::fs::create_dir_all(place.join("target/release")).unwrap();
    for name in ["assets", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        std::os::unix::fs::symlink(path(name), place.join(name)).unwrap();
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_greenroom"), place.join("target/release/greenroom")).unwrap();
    std::fs::rename(extras(folder), place.join("target/release/extras")).unwrap();
    place
}

/// The files below a folder, as paths from there.
fn below(folder: &Path) -> BTreeSet<String> {
    let found = quietly(Command::new("find").arg(".").args(["-type", "f"]).current_dir(folder));
    found.lines().map(|line| line.trim_start_matches("./").to_owned()).collect()
}

#[test]
fn the_pkgbuild_has_its_fields_and_packs_everything() {
    let Some(pkgbuild) = text("assets/packaging/aur/PKGBUILD") else { return };
    let folder = tempfile::tempdir().unwrap();
    crate_folder(folder.path());
    let script = r#"
        set -eu
        source "$1"
        for field in pkgname pkgver pkgrel pkgdesc url; do printf '%s=%s\n' "$field" "${!field}"; done
        printf 'source=%s\n' "${source[@]}"
        printf 'sum=%s\n' "${sha256sums[@]}"
        printf 'license=%s\narch=%s\nmakedepends=%s\n' "${license[*]}" "${arch[*]}" "${makedepends[*]}"
        for step in prepare build check package; do [ "$(type -t "$step")" = function ]; done
        pkgdir="$2/pkg"
        cd "$2/src"
        package
    "#;
    let file = path("assets/packaging/aur/PKGBUILD");
    let said = quietly(Command::new("bash").args(["-c", script, "bash"]).arg(&file).arg(folder.path()));
    let fields: Vec<&str> = said.lines().collect();
    let sum = format!("sum={NO_SUM}");
    let source =
        format!("source=greenroom-{VERSION}.tar.gz::https://static.crates.io/crates/greenroom/greenroom-{VERSION}.crate");
    let version = format!("pkgver={VERSION}");
    for line in ["pkgname=greenroom", &version, "license=MIT OR Apache-2.0", "makedepends=cargo", &source, &sum] {
        assert!(fields.contains(&line), "{line}: {fields:#?}");
    }
    let description = fields.iter().find_map(|field| field.strip_prefix("pkgdesc=")).unwrap();
    assert!(description.len() <= 80 && !description.ends_with('.') && !description.starts_with("greenroom"), "{description}");
    assert!(pkgbuild.starts_with("# Maintainer: ") && !pkgbuild.contains('\t'));

    let packed = below(&folder.path().join("pkg/usr"));
    let mut wanted: BTreeSet<String> = pages().into_iter().map(|page| format!("share/man/man1/{page}")).collect();
    wanted.extend(
        [
            "bin/greenroom",
            "share/applications/greenroom.desktop",
            "share/bash-completion/completions/greenroom",
            "share/doc/greenroom/CHANGELOG.md",
            "share/doc/greenroom/README.md",
            "share/fish/vendor_completions.d/greenroom.fish",
            "share/icons/hicolor/scalable/apps/greenroom.svg",
            "share/licenses/greenroom/LICENSE-APACHE",
            "share/licenses/greenroom/LICENSE-MIT",
            "share/zsh/site-functions/_greenroom",
        ]
        .map(str::to_owned),
    );
    assert_eq!(packed, wanted);
}

#[test]
fn the_formula_has_its_fields_and_its_steps_succeed() {
    let Some(formula) = text("assets/packaging/homebrew/greenroom.rb") else { return };
    if !has("ruby", "ruby") {
        return;
    }
    let file = path("assets/packaging/homebrew/greenroom.rb");
    assert_eq!(quietly(Command::new("ruby").args(["-wc"]).arg(&file)), "Syntax OK\n");
    let folder = tempfile::tempdir().unwrap();
    let said = quietly(
        Command::new("ruby")
            .arg(path("tests/packaging/homebrew.rb"))
            .arg(&file)
            .arg(env!("CARGO_BIN_EXE_greenroom"))
            .arg(folder.path())
            .env_remove("GREENROOM_COMPLETE"),
    );
    for line in [
        format!("url=https://static.crates.io/crates/greenroom/greenroom-{VERSION}.crate"),
        format!("sha256={NO_SUM}"),
        "license={:any_of=>[\"MIT\", \"Apache-2.0\"]}".to_owned(),
        "formula=Greenroom".to_owned(),
    ] {
        // Ruby 3.4 writes hashes in another way.
        assert!(said.contains(&line) || said.contains(&line.replace(":any_of=>", "any_of: ")), "{line}: {said}");
    }
    let description = formula.lines().find_map(|line| line.strip_prefix("  desc \"")?.strip_suffix('"')).unwrap();
    assert!(description.len() <= 80 && !description.ends_with('.') && !description.starts_with("greenroom"), "{description}");
    let pages = pages().into_iter().map(|page| page.trim_end_matches(".gz").to_owned()).collect();
    assert_eq!(names(&folder.path().join("share/man/man1")), pages);
}

#[test]
fn a_release_fills_in_version_and_checksum() {
    if text("assets/packaging/fill").is_none() || !has("openssl", "openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("greenroom-12.3.4.crate");
    std::fs::write(&package, "abc").unwrap();
    let fill = || {
        let mut command = Command::new("sh");
        command.arg(path("assets/packaging/fill"));
        command
    };
    quietly(fill().arg(&package).arg(folder.path().join("filled")));
    // The checksum of "abc", as FIPS 180-2 has it.
    let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for (name, lines) in [
        ("greenroom.rb", ["/greenroom-12.3.4.crate\"".to_owned(), format!("  sha256 \"{sum}\"\n")]),
        ("PKGBUILD", ["pkgver=12.3.4\n".to_owned(), format!("sha256sums=('{sum}')\n")]),
    ] {
        let filled = std::fs::read_to_string(folder.path().join("filled").join(name)).unwrap();
        assert!(lines.iter().all(|line| filled.contains(line)) && !filled.contains(NO_SUM), "{filled}");
        assert!(!filled.contains("fills it in"), "{filled}");
    }
    let wrong = fill().arg("greenroom.crate").arg(folder.path()).output().unwrap();
    assert_eq!((wrong.status.code(), wrong.stdout.as_slice()), (Some(2), &b""[..]));
}
