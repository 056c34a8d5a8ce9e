//! The emulator over real HTTP, with raw JSON: what Google's documents say it should do, and what it does on bad days.

#[cfg(test)]
mod access;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod conferences;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod members;
#[cfg(test)]
mod members_batch;
#[cfg(test)]
mod news;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod records;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod server;
#[cfg(test)]
mod spaces;
