//! Fenced blocks of a page, as a reader of Markdown finds them.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// One of them.
#[derive(Debug)]
pub struct Block {
    /// What stands behind the fence.
    pub language: String,
    /// What stands in it.
    pub text: String,
    /// The line of its fence, from 1.
    pub line: usize,
}

/// All of a page, in their order.
pub fn of(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (event, place) in Parser::new(page).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let CodeBlockKind::Fenced(language) = kind else { panic!("a block without a fence, at byte {}", place.start) };
                let line = page[..place.start].matches('\n').count() + 1;
                blocks.push(Block { language: language.to_string(), text: String::new(), line });
                inside = true;
            }
            Event::Text(text) if inside => blocks.last_mut().unwrap().text.push_str(&text),
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    blocks
}
