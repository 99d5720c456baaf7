//! The rules of the service, each by the name of its test, seen from the front door and the inbox.

mod app;
mod bad_input;
mod calls;
mod company_zx;
mod definition;
mod delivery;
mod enumeration;
mod example;
mod faults;
mod house;
mod life_cycle;
mod limits;
mod proxy;
mod races;
mod records;
mod registration;
mod routes;
mod secrets;
mod settings;
mod table;
mod template;
mod update;
mod writing;
