//! The word that somebody probably meant.

/// The known word that is nearest to this one, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |word: &str| word.to_lowercase().replace(['_', ' '], "-");
    let given = plain(given);
    let most = (given.chars().count() / 3).clamp(1, 3);
    let near = known.into_iter().map(|word| (strsim::osa_distance(&given, &plain(word)), word));
    near.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_meant_and_far_is_not() {
        let known = ["recording", "reactions", "access", "entry-points"];
        assert_eq!(nearest("recordng", known), Some("recording"));
        assert_eq!(nearest("entry_points", known), Some("entry-points"));
        assert_eq!(nearest("Acess", known), Some("access"));
        assert_eq!(nearest("lobby", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(500), known), None);
    }
}
