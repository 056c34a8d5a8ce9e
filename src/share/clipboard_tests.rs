use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rstest::rstest;

use super::*;

fn at(tmux: bool, ssh: bool) -> Environment {
    Environment { tmux, ssh, tmux_program: "/nowhere/tmux".into(), keeper: vec![] }
}

#[rstest]
#[case(Choice::Auto, false, false, &[Way::System, Way::Osc52])]
#[case(Choice::Auto, false, true, &[Way::Osc52])]
#[case(Choice::Auto, true, false, &[Way::Tmux, Way::System, Way::Osc52])]
#[case(Choice::Auto, true, true, &[Way::Tmux, Way::Osc52])]
#[case(Choice::System, true, true, &[Way::System])]
#[case(Choice::Osc52, true, false, &[Way::Osc52])]
#[case(Choice::None, true, true, &[])]
fn the_ways_follow_from_where_the_program_runs(
    #[case] choice: Choice,
    #[case] tmux: bool,
    #[case] ssh: bool,
    #[case] ways: &[Way],
) {
    assert_eq!(plan(choice, &at(tmux, ssh)), ways);
}

#[test]
fn a_choice_is_read_as_it_is_written() {
    for choice in [Choice::Auto, Choice::System, Choice::Osc52, Choice::None] {
        assert_eq!(choice.to_string().parse(), Ok(choice));
    }
    let error = "xc\x1b[2Jlip".parse::<Choice>().unwrap_err().to_string();
    assert_eq!(error, "no clipboard is called \"xclip\": choose auto, system, osc52 or none");
}

/// Copies, and gives back what the terminal was sent.
fn copy(clipboard: &Clipboard, text: &str) -> (Result<Copied, CopyError>, Vec<u8>) {
    let mut sent = Vec::new();
    let outcome = clipboard.copy(text, false, &mut |bytes| {
        sent.extend_from_slice(bytes);
        Ok(())
    });
    (outcome, sent)
}

/// A program in place of tmux. A shell of its own writes it: a file that this process had open for writing could not be started
/// while another thread starts something.
fn fake_tmux(folder: &Path, body: &str) -> PathBuf {
    let program = folder.join("tmux");
    let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod +x \"$1\"";
    let status = Command::new("sh").args(["-c", write, "sh"]).arg(&program).arg(body).status();
    assert!(status.is_ok_and(|status| status.success()));
    program
}

#[test]
fn over_ssh_the_terminal_is_asked() {
    let (outcome, sent) = copy(&Clipboard::new(Choice::Auto, at(false, true)), "https://meet.google.com/abc-mnop-xyz");
    assert_eq!(outcome, Ok(Copied::SentToTerminal));
    assert_eq!(sent, osc52::sequence("https://meet.google.com/abc-mnop-xyz").unwrap());
}

#[test]
fn what_is_copied_is_only_text() {
    let (_, sent) = copy(&Clipboard::new(Choice::Osc52, at(false, false)), "a\x1b]52;c;eA==\x07\u{202e}b\nc");
    assert_eq!(sent, osc52::sequence("ab\nc").unwrap());
}

#[test]
fn tmux_gets_the_text_over_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let tmux = fake_tmux(folder.path(), "echo \"$@\" > \"$(dirname \"$0\")/arguments\"; cat > \"$(dirname \"$0\")/text\"");
    let clipboard = Clipboard::new(Choice::Auto, Environment { tmux_program: tmux, ..at(true, true) });
    assert_eq!(copy(&clipboard, "one\ntwo"), (Ok(Copied::Copied), vec![]));
    assert_eq!(std::fs::read_to_string(folder.path().join("arguments")).unwrap(), "load-buffer -w -\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("text")).unwrap(), "one\ntwo");
}

#[test]
fn a_tmux_that_fails_or_is_missing_leaves_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let broken = fake_tmux(folder.path(), "cat > /dev/null; exit 1");
    for tmux_program in [broken, "/nowhere/tmux".into()] {
        let clipboard = Clipboard::new(Choice::Auto, Environment { tmux_program, ..at(true, true) });
        let (outcome, sent) = copy(&clipboard, "text");
        assert_eq!(outcome, Ok(Copied::SentToTerminal));
        assert_eq!(sent, osc52::sequence("text").unwrap());
    }
}

#[test]
fn a_tmux_that_hangs_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    // It notes who it is, and never reads the text: longer than a pipe holds, so the writer hangs as well.
    let tmux = fake_tmux(folder.path(), "echo $$ > \"$(dirname \"$0\")/pid\"; exec sleep 600");
    let started = Instant::now();
    let outcome = tmux::load_buffer(&tmux, &"x".repeat(200_000), Duration::from_secs(1));
    assert_eq!(outcome, Err("tmux did not answer within 1 s".to_owned()));
    assert!(started.elapsed() >= Duration::from_secs(1));
    let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap().trim().parse().unwrap();
    let gone = rustix::process::test_kill_process(rustix::process::Pid::from_raw(pid).unwrap());
    assert_eq!(gone, Err(rustix::io::Errno::SRCH));
}

#[test]
fn no_clipboard_is_no_failure_but_a_choice() {
    let (outcome, sent) = copy(&Clipboard::new(Choice::None, at(true, true)), "text");
    let error = outcome.unwrap_err();
    assert_eq!((error.clone(), sent), (CopyError::Disabled, vec![]));
    assert!(error.next_step().contains("Select the text"));
}

#[test]
fn what_is_too_long_or_cannot_be_written_is_said_without_the_text() {
    let clipboard = Clipboard::new(Choice::Osc52, at(false, false));
    let (outcome, sent) = copy(&clipboard, &"secret".repeat(20_000));
    assert_eq!(sent, b"");
    assert_eq!(outcome.unwrap_err().why(), "120 kB are too long to go through the terminal");
    let error = clipboard.copy("secret", true, &mut |_| Err(io::ErrorKind::BrokenPipe.into())).unwrap_err();
    assert_eq!(error.why(), "the terminal took no text: broken pipe");
    assert!(!format!("{error:?} {error} {clipboard:?}").contains("secret"));
}

#[test]
fn every_reason_is_told() {
    let clipboard = Clipboard::new(Choice::Auto, at(true, true));
    let error = clipboard.copy("text", false, &mut |_| Err(io::ErrorKind::BrokenPipe.into())).unwrap_err();
    let CopyError::Failed(reasons) = error else { panic!("{error}") };
    assert_eq!(reasons.len(), 2);
    assert!(reasons[0].starts_with("tmux does not start"), "{reasons:?}");
}

#[test]
fn closing_what_was_never_opened_is_nothing() {
    let clipboard = Clipboard::new(Choice::Auto, at(false, false));
    clipboard.close();
    clipboard.close();
}

#[test]
fn a_way_is_tried_without_copying_anything() {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let program = fake_tmux(folder.path(), &format!("echo \"$@\" > '{}'", asked.display()));
    let environment = Environment { tmux_program: program, ..at(true, true) };
    assert_eq!(Clipboard::new(Choice::Auto, environment).probe(), [(Way::Tmux, Ok(())), (Way::Osc52, Ok(()))]);
    assert_eq!(std::fs::read_to_string(asked).unwrap(), "show-options -gs set-clipboard\n");

    let [(Way::Tmux, Err(reason)), _] = &Clipboard::new(Choice::Auto, at(true, true)).probe()[..] else { panic!("no tmux") };
    assert!(reason.contains("tmux does not start"), "{reason}");
    assert_eq!(Clipboard::new(Choice::None, at(true, true)).probe(), []);
}
