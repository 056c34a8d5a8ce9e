use std::io::Write;
use std::sync::Arc;

use super::*;

/// Notes what a terminal is told, raw mode as `<raw>` and `<cooked>`; fails when it has been told `fails_after` things.
#[derive(Debug, Clone, Default)]
struct Recorder {
    told: Arc<Mutex<String>>,
    fails_after: Option<usize>,
    calls: usize,
}

impl Recorder {
    fn tell(&mut self, what: &str) -> io::Result<()> {
        self.calls += 1;
        if self.fails_after.is_some_and(|most| self.calls > most) {
            self.fails_after = None;
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.told.lock().unwrap().push_str(what);
        Ok(())
    }

    fn take(&self) -> String {
        std::mem::take(&mut *self.told.lock().unwrap())
    }
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tell(std::str::from_utf8(bytes).unwrap())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Device for Recorder {
    fn set_raw(&mut self, on: bool) -> io::Result<()> {
        self.tell(if on { "<raw>" } else { "<cooked>" })
    }
}

/// A process of its own for each test.
fn process() -> &'static Modes {
    Box::leak(Box::new(Modes::none()))
}

const ENTER: &str = "<raw>\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1000h\x1b[?1006h\x1b[?1004h";
const LEAVE: &str = "\x1b[?2026l\x1b[0m\x1b[?1004l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l<cooked>";

#[test]
fn modes_are_entered_in_order_and_left_in_reverse() {
    let recorder = Recorder::default();
    let mut guard = Guard::enter_as(Options { mouse: true }, recorder.clone(), process()).unwrap();
    assert_eq!(recorder.take(), ENTER);
    guard.leave().unwrap();
    assert_eq!(recorder.take(), LEAVE);
}

#[test]
fn leaving_again_does_nothing() {
    let recorder = Recorder::default();
    let modes = process();
    let mut guard = Guard::enter_as(Options { mouse: true }, recorder.clone(), modes).unwrap();
    recorder.take();
    modes.leave(&mut recorder.clone()).unwrap();
    assert_eq!(recorder.take(), LEAVE);
    guard.leave().unwrap();
    drop(guard);
    assert_eq!(recorder.take(), "");
}

#[test]
fn dropping_leaves() {
    let recorder = Recorder::default();
    drop(Guard::enter_as(Options { mouse: true }, recorder.clone(), process()).unwrap());
    assert_eq!(recorder.take(), format!("{ENTER}{LEAVE}"));
}

#[test]
fn without_the_mouse_it_is_not_touched() {
    let recorder = Recorder::default();
    drop(Guard::enter_as(Options { mouse: false }, recorder.clone(), process()).unwrap());
    let told = recorder.take();
    assert!(!told.contains("?1000") && !told.contains("?1006"), "{told:?}");
}

#[test]
fn a_guard_that_cannot_enter_leaves_what_it_entered() {
    for fails_after in 0..6 {
        let recorder = Recorder { fails_after: Some(fails_after), ..Recorder::default() };
        let modes = process();
        Guard::enter_as(Options { mouse: true }, recorder.clone(), modes).unwrap_err();
        let told = recorder.take();
        assert!(!modes.any());
        for (enter, leave) in
            [("<raw>", "<cooked>"), ("?1049h", "?1049l"), ("?25l", "?25h"), ("?2004h", "?2004l"), ("?1000h", "?1000l")]
        {
            if told.contains(enter) {
                assert!(told.contains(leave), "{fails_after}: {told:?}");
            }
        }
    }
}

#[test]
fn one_failing_mode_does_not_keep_the_others_on() {
    let recorder = Recorder { fails_after: Some(8), ..Recorder::default() };
    let mut guard = Guard::enter_as(Options { mouse: false }, recorder.clone(), process()).unwrap();
    recorder.take();
    guard.leave().unwrap_err();
    let told = recorder.take();
    assert!(told.ends_with("\x1b[?25h\x1b[?1049l<cooked>"), "{told:?}");
}

#[test]
fn a_suspended_guard_comes_back_with_the_same_modes() {
    let recorder = Recorder::default();
    let mut guard = Guard::enter_as(Options { mouse: true }, recorder.clone(), process()).unwrap();
    recorder.take();
    guard.suspend().unwrap();
    assert_eq!(recorder.take(), LEAVE);
    guard.resume().unwrap();
    assert_eq!(recorder.take(), ENTER);
    guard.leave().unwrap();
    assert_eq!(recorder.take(), LEAVE);
}

#[test]
fn a_cursor_of_another_shape_is_reset() {
    let recorder = Recorder::default();
    let mut guard = Guard::enter_as(Options { mouse: false }, recorder.clone(), process()).unwrap();
    guard.set_cursor_style(SetCursorStyle::SteadyBar).unwrap();
    assert!(recorder.take().ends_with("\x1b[6 q"));
    guard.leave().unwrap();
    assert!(recorder.take().contains("\x1b[0 q"));
}

#[test]
fn many_ways_out_at_once_leave_once() {
    let recorder = Recorder::default();
    let modes = process();
    let guard = Guard::enter_as(Options { mouse: true }, recorder.clone(), modes).unwrap();
    recorder.take();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let mut device = recorder.clone();
            scope.spawn(move || modes.leave(&mut device).unwrap());
        }
    });
    drop(guard);
    assert_eq!(recorder.take(), LEAVE);
}

#[test]
fn no_terminal_is_said_in_one_line() {
    let message = NoTerminal { what: "standard output" }.to_string();
    assert_eq!(message.lines().count(), 1);
    assert!(message.contains("standard output"));
}
