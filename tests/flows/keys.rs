//! What keys do where: quit, back, help, palette, problems, and why one does not work.

use greenroom::emulator::Method;
use greenroom::runtime::session::Ended;

use super::support::{BO, House, Start};

#[tokio::test]
async fn q_closes_what_is_on_top_and_quits_at_the_root() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    for open in ["?", "!", "Y", "v"] {
        show.press(open).await;
        assert_eq!(show.session.app.overlays.len(), 1, "{open}");
        show.press("q").await;
        assert!(show.session.app.overlays.is_empty(), "{open}");
    }
    show.press("d q").await;
    assert_eq!(show.rows().len(), 1);
    show.press("tab q").await;
    assert_eq!(show.session.app.focus, greenroom::app::Focus::Spaces);
    assert_eq!(show.press_to_end("q").await, Some(Ended::Quit));
}

#[tokio::test]
async fn q_in_an_input_is_a_letter() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("/ q").await;
    assert_eq!(show.session.app.spaces.filter.value(), "q");
    show.press("esc R q").await;
    show.shows("Stand-upq");
    show.press("esc : q").await;
    show.shows("> q");
}

#[tokio::test]
async fn ctrl_c_quits_whatever_is_on_top() {
    for keys in ["?", "n", "/", "L", ":", "tab"] {
        let house = House::new();
        house.space("Stand-up");
        let mut show = house.settled().await;
        show.press(keys).await;
        assert_eq!(show.press_to_end("ctrl-c").await, Some(Ended::Quit), "{keys}");
        assert!(show.close().is_empty());
    }
}

#[tokio::test]
async fn escape_never_quits() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("esc esc tab esc esc").await;
    show.is_usable().await;
}

#[tokio::test]
async fn the_end_of_input_is_the_end() {
    let house = House::new();
    let mut show = house.settled().await;
    assert_eq!(show.end_of_input().await, Some(Ended::Quit));
}

#[tokio::test]
async fn what_was_done_last_is_stored_before_the_end() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("R").await;
    show.type_text("!").await;
    show.press("enter p").await;
    assert_eq!(show.press_to_end("q").await, Some(Ended::Quit));
    assert!(show.close().is_empty());
    let entry = house.store().entry(&name.parse().unwrap()).unwrap().unwrap();
    assert_eq!((entry.label.as_deref(), entry.pinned), (Some("Stand-up!"), true));
}

#[tokio::test]
async fn suspended_and_back_with_all_drawn_anew() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    let before = show.screen();
    show.press("ctrl-z").await;
    assert_eq!(show.suspended(), 1);
    show.settle().await;
    assert_eq!(show.screen(), before);
    show.is_usable().await;
}

#[tokio::test]
async fn help_says_every_key_and_why_one_does_not_work() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("?").await;
    show.shows("end the running conference");
    show.shows("no conference is running in it");
}

#[tokio::test]
async fn the_palette_does_what_it_names() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press(":").await;
    show.type_text("pin").await;
    show.act("enter").await;
    assert!(show.footer().contains("Pinned Stand-up"), "{}", show.footer());
    show.press(":").await;
    show.type_text("end").await;
    show.act("enter").await;
    assert!(show.footer().contains("no conference is running"), "{}", show.footer());
    show.press(":").await;
    show.type_text("xyzzy").await;
    show.shows("No command is called that");
    show.press("enter esc").await;
    show.is_usable().await;
}

#[tokio::test]
async fn keys_that_mean_nothing_say_so() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("X").await;
    assert!(show.footer().contains("X does nothing here"), "{}", show.footer());
    show.press("? X").await;
    assert!(show.footer().contains("X does nothing here"), "{}", show.footer());
}

#[tokio::test]
async fn read_only_takes_away_what_writes_and_nothing_else() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[BO]);
    let mut show = house.open_as(&Start { read_only: true, ..Start::default() });
    show.settle().await;
    show.shows("read-only");
    for key in ["n", "t", "e"] {
        show.act(key).await;
        assert!(show.footer().contains("read-only"), "{key}: {}", show.footer());
        assert!(show.session.app.overlays.is_empty());
    }
    show.act("y").await;
    assert_eq!(show.copied(), [house.link(&name)]);
    show.act("p").await;
    assert!(show.footer().contains("Pinned"), "{}", show.footer());
    for method in [Method::CreateSpace, Method::UpdateSpace, Method::EndActiveConference] {
        assert_eq!(house.count(method), 0);
    }
    show.press("?").await;
    show.shows("read-only: started so that nothing is changed at Google");
}

#[tokio::test]
async fn the_screen_may_become_anything_and_back() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    let before = show.screen();
    for (width, height) in [(0, 0), (1, 1), (39, 9), (40, 10), (60, 20), (200, 60), (0, 40), (120, 0), (120, 40)] {
        show.resize(width, height);
        show.event(crossterm::event::Event::Resize(width, height)).await;
    }
    show.settle().await;
    assert_eq!(show.screen(), before);
    show.is_usable().await;
}
