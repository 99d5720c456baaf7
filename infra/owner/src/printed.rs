//! What is printed: tables for people, JSON for programs.

mod columns;
pub mod customer;
pub mod definition;
pub mod found;
pub mod keys;
pub mod messages;
pub mod suppressions;
