//! Which keyring this system has.

use super::keyring::Keyring;

/// The system's keyring; nothing where this program knows none.
#[cfg(target_os = "macos")]
pub(super) fn keyring() -> Option<Keyring> {
    Some(Keyring::new("the macOS Keychain", || Ok(apple_native_keyring_store::keychain::Store::new()?)))
}

/// The system's keyring; nothing where this program knows none.
#[cfg(windows)]
pub(super) fn keyring() -> Option<Keyring> {
    Some(Keyring::new("the Windows Credential Manager", || Ok(windows_native_keyring_store::Store::new()?)))
}

/// The system's keyring; nothing where this program knows none.
#[cfg(all(target_os = "linux", feature = "secret-service"))]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(super) fn keyring() -> Option<Keyring> {
    Some(Keyring::new("the keyring (Secret Service)", || Ok(dbus_secret_service_keyring_store::Store::new()?)))
}

/// The system's keyring; nothing where this program knows none.
#[cfg(not(any(target_os = "macos", windows, all(target_os = "linux", feature = "secret-service"))))]
pub(super) fn keyring() -> Option<Keyring> {
    None
}
