//! What is done to access tokens.

pub(crate) mod change_pass_code;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod forgot_pass_code;
pub(crate) mod generate_otp;
pub(crate) mod get_not_associated;
pub(crate) mod list;
pub(crate) mod list_classifications;
pub(crate) mod list_messages;
pub(crate) mod reset_pass_code;
pub(crate) mod reset_verification_code;
pub(crate) mod send_one_time_password;
pub(crate) mod set_as_effective;
pub(crate) mod set_as_not_effective;
pub(crate) mod show;
pub(crate) mod show_configuration;
pub(crate) mod update;
pub(crate) mod verify;
