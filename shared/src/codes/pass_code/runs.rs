//! What of a text is its own: what is neither repeated nor just the next of the alphabet or the keyboard.

/// A pass code that has fewer characters of its own is refused, whatever its length.
pub(super) const LEAST_OWN: usize = 5;

/// Two characters in a row mean nothing: many words have them.
const SHORTEST: usize = 3;

/// The rows of a keyboard, apart from each other.
const KEYS: &str = "1234567890 qwertyuiop asdfghjkl zxcvbnm";

/// How many characters of a text are its own, and what the others are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    pub(super) characters: usize,
    pub(super) repeated: bool,
    pub(super) sequence: bool,
}

impl Own {
    /// Of a folded text. A repetition, `abababab`, counts as what is repeated; a sequence, `abcdefgh`, as one
    /// character; a space as none.
    pub(super) fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        Self::of_characters(&characters)
    }

    fn of_characters(mut rest: &[char]) -> Self {
        let mut own = Self::default();
        while !rest.is_empty() {
            let run = Run::at_the_beginning_of(rest);
            own.characters += run.own;
            own.repeated |= run.kind == Kind::Repeated;
            own.sequence |= run.kind == Kind::Sequence;
            (_, rest) = rest.split_at(run.length);
        }
        own
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Single,
    Repeated,
    Sequence,
}

/// The next characters of a text, and as how many they count.
struct Run {
    kind: Kind,
    length: usize,
    own: usize,
}

impl Run {
    /// Of what a text begins with, what makes the most of it predictable.
    fn at_the_beginning_of(text: &[char]) -> Self {
        let single = Self { kind: Kind::Single, length: 1, own: 1 };
        let runs = [repeated(text), sequence(text)];
        runs.into_iter().flatten().max_by_key(|run| run.length - run.own).unwrap_or(single)
    }
}

fn repeated(text: &[char]) -> Option<Run> {
    let lengths = (1..=text.len() / 2).map(|period| {
        let again = text[period..].iter().zip(text).take_while(|(later, earlier)| later == earlier);
        (period, period + again.count())
    });
    let (period, length) = lengths
        .filter(|(period, length)| *length >= SHORTEST.max(2 * period))
        .max_by_key(|(period, length)| length - period)?;
    let own = Own::of_characters(&text[..period]).characters;
    Some(Run { kind: Kind::Repeated, length, own })
}

fn sequence(text: &[char]) -> Option<Run> {
    let places: [fn(char) -> Option<usize>; 2] = [in_the_alphabet, on_the_keyboard];
    let lengths = places.into_iter().flat_map(|place| [steps(text, place, 1), steps(text, place, -1)]);
    let length = lengths.max()?;
    (length >= SHORTEST).then_some(Run { kind: Kind::Sequence, length, own: 1 })
}

/// How many characters from the first on stand one step after each other.
fn steps(text: &[char], place: fn(char) -> Option<usize>, step: isize) -> usize {
    let follows = |pair: &&[char]| match (place(pair[0]), place(pair[1])) {
        (Some(here), Some(next)) => here.checked_add_signed(step) == Some(next),
        (None, _) | (_, None) => false,
    };
    1 + text.windows(2).take_while(follows).count()
}

/// Unicode has the digits and the letters of most alphabets in their order.
fn in_the_alphabet(character: char) -> Option<usize> {
    character.is_alphanumeric().then_some(character as usize)
}

fn on_the_keyboard(character: char) -> Option<usize> {
    KEYS.chars().position(|key| key == character && key != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> (usize, bool, bool) {
        let Own { characters, repeated, sequence } = Own::of(text);
        (characters, repeated, sequence)
    }

    #[test]
    fn what_is_repeated_counts_once() {
        assert_eq!(own("aaaaaaa1"), (2, true, false));
        assert_eq!(own("abababab1"), (3, true, false));
        assert_eq!(own("horsehorse"), (5, true, false));
        assert_eq!(own("1212121212"), (2, true, false));
        assert_eq!(own("a a a a a"), (1, true, false));
        // A repetition of what is a sequence already.
        assert_eq!(own("1234512345"), (1, true, false));
    }

    #[test]
    fn a_sequence_of_an_alphabet_or_of_a_keyboard_counts_as_one_character() {
        for text in ["abcdefgh", "87654321", "qwertyuiop", "lkjhgf", "890", "αβγδε", "абвгд"] {
            assert_eq!(own(text), (1, false, true), "{text}");
        }
        assert_eq!(own("qweasdzxc"), (3, false, true));
        assert_eq!(own("abc123 aaaa"), (3, true, true));
    }

    #[test]
    fn words_are_of_their_own() {
        for text in ["", "a", "aa", "ab", "correct horse", "98 bottles of beer", "p0 ;/x", "ñandú"] {
            let characters = text.chars().filter(|c| *c != ' ').count();
            assert_eq!(own(text), (characters, false, false), "{text}");
        }
        assert_eq!(own("party tree"), (5, false, true));
    }
}
