//! Made-up spaces for tests and benches: as many as wanted, the same each time, believable in length and mix.

use jiff::{SignedDuration, Timestamp};

use crate::meet::names::SpaceName;
use crate::meet::resources::{AccessType, ActiveConference, PhoneAccess, Space, SpaceConfig};

use super::{Entry, Facts, Known};

const WHAT: [&str; 12] = [
    "Weekly design review",
    "Stand-up",
    "1:1 with Bo",
    "Planning",
    "Retro",
    "Interview",
    "Office hours",
    "Incident",
    "Reading group",
    "Föräldramöte",
    "朝会",
    "Demo day",
];

/// The name of the `number`th space: with letters of both cases, as the API's are.
#[must_use]
pub fn name(number: u64) -> Option<SpaceName> {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    format!("spaces/gR{mixed:011X}{number:05x}").parse().ok()
}

/// The meeting code of the `number`th space.
#[must_use]
pub fn code(number: u64) -> String {
    let mut rest = number;
    let letters: Vec<char> = (0..10_u8)
        .map(|_| {
            let letter = u8::try_from(rest % 26).unwrap_or_default();
            rest = rest / 26 + 7 * (rest % 26);
            char::from(b'a' + letter)
        })
        .collect();
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    format!("{}-{}-{}", part(0, 3), part(3, 7), part(7, 10))
}

/// The first `count` spaces, used one every ten minutes before `now`; one in 40 is pinned, one in 50 live, four in five have a
/// label, one in 20 was looked up.
pub fn spaces(count: u64, now: Timestamp) -> impl Iterator<Item = Known> {
    (0..count).filter_map(move |number| {
        let minutes = i64::try_from(number).ok()?.checked_mul(10)?;
        let seen = now.checked_sub(SignedDuration::from_mins(minutes)).ok()?;
        let mut entry = Entry::named(name(number)?, seen);
        let what = WHAT[usize::try_from(number).ok()? % WHAT.len()];
        entry.label = (number % 5 != 4).then(|| format!("{what} {number}").into());
        entry.pinned = number % 40 == 3;
        entry.created = (number % 20 != 7).then_some(seen);
        let space = space(number, &entry.name);
        Some(Known { entry, facts: Some(Facts { space, learnt: seen }) })
    })
}

fn space(number: u64, name: &SpaceName) -> Space {
    let code = code(number);
    let access = match number % 3 {
        0 => AccessType::Open,
        1 => AccessType::Trusted,
        _ => AccessType::Restricted,
    };
    let conference = format!("conferenceRecords/c{number}").parse().ok();
    let phone = |number: String, pin: u64, region: &str| PhoneAccess {
        phone_number: Some(number),
        pin: Some(format!("{pin:09}")),
        region_code: Some(region.into()),
        language_code: Some("en".into()),
        ..PhoneAccess::default()
    };
    Space {
        meeting_uri: Some(format!("https://meet.google.com/{code}")),
        meeting_code: Some(code),
        config: Some(SpaceConfig { access_type: Some(access), ..SpaceConfig::default() }),
        active_conference: (number % 50 == 1)
            .then(|| ActiveConference { conference_record: conference, ..ActiveConference::default() }),
        phone_access: vec![
            phone(format!("+1555010{:04}", number % 10_000), number % 1_000_000_000, "US"),
            phone(format!("+468555{:05}", number % 100_000), (number * 7) % 1_000_000_000, "SE"),
        ],
        ..Space::named(name.clone())
    }
}
