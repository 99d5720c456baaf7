//! Contact information: who owns an account, a person or a company.

mod check;
mod company_profile;
mod country;
mod dates;
mod demographics;
mod details;
mod kept;
#[cfg(test)]
mod tests;

pub use company_profile::CompanyProfile;
pub use country::Country;
pub use dates::{DateOfBirth, NameDay};
pub use demographics::{Demographics, Gender};
pub use details::{ContactInformation, Details, Kind, State};
