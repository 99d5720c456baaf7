//! What is done to access tokens.

pub mod change_pass_code;
pub mod create;
pub mod delete;
pub mod forgot_pass_code;
pub mod get_not_associated;
pub mod list;
pub mod list_classifications;
pub mod reset_pass_code;
pub mod reset_verification_code;
pub mod set_as_effective;
pub mod set_as_not_effective;
pub mod show;
pub mod update;
pub mod verify;
