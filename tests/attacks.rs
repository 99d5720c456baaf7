//! Attacks, by their class: what no single operation shows.

mod ada;
mod budgets;
mod news;
mod pairs;
