//! Clipboard, browser, invitation, QR code.
