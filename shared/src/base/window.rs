//! A window: how often something happened since the first time, until the window closes.

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;

/// A count in a window that opens with the first event and closes a fixed time later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    since: Option<Timestamp>,
    count: u32,
}

impl Window {
    /// How many were counted in the window of `seconds` that is open now.
    pub(crate) fn within(&self, now: Timestamp, seconds: i64) -> u32 {
        match self.since {
            Some(since) if now < since.plus(seconds) => self.count,
            Some(_) | None => 0,
        }
    }

    /// When the window of `seconds` closes that is open now.
    pub(crate) fn closes(&self, now: Timestamp, seconds: i64) -> Timestamp {
        self.since.filter(|_| self.within(now, seconds) > 0).map_or(now, |since| since.plus(seconds))
    }

    /// The window with one more event; a new one, where the last has closed.
    pub(crate) fn counted(&self, now: Timestamp, seconds: i64) -> Self {
        match self.within(now, seconds) {
            0 => Self { since: Some(now), count: 1 },
            count => Self { since: self.since, count: count + 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_opens_with_the_first_and_closes_on_time() {
        let at = Timestamp::from_seconds;
        let window = Window::default().counted(at(100), 60).counted(at(130), 60);
        assert_eq!(window.within(at(159), 60), 2);
        assert_eq!(window.within(at(160), 60), 0);
        assert_eq!((window.closes(at(159), 60), window.closes(at(160), 60)), (at(160), at(160)));
        assert_eq!(window.closes(at(500), 60), at(500));
        assert_eq!(window.counted(at(160), 60).within(at(219), 60), 1);
    }
}
