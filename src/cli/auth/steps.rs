//! What Google demands before anybody can sign in: once, for each Cloud project. The words are those of the app's own guide.

use crate::overlays::sign_in::STEPS;
use crate::text;

/// Columns of the text.
const WIDTH: usize = 96;

/// Said where there is no client file.
pub(super) fn steps() -> String {
    let mut lines =
        vec!["there is no OAuth client to sign in with. Google wants one of your own; it takes five minutes, once:".to_owned()];
    for (number, step) in STEPS.iter().enumerate() {
        lines.push(format!("{}. {}: {}", number + 1, step.title, step.link));
        for words in step.lines.iter().chain(step.choices) {
            lines.extend(text::wrap(words, WIDTH).into_iter().map(|line| format!("   {line}")));
        }
    }
    lines.push(format!("{}. greenroom auth login --client FILE.json", STEPS.len() + 1));
    lines.push(
        "In place of all that, greenroom takes gcloud's credentials or a token of yours: see greenroom auth status.".into(),
    );
    lines.join("\n")
}
