use rstest::rstest;

use super::*;

const MS: Duration = Duration::from_millis(1);

fn policy() -> RetryPolicy {
    RetryPolicy { tries: 5, connect_tries: 3, first: 10 * MS, jitter: 2 * MS, longest: 50 * MS, budget: 200 * MS }
}

#[test]
fn waits_double_up_to_the_longest_and_are_one_less_than_the_tries() {
    let waits: Vec<Duration> = policy().waits().collect();
    assert_eq!(waits.len(), 4);
    for (wait, least) in waits.iter().zip([10, 20, 40, 50]) {
        assert!((least * MS..=(least + 2) * MS).contains(wait) && *wait <= 50 * MS, "{waits:?}");
    }
}

#[test]
fn chance_makes_them_differ() {
    let policy = RetryPolicy { jitter: Duration::from_secs(1), longest: Duration::from_secs(32), ..policy() };
    let mut firsts: Vec<_> = (0..50).filter_map(|_| policy.waits().next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    assert!(firsts.len() > 10, "{firsts:?}");
}

#[rstest]
#[case::own(Some(10), None, 0, Some(10..=10))]
#[case::no_more_tries(None, None, 0, None)]
#[case::no_more_tries_whatever_is_asked(None, Some(5), 0, None)]
#[case::asked_for_more(Some(10), Some(30), 0, Some(30..=32))]
#[case::asked_for_less(Some(10), Some(3), 0, Some(10..=10))]
#[case::asked_for_nothing(Some(10), Some(0), 0, Some(10..=10))]
#[case::asked_for_the_longest(Some(10), Some(50), 0, Some(50..=50))]
#[case::asked_for_too_much(Some(10), Some(51), 0, None)]
#[case::just_in_budget(Some(10), None, 190, Some(10..=10))]
#[case::over_budget(Some(10), None, 191, None)]
#[case::asked_over_budget(Some(10), Some(40), 170, None)]
fn how_long_to_wait(
    #[case] own: Option<u32>,
    #[case] asked: Option<u32>,
    #[case] elapsed: u32,
    #[case] wait: Option<std::ops::RangeInclusive<u32>>,
) {
    let found = policy().wait(own.map(|n| n * MS), asked.map(|n| n * MS), elapsed * MS);
    match wait {
        None => assert_eq!(found, None),
        Some(range) => {
            let found = found.unwrap();
            assert!((*range.start() * MS..=*range.end() * MS).contains(&found), "{found:?}");
        }
    }
}

#[test]
fn huge_numbers_overflow_nothing() {
    let policy = RetryPolicy {
        tries: u32::MAX,
        first: Duration::MAX,
        jitter: Duration::ZERO,
        longest: Duration::MAX,
        budget: Duration::MAX,
        ..policy()
    };
    assert_eq!(policy.waits().nth(1_000), Some(Duration::MAX));
    assert_eq!(policy.wait(Some(Duration::MAX), Some(Duration::MAX), Duration::MAX), Some(Duration::MAX));
}
