//! Every state that has a look of its own, and the sizes at which it is kept.

use std::time::Duration;

use greenroom::app::App;
use greenroom::auth::error::AuthError;
use greenroom::auth::scopes::{Granted, Scope};
use greenroom::bulk::Pace;
use greenroom::config::{SaveError, Settings};
use greenroom::effect::{AccountLine, AuthMsg, Key, Msg, SignedInAs, Timer, Trouble};
use greenroom::meet::error::{About, MeetError};
use greenroom::meet::token::TokenError;
use greenroom::share::clipboard::Copied;
use greenroom::ui::theme::Theme;

use super::activity;
use super::conferences;
use super::grid;
use super::reader;
use super::stage::{Stage, With, expired, lost, masked, name, no_network, noon, space, too_many};

/// From the smallest to a large one.
const ALL: &[(u16, u16)] = &[(40, 10), (80, 24), (120, 40), (200, 60)];
/// A narrow one, and the usual ones.
const THREE: &[(u16, u16)] = &[(60, 24), (80, 24), (120, 40)];
/// The usual ones.
const TWO: &[(u16, u16)] = &[(80, 24), (120, 40)];

/// The full list, after these keys.
fn keys(keys: &str) -> Stage {
    after(Stage::full(), keys)
}

fn after(mut stage: Stage, keys: &str) -> Stage {
    stage.press(keys);
    stage
}

/// The full list with the cursor on that space.
fn at(id: &str) -> Stage {
    let mut stage = Stage::full();
    stage.go_to(id);
    stage
}

/// The full list after a key that opens an input, and a text in it.
fn typed(key: &str, text: &str) -> Stage {
    let mut stage = keys(key);
    stage.type_text(text);
    stage
}

fn themed(color: bool, ascii: bool) -> Stage {
    Stage::new(With { theme: Theme::new(color, ascii), ..With::default() }).answered()
}

fn read_only_screen() -> Stage {
    Stage::new(With { read_only: true, ..With::default() }).answered()
}

/// The first screen of who is not signed in.
fn nobody() -> Stage {
    Stage::new(With { rows: 0, signed_in: false, ..With::default() })
}

fn signed_out_with_rows() -> Stage {
    Stage::new(With { signed_in: false, ..With::default() })
}

/// There is no client file: the way through Google's console.
fn in_guide(more: &str) -> Stage {
    let mut stage = after(nobody(), "enter");
    stage.hears(Msg::Auth(AuthMsg::NoClient));
    if more.is_empty() { stage } else { after(stage, more) }
}

/// Google's page is in the browser.
fn in_browser(opened: Result<(), String>) -> Stage {
    let mut stage = after(nobody(), "enter");
    stage.hears(Msg::Auth(AuthMsg::Page { url: page(), port: 43_117, machine: None }));
    stage.hears(Msg::Auth(AuthMsg::Opened(opened)));
    stage
}

/// As long as the real one.
fn page() -> String {
    let scopes: Vec<String> = Scope::ALL.iter().map(|scope| scope.url().replace(':', "%3A").replace('/', "%2F")).collect();
    format!(
        "https://accounts.google.com/o/oauth2/v2/auth?scope={}&access_type=offline&redirect_uri=http%3A%2F%2F127.0.0.1%3A43117&response_type=code&client_id=1234567890-{}.apps.googleusercontent.com&state={}&code_challenge={}&code_challenge_method=S256",
        scopes.join("%20"),
        "c".repeat(32),
        "s".repeat(22),
        "x".repeat(43),
    )
}

fn done(missing: &[Scope]) -> Stage {
    let mut stage = in_browser(Ok(()));
    stage.hears(Msg::Auth(AuthMsg::SignedIn(Box::new(signed_in(missing)))));
    stage
}

fn signed_in(missing: &[Scope]) -> SignedInAs {
    let granted: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| !missing.contains(scope)).collect();
    SignedInAs {
        email: "ana@example.com".into(),
        granted: Granted::of(&granted),
        missing: missing.to_vec(),
        place: "a file that only you can read (~/.local/share/greenroom/tokens)".into(),
        still: None,
        other_client: false,
        ends: (!missing.is_empty()).then(|| "2026-11-25T12:00:00Z".parse().unwrap()),
    }
}

fn told(error: &AuthError) -> Trouble {
    Trouble { what: "Nobody was signed in".into(), why: error.why(), next: error.next_step(), at: noon() }
}

fn wrong_client() -> Trouble {
    let what = "The client file was not taken".to_owned();
    let why = "It is a client of type Web application: it cannot be used by a program on a computer.".to_owned();
    Trouble { what, why, next: "Make one of type Desktop app and download its JSON.".into(), at: noon() }
}

fn no_gcloud() -> Trouble {
    let what = "gcloud's credentials cannot be used".to_owned();
    let why = "~/.config/gcloud/application_default_credentials.json: there is no such file.".to_owned();
    Trouble { what, why, next: "Run the command below, then press Enter.".into(), at: noon() }
}

fn listed(stage: Stage) -> Stage {
    let mut stage = after(stage, "A");
    let line = |email: &str, missing: &[Scope]| AccountLine { email: email.into(), missing: missing.to_vec(), ends: None };
    let mut ending = line("chi@example.com", &[]);
    ending.ends = Some("2026-11-19T09:30:00Z".parse().unwrap());
    let list = vec![line("ana@example.com", &[]), line("bo@example.com", &[Scope::Settings]), ending];
    stage.hears(Msg::Auth(AuthMsg::Accounts(Ok(list))));
    stage.press("j");
    stage
}

fn sign_in_ran_out() -> Stage {
    let over = TokenError::Over { why: "The sign-in of ana@example.com is over.".into(), next: "Sign in again.".into() };
    failed("design", MeetError::Token(over))
}

fn failed(id: &str, error: MeetError) -> Stage {
    let mut stage = Stage::full();
    stage.refuses(id, error);
    stage
}

const PEOPLE: [(&str, &str); 5] = [
    ("chiyo@example.com", "COHOST"),
    ("Freja.Soerensen-Lindqvist@a-rather-long-subdomain.example.com", ""),
    ("emeka@example.com", "COHOST"),
    ("gauri@example.com", "PANELIST"),
    ("dmitri@example.com", ""),
];

const PASTED: &str =
    "Hanna <hanna@example.com>, Ivo <ivo@example.com>\nchiyo@example.com; HANNA@example.com\njo@, kim at example.com";

/// The co-hosts of the first space.
fn cohosts() -> Stage {
    let mut stage = keys("3");
    stage.members("design", &PEOPLE);
    stage
}

/// More than fit.
fn crowd() -> Stage {
    let mut stage = keys("3");
    let emails: Vec<String> = (0..500).map(|number| format!("guest{number:03}@example.com")).collect();
    let people: Vec<(&str, &str)> =
        emails.iter().map(|email| (email.as_str(), if email.contains("00@") { "COHOST" } else { "" })).collect();
    stage.members("design", &people);
    stage
}

/// Two are being added.
fn adding() -> Stage {
    let mut stage = after(cohosts(), "a");
    stage.paste("hanna@example.com, ivo@example.com");
    after(stage, "enter")
}

fn members_masked() -> MeetError {
    let said = Some("Permission denied on resource MeetingSpace (or it might not exist).".into());
    MeetError::Hidden { about: About::Members, http: 403, said }
}

/// Three rows are marked, two of them live.
fn three_marked() -> Stage {
    keys("space space j space")
}

/// All rows are marked but for the one that is not ours.
fn marked_all() -> Stage {
    let mut stage = keys("*");
    stage.go_to("theirs");
    stage.press("space");
    stage.go_to("design");
    stage
}

/// All that are marked become restricted; so many are done.
fn running(done: usize) -> Stage {
    let stage = after(marked_all(), "t enter");
    ["design", "standup", "bo"].into_iter().take(done).fold(stage, Stage::one_done)
}

fn two_failed() -> Stage {
    let mut stage = after(three_marked(), "t enter").one_done("design");
    stage.one_fails("standup", MeetError::NotPermitted { reason: "POLICY".into(), said: None });
    stage.one_fails("unnamed", masked());
    stage
}

/// Who may join was changed, and the change is on its way.
fn changed() -> Stage {
    let mut stage = keys("t");
    stage.hears(Msg::Woke(Timer::Access(name("design"))));
    stage
}

/// With presets of the person's own.
fn own_presets(keys: &str) -> Stage {
    let text = "[presets.\"Löneförhandling 朝会\"]\naccess = \"restricted\"\nchat = \"hosts-only\"\nnotes = \"off\"\n\
        cohosts = [\"bo@example.com\", \"chi@example.com\", \"a.very.long.name.of.somebody@an-office-far-away.example.com\"]\n\
        name = \"{preset} {weekday} {time}\"\n\n[presets.as-it-is]\naccess = \"open\"\n";
    let presets = Settings::parse(text, std::path::Path::new("config.toml")).unwrap().presets;
    after(Stage::new(With { presets, ..With::default() }).answered(), keys)
}

/// The form, with the cursor in a list of co-hosts.
fn form_to_cohosts(text: &str) -> Stage {
    let mut stage = typed("N", "Retro");
    stage.press(&["tab"; 13].join(" "));
    stage.paste(text);
    stage
}

/// Each state: a test that compares it with its snapshots, and a place in [`all`].
macro_rules! cases {
    ($($case:ident: $sizes:expr, $build:expr;)+) => {
        /// Every state, with its name.
        pub fn all() -> Vec<(&'static str, fn() -> App)> {
            vec![$((stringify!($case), || { let build: fn() -> Stage = $build; build().app })),+]
        }

        $(#[test]
        fn $case() {
            let build: fn() -> Stage = $build;
            compare(stringify!($case), $sizes, build);
        })+
    };
}

fn compare(case: &str, sizes: &[(u16, u16)], build: fn() -> Stage) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (width, height) in sizes {
        let text = grid::snapshot(&grid::drawn(&mut build().app, *width, *height));
        settings.bind(|| insta::assert_snapshot!(format!("{case}_{width}x{height}"), text));
    }
}

cases! {
    main_screen: ALL, Stage::full;
    main_screen_demo: TWO, || Stage::new(With { demo: true, ..With::default() }).answered();
    empty_signed_in: TWO, || Stage::new(With { rows: 0, ..With::default() });
    empty_signed_out: TWO, || Stage::new(With { rows: 0, signed_in: false, ..With::default() });
    signed_out: TWO, || Stage::new(With { signed_in: false, ..With::default() });
    loading: TWO, || Stage::new(With { rows: 6, loaded: false, ..With::default() });
    few_rows: TWO, || Stage::new(With { rows: 2, ..With::default() }).answered();
    details_entered: ALL, || keys("tab j j j");
    details_at_the_end: TWO, || keys("tab G");
    settings_tab: ALL, || keys("2");
    settings_beside_the_list: TWO, || keys("2 esc");
    settings_chosen: ALL, || after(keys("2 j j j"), "space j space");
    settings_moderation_off: TWO, || after(keys("2 j j"), "space");
    settings_on_their_way: TWO, || after(keys("2"), "space enter");
    settings_shut_the_link: TWO, || after(keys("2 j"), "space enter");
    settings_not_the_owner: TWO, || after(at("theirs"), "2");
    settings_unknown_values: TWO, || after(at("new-enum"), "2");
    settings_overruled: TWO, || {
        let mut stage = after(keys("2"), "space enter");
        let answer = space("design");
        stage.answers(Key::Settings(name("design")), &answer);
        stage
    };
    ascii_settings: TWO, || after(themed(true, true), "2 space");
    cohosts_tab: ALL, cohosts;
    cohosts_beside_the_list: TWO, || after(cohosts(), "esc");
    cohosts_asking: TWO, || keys("3");
    cohosts_none: TWO, || {
        let mut stage = keys("3");
        stage.members("design", &[]);
        stage
    };
    cohosts_without_moderation: TWO, || {
        let mut stage = keys("3");
        stage.members("design", &PEOPLE);
        let mut off = space("design");
        off["config"]["moderation"] = "OFF".into();
        stage.says("design", &off);
        stage
    };
    cohosts_refused: ALL, || {
        let mut stage = keys("3");
        stage.members_refused("design", members_masked());
        stage
    };
    cohosts_of_somebody_else: TWO, || {
        let mut stage = after(at("theirs"), "3");
        stage.members_refused("theirs", members_masked());
        stage
    };
    cohosts_old_list: TWO, || {
        let mut stage = after(cohosts(), "r");
        stage.members_refused("design", no_network());
        stage
    };
    cohosts_many: TWO, || after(crowd(), "G");
    cohosts_filtered: ALL, || {
        let mut stage = after(crowd(), "/");
        stage.type_text("guest17");
        stage
    };
    cohosts_marked: TWO, || after(cohosts(), "j space space");
    cohosts_roles_asked: TWO, || after(cohosts(), "* enter");
    cohosts_roles_on_their_way: TWO, || after(cohosts(), "* enter y");
    cohosts_take_off: ALL, || after(cohosts(), "d");
    cohosts_being_taken_off: TWO, || after(cohosts(), "d y");
    cohosts_add: ALL, || after(cohosts(), "a");
    cohosts_add_pasted: ALL, || {
        let mut stage = after(cohosts(), "a");
        stage.paste(PASTED);
        stage
    };
    cohosts_adding: TWO, adding;
    cohosts_not_added: ALL, || {
        let mut stage = adding();
        stage.not_added("design", "hanna@example.com", MeetError::NoSuchAccount { said: None });
        after(stage, "g")
    };
    cohosts_nobody_knows: TWO, || {
        let mut stage = adding();
        stage.not_added("design", "hanna@example.com", lost());
        after(stage, "g")
    };
    presets_window: ALL, || keys("P j");
    presets_with_cohosts: ALL, || own_presets("P");
    presets_nothing_to_change: TWO, || own_presets("P j");
    presets_over_what_was_chosen: TWO, || keys("2 G space P");
    presets_resets: TWO, || keys("P");
    presets_of_several: ALL, || keys("* P j j");
    presets_of_several_with_cohosts: TWO, || own_presets("* P");
    ascii_presets_of_several: TWO, || after(themed(true, true), "* P");
    ascii_presets: TWO, || after(themed(true, true), "P j");
    no_colour_presets: TWO, || after(themed(false, false), "P j");
    preset_name: ALL, || typed("S", "design");
    preset_replaced: TWO, || after(typed("S", "webinar"), "enter");
    preset_not_saved: ALL, || {
        let mut stage = after(typed("S", "design"), "enter");
        let error = SaveError::Io { path: "/home/ana/.config/greenroom/config.toml".into(), said: "Permission denied".into() };
        stage.hears(Msg::PresetKept { name: "design".into(), result: Err(error) });
        stage
    };
    form: ALL, || keys("N");
    form_of_a_preset: ALL, || own_presets("N tab space");
    form_with_a_restriction: ALL, || after(typed("N", "Retro"), "tab tab tab tab tab space space");
    form_with_cohosts: TWO, || form_to_cohosts("Bo <bo@example.com>\nchi@example.com, dee@example.com");
    form_bad_addresses: ALL, || form_to_cohosts("bo@example.com, chi.example.com, @example.com");
    form_at_the_end: TWO, || after(form_to_cohosts("bo@example.com"), "tab");
    form_being_made: TWO, || after(form_to_cohosts("bo@example.com"), "tab enter");
    form_refused: ALL, || {
        let mut stage = after(form_to_cohosts("bo@example.com"), "tab enter");
        let id = stage.app.current().unwrap();
        stage.fails(Key::Create(id), MeetError::NotPermitted { reason: "POLICY".into(), said: None });
        stage
    };
    ascii_form: TWO, || after(themed(true, true), "N tab space");
    no_colour_form: TWO, || after(themed(false, false), "N tab space");
    ascii_cohosts: TWO, || {
        let mut stage = after(themed(true, true), "3");
        stage.members("design", &PEOPLE);
        after(stage, "j space a")
    };
    no_colour_cohosts: TWO, || {
        let mut stage = after(themed(false, false), "3");
        stage.members("design", &PEOPLE);
        after(stage, "j space")
    };
    conferences_of_all: ALL, || conferences::all(Stage::full());
    conferences_of_all_with_files: &[(60, 24), (80, 24), (100, 30), (120, 40)], conferences::all_with_files;
    conferences_filter_begun: TWO, || conferences::filtered("");
    conferences_filtered: TWO, || conferences::filtered("since:yesterday\n");
    conferences_filter_wrong: TWO, || conferences::filtered("since:someday nothing\n");
    conferences_of_all_on_a_new_machine: TWO, || conferences::all(Stage::new(With { rows: 0, ..With::default() }));
    conferences_tab: ALL, || conferences::tab(Stage::full());
    conferences_beside_the_list: TWO, || after(conferences::tab(Stage::full()), "j esc");
    conferences_asked: TWO, || conferences::asked(Stage::full()).0;
    conferences_signed_out: TWO, || after(signed_out_with_rows(), "4");
    conferences_none: TWO, conferences::nothing_kept;
    conferences_refused: TWO, conferences::refused_list;
    conferences_one_kind_refused: TWO, conferences::refused_notes;
    conference_live: &[(40, 10), (60, 24), (80, 24), (120, 40)], || after(conferences::live(Stage::full()), "G k k");
    conference_by_name: TWO, || after(conferences::live(Stage::full()), "s");
    conference_over: TWO, conferences::week;
    conference_beside_the_list: &[(120, 40)], || after(conferences::week(), "tab");
    conference_opening: TWO, conferences::opening;
    conference_vanished: TWO, conferences::vanished;
    conference_crowd: &[(60, 24)], || after(conferences::crowd(), "G");
    activity_empty: TWO, || after(activity::watched(Stage::full()), "E");
    activity: ALL, || after(activity::happened(activity::watched(Stage::full())), "E j j");
    activity_filtered: TWO, || activity::filtered(Stage::full());
    activity_nobody: TWO, || after(signed_out_with_rows(), "E");
    ascii_activity: TWO, || after(activity::happened(activity::watched(themed(true, true))), "E");
    watched: TWO, || activity::watched(Stage::full());
    watched_with_a_notice: TWO, || activity::happened(activity::watched(Stage::full()));
    ascii_conferences: TWO, || conferences::tab(themed(true, true));
    ascii_conference: TWO, || conferences::live(themed(true, true));
    no_colour_conference: TWO, || conferences::live(themed(false, false));
    reader_asked: TWO, reader::asked;
    reader_first_page: THREE, reader::first_page;
    reader: &[(40, 10), (60, 24), (80, 24), (120, 40), (200, 60)], || after(reader::whole(), "j j");
    reader_beside_the_list: &[(120, 40)], || after(reader::whole(), "tab");
    reader_at_the_end: TWO, || after(reader::whole(), "G");
    reader_searching: THREE, || reader::searching("the", false);
    reader_found: THREE, || reader::searching("the", true);
    reader_found_nothing: TWO, || reader::searching("zebra", true);
    reader_whose_words: THREE, || after(reader::whole(), "s");
    reader_one_speaker: THREE, || after(reader::whole(), "s j enter");
    reader_following: TWO, reader::growing;
    reader_broken_off: TWO, reader::broken_off;
    reader_refused: THREE, reader::refused_entries;
    reader_without_a_word: TWO, reader::not_a_word;
    ascii_reader: TWO, || reader::whole_from(conferences::week_on(themed(true, true)));
    no_colour_reader: TWO, || after(reader::whole_from(conferences::week_on(themed(false, false))), "/ t h e enter n j");
    export_menu: THREE, || after(reader::whole(), "x");
    export_file: THREE, || after(reader::whole(), "x enter");
    export_reading: TWO, reader::exporting;
    export_full_disk: THREE, || reader::not_written(reader::full());
    export_replace: THREE, || reader::not_written(reader::taken());
    failed_space: TWO, || failed("design", masked());
    creating: TWO, || keys("n esc");
    creating_with_a_name: TWO, || after(typed("n", "Retrospective"), "enter");
    not_created: TWO, || {
        let mut stage = Stage::full();
        let id = stage.new_space();
        stage.fails(Key::Create(id), lost());
        stage
    };
    ending: TWO, || keys("e y");
    over: TWO, || {
        let mut stage = keys("e y");
        let mut over = space("design");
        over.as_object_mut().unwrap().remove("activeConference");
        stage.says("design", &over);
        stage
    };
    pending_access: TWO, || keys("t");
    sent_access: TWO, changed;
    refused_access: TWO, || {
        let mut stage = changed();
        stage.fails(Key::Access(name("design")), MeetError::NotPermitted { reason: "POLICY".into(), said: None });
        stage
    };
    stale_link: TWO, || at("stale");
    not_the_owner: TWO, || at("theirs");
    unknown_values: TWO, || at("new-enum");
    long_name: TWO, || at("long");
    wide_name: TWO, || at("family");
    filter_typing: ALL, || typed("/", "stand");
    filter_kept: TWO, || after(typed("/", "open"), "enter");
    nothing_matches: TWO, || typed("/", "zzzz");
    help: ALL, || keys("?");
    help_read_only: TWO, || after(read_only_screen(), "?");
    palette: ALL, || after(at("bo"), ":");
    palette_narrowed: TWO, || typed(":", "link");
    palette_nothing: TWO, || typed(":", "xyzzy");
    confirm_end: ALL, || keys("e");
    confirm_forget: TWO, || keys("d");
    confirm_paste: TWO, || {
        let mut stage = Stage::full();
        stage.paste("https://meet.google.com/abc-mnop-xyz");
        stage
    };
    prompt_name: ALL, || typed("n", "Retrospective");
    prompt_rename: TWO, || after(at("long"), "R");
    prompt_look_up: TWO, || keys("L");
    prompt_look_up_wrong: ALL, || after(typed("L", "https://zoom.example/j/123"), "enter");
    prompt_look_up_asking: TWO, || after(typed("L", "zzz-zzzz-zzz"), "enter");
    prompt_look_up_not_found: ALL, || {
        let mut stage = after(typed("L", "zzz-zzzz-zzz"), "enter");
        stage.fails(Key::LookUp, masked());
        stage
    };
    copy_menu: ALL, || keys("Y j");
    link_card: ALL, || keys("v");
    link_card_stale: TWO, || after(at("stale"), "v");
    problems: ALL, || {
        let mut stage = failed("design", masked());
        stage.refuses("standup", too_many());
        stage.notice("Could not keep the name", "there is no room left on the disk for the list of spaces", "Free some room.");
        after(stage, "!")
    };
    problems_none: TWO, || keys("!");
    welcome_second: TWO, || after(nobody(), "j");
    guide_first: TWO, || in_guide("");
    guide_who: ALL, || in_guide("enter enter");
    guide_file: TWO, || in_guide("f");
    guide_file_wrong: ALL, || {
        let mut stage = after(in_guide("f"), "enter");
        stage.hears(Msg::Auth(AuthMsg::Client(Err(wrong_client()))));
        stage
    };
    sign_in_preparing: TWO, || after(nobody(), "enter");
    sign_in_waiting: ALL, || in_browser(Ok(()));
    sign_in_over_ssh: TWO, || {
        let mut stage = after(nobody(), "enter");
        stage.hears(Msg::Auth(AuthMsg::Page { url: page(), port: 43_117, machine: Some("ana@192.0.2.7".into()) }));
        stage.hears(Msg::Auth(AuthMsg::Opened(Err("you are here over SSH".into()))));
        stage
    };
    sign_in_elsewhere: TWO, || in_browser(Err("this is a remote session".into()));
    sign_in_code_too_large: TWO, || after(in_browser(Ok(())), "v");
    sign_in_code: &[(200, 60)], || after(in_browser(Ok(())), "v");
    sign_in_address_alone: ALL, || after(in_browser(Ok(())), "u");
    sign_in_paste: ALL, || after(in_browser(Ok(())), "p");
    sign_in_pasted_wrong: ALL, || {
        let mut stage = after(in_browser(Ok(())), "p");
        stage.type_text("https://meet.google.com/");
        stage.hears(Msg::Auth(AuthMsg::PasteRefused(told(&AuthError::Pasted("That is the address of another page.".into())))));
        stage
    };
    sign_in_done: TWO, || done(&[]);
    sign_in_done_but_the_api: TWO, || {
        let mut stage = in_browser(Ok(()));
        let off = MeetError::ApiDisabled {
            project: Some("projects/123456789012".into()),
            activation: Some("https://console.developers.google.com/apis/api/meet.googleapis.com/overview?project=123456789012".into()),
            said: None,
        };
        let still = Trouble { what: "Signed in, but the Cloud project is not ready".into(), why: off.why(), next: off.next_step(), at: noon() };
        let done = SignedInAs { still: Some(still), ..signed_in(&[]) };
        stage.hears(Msg::Auth(AuthMsg::SignedIn(Box::new(done))));
        stage
    };
    sign_in_done_in_part: ALL, || done(&[Scope::Created, Scope::Settings]);
    sign_in_as_another: TWO, || {
        let mut stage = after(sign_in_ran_out(), "A enter");
        stage.hears(Msg::Auth(AuthMsg::Page { url: "https://accounts.google.com/".into(), port: 43_117, machine: None }));
        let (email, place) = ("bo@example.com".into(), "a file that only you can read (~/.local/share/greenroom/tokens)".into());
        let (granted, missing) = (Granted::of(&Scope::ALL), Vec::new());
        let done = SignedInAs { email, granted, missing, place, ends: None, still: None, other_client: true };
        stage.hears(Msg::Auth(AuthMsg::SignedIn(Box::new(done))));
        stage
    };
    sign_in_denied: ALL, || {
        let mut stage = in_browser(Ok(()));
        let denied = AuthError::Consent { code: "access_denied".into(), said: None };
        stage.hears(Msg::Auth(AuthMsg::Failed(told(&denied))));
        stage
    };
    gcloud: ALL, || {
        let mut stage = after(nobody(), "j enter");
        stage.hears(Msg::Auth(AuthMsg::Gcloud(Err(no_gcloud()))));
        stage
    };
    accounts: ALL, || listed(Stage::full());
    accounts_none: TWO, || after(signed_out_with_rows(), "A");
    accounts_over: TWO, || listed(after(sign_in_ran_out(), "A"));
    accounts_sign_out: ALL, || after(listed(Stage::full()), "d");
    accounts_of_a_token: TWO, || {
        let mut stage = Stage::full();
        stage.app.session.way = Some("At work: GREENROOM_ACCESS_TOKEN, whoever's it is.".into());
        listed(stage)
    };
    sign_in_over: TWO, || after(sign_in_ran_out(), "A");
    not_granted: TWO, || {
        let mut stage = Stage::full();
        stage.app.session.granted = Some(Granted::of(&[Scope::Readonly]));
        after(stage, "n")
    };
    ascii_sign_in: TWO, || {
        Stage::new(With { rows: 0, signed_in: false, theme: Theme::new(true, true), ..With::default() })
    };
    offline: TWO, || failed("design", no_network());
    token_refused: TWO, || failed("design", expired());
    waiting: TWO, || {
        let mut stage = Stage::full();
        stage.waits("design", too_many());
        stage
    };
    note_copied: TWO, || {
        let mut stage = Stage::full();
        let what = "the link of Weekly design review".to_owned();
        stage.hears(Msg::Copied { what, result: Ok(Copied::Copied) });
        stage
    };
    marked: ALL, || after(Stage::full(), "space space j space");
    marked_and_filtered: TWO, || after(typed("/", "stand"), "enter space");
    marked_access: ALL, || after(three_marked(), "t");
    marked_access_walked: TWO, || after(three_marked(), "t t");
    marked_access_of_others: TWO, || after(Stage::full(), "* t");
    marked_end: ALL, || after(three_marked(), "e");
    marked_forget: ALL, || after(Stage::full(), "* d");
    marked_copy: TWO, || after(three_marked(), "Y");
    several_running: ALL, || running(3);
    several_failing: TWO, || {
        let mut stage = running(2);
        stage.one_fails("bo", masked());
        stage
    };
    several_aside: TWO, || after(running(3), "enter");
    several_held: TWO, || {
        let mut stage = marked_all();
        stage.app.pace_of_writes = Pace::new(1, Duration::from_secs(31), Duration::from_mins(1));
        after(stage, "t enter").one_done("design")
    };
    several_paused: TWO, || {
        let mut stage = running(3);
        stage.one_fails("unnamed", too_many());
        stage
    };
    several_sent_again: TWO, || {
        let mut stage = running(3);
        stage.one_waits("unnamed", too_many());
        stage
    };
    several_stopping: TWO, || after(running(3), "esc");
    several_stopped: TWO, || after(running(3), "esc").one_done("unnamed");
    several_failed: ALL, two_failed;
    several_failed_footer: TWO, || after(two_failed(), "esc");
    several_failed_then_problems: TWO, || after(two_failed(), "!");
    several_hopeless: TWO, || {
        let mut stage = running(3);
        stage.one_fails("unnamed", no_network());
        stage
    };
    several_done: TWO, || after(three_marked(), "t enter").one_done("design").one_done("standup").one_done("unnamed");
    several_quit: ALL, || after(running(3), "enter q");
    ascii_marked: TWO, || after(themed(true, true), "space space");
    ascii_several: TWO, || after(after(themed(true, true), "* t"), "enter").one_done("design");
    no_colour_marked: TWO, || after(themed(false, false), "space j space");
    no_colour_several: TWO, || after(after(themed(false, false), "* t"), "enter").one_done("design");
    read_only: ALL, read_only_screen;
    ascii: ALL, || themed(true, true);
    ascii_link_card: TWO, || after(themed(true, true), "v");
    ascii_help: TWO, || after(themed(true, true), "?");
    ascii_copy_menu: TWO, || after(themed(true, true), "Y");
    ascii_pending_access: TWO, || after(themed(true, true), "t");
    no_colour: ALL, || themed(false, false);
    no_colour_confirm: TWO, || after(themed(false, false), "e");
}
