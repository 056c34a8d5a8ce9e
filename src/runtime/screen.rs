//! [`Screen`]: ratatui's backend with every frame inside a synchronized update, so that no terminal shows half of one.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A terminal behind a writer.
#[derive(Debug)]
pub struct Screen<W: Write> {
    inner: CrosstermBackend<W>,
    open: bool,
    cursor: Position,
    /// The cursor is hidden, and need not be hidden again: a frame in which nothing changes writes nothing.
    hidden: bool,
}

impl<W: Write> Screen<W> {
    /// A screen behind this writer.
    pub fn new(writer: W) -> Self {
        Self { inner: CrosstermBackend::new(writer), open: false, cursor: Position::ORIGIN, hidden: false }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.open {
            self.open = true;
            queue!(self.inner, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.begin()?;
        self.inner.draw(content)
    }

    // The cursor's orders wait for the end of the frame, so that a frame is one write.
    fn hide_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.hidden, true) {
            queue!(self.inner, Hide)?;
        }
        Ok(())
    }

    /// Says nothing of an error: the next frame will. ratatui shows the cursor once more when it is dropped, and would print
    /// the error, to a terminal that may be gone: that is a panic.
    fn show_cursor(&mut self) -> io::Result<()> {
        self.hidden = false;
        let _gone = queue!(self.inner, Show);
        Ok(())
    }

    /// Where it was put last. The terminal is never asked: its answer would come among the keys, which are being read, and not
    /// every terminal gives one.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        queue!(self.inner, MoveTo(self.cursor.x, self.cursor.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.begin()?;
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.begin()?;
        self.inner.clear_region(clear_type)
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.inner.append_lines(lines)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.open {
            self.open = false;
            queue!(self.inner, EndSynchronizedUpdate)?;
        }
        Backend::flush(&mut self.inner)
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}
