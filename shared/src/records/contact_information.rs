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

pub(crate) use company_profile::CompanyProfile;
pub(crate) use country::Country;
pub(crate) use dates::{DateOfBirth, NameDay};
pub(crate) use demographics::{Demographics, Gender};
pub(crate) use details::{ContactInformation, Details, Kind, State};
