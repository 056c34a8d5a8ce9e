use std::io::Write as _;
use std::sync::{Arc, Mutex};

use rstest::rstest;

use super::*;

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn logged(level: Level, events: impl FnOnce()) -> String {
    let kept = Kept::default();
    let writer = kept.clone();
    tracing::subscriber::with_default(subscriber(level, move || writer.clone()), events);
    let bytes = kept.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn nobody_elses_events_are_kept_at_any_level() {
    let text = logged(Level::Trace, || {
        tracing::error!(target: "yup_oauth2::refresh", "planted");
        tracing::trace!(target: "hyper_util::client", "planted");
        tracing::error!(target: "reqwest", "planted");
        tracing::trace!("ours");
    });
    assert!(text.contains("ours") && !text.contains("planted"), "{text}");
}

#[test]
fn a_level_lets_through_what_is_more_urgent() {
    let text = logged(Level::Warn, || {
        tracing::error!("one");
        tracing::warn!(answer = 42, "two");
        tracing::info!("three");
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("ERROR greenroom::log::tests: one") && text.contains("two answer=42"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[rstest]
#[case("", Level::Off)]
#[case("off", Level::Off)]
#[case("WARN", Level::Warn)]
#[case("trace", Level::Trace)]
fn words_for_levels(#[case] word: &str, #[case] level: Level) {
    assert_eq!(word.parse(), Ok(level));
}

#[test]
fn another_word_is_named() {
    let error = "loud\u{1b}[31m".parse::<Level>().unwrap_err();
    assert_eq!(error.to_string(), "no level is called \"loud\": choose off, error, warn, info, debug or trace");
}

#[test]
fn of_an_error_only_its_kind_is_told() {
    #[derive(Debug)]
    #[expect(dead_code, reason = "what must not be shown")]
    enum Example {
        Bare,
        Tuple(&'static str),
        Fields { said: &'static str },
    }
    assert_eq!(kind_of(&Example::Bare), "Bare");
    assert_eq!(kind_of(&Example::Tuple("planted")), "Tuple");
    assert_eq!(kind_of(&Example::Fields { said: "planted" }), "Fields");
}

#[rstest]
#[case("/v2/spaces", "/v2/spaces")]
#[case("/v2/spaces/abc-mnop-xyz", "/v2/spaces/…")]
#[case("/v2/spaces/abcmnopxyz", "/v2/spaces/…")]
#[case("/v2/spaces/jQCFfuBOdN5z?updateMask=config", "/v2/spaces/jQCF…")]
#[case("/v2/spaces/jQCFfuBOdN5z:endActiveConference", "/v2/spaces/jQCF…:endActiveConference")]
#[case("/v2/conferenceRecords/0000-1111/participants", "/v2/conferenceRecords/…/participants")]
#[case("/v2/conferenceRecords?pageSize=1", "/v2/conferenceRecords")]
fn a_path_names_nothing_that_opens_a_door(#[case] path: &str, #[case] shown: &str) {
    assert_eq!(shortened(path), shown);
}

#[test]
fn off_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    start(Level::Off, &folder.path().join("data")).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_full_file_is_put_aside_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut file = Rotating::open(&data, FILE, 100).unwrap();
    for number in 0..30 {
        file.write_all(format!("line {number:02}, of sixteen\n").as_bytes()).unwrap();
    }
    let (now, before) = (std::fs::read(data.join(FILE)).unwrap(), std::fs::read(data.join("greenroom.log.1")).unwrap());
    assert!(now.len() <= 100 && before.len() <= 100);
    assert!(String::from_utf8(now).unwrap().ends_with("line 29, of sixteen\n"));
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 2);
}

#[test]
fn what_is_there_already_is_added_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), "old\n").unwrap();
    Rotating::open(folder.path(), FILE, 100).unwrap().write_all(b"new\n").unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).unwrap(), "old\nnew\n");
}

#[cfg(unix)]
#[test]
fn it_is_for_this_person_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a/b");
    Rotating::open(&data, FILE, 100).unwrap();
    assert_eq!((mode(&data), mode(&data.join(FILE))), (0o700, 0o600));
    std::fs::set_permissions(data.join(FILE), std::fs::Permissions::from_mode(0o644)).unwrap();
    Rotating::open(&data, FILE, 100).unwrap();
    assert_eq!(mode(&data.join(FILE)), 0o600);
}

#[cfg(unix)]
#[test]
fn two_programs_share_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = Rotating::open(folder.path(), FILE, 100).unwrap();
    let mut two = Rotating::open(folder.path(), FILE, 100).unwrap();
    one.write_all(&[b'1'; 90]).unwrap();
    // Full: put aside by the one, and not once more by the other, which would put aside a file that is not full.
    one.write_all(&[b'1'; 20]).unwrap();
    two.write_all(&[b'2'; 20]).unwrap();
    assert_eq!(std::fs::read(folder.path().join("greenroom.log.1")).unwrap(), [b'1'; 90]);
    assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), [[b'1'; 20], [b'2'; 20]].concat());
}
