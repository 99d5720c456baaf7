//! Every operation: input and reply, path, what it does, who may ask for it.

use super::{Operation, get, post};
use crate::{
    accounts_receivable,
    answer::{
        AccessTokenAnswer, AccountsReceivableAnswer, ListedClassification, RecordAnswer, ResetAnswer,
        RewardsParticipantAnswer,
    },
    change_pass_code,
    customer::{Account, CustomerIdentifiers, Participant},
    forgot_pass_code, get_not_associated, identified, list, list_classifications, registration, reset,
    rewards_participant, update,
    user_defined_fields::UserDefinedFields,
    verify,
};

type AccountRecord = RecordAnswer<AccountsReceivableAnswer>;
type ParticipantRecord = RecordAnswer<RewardsParticipantAnswer>;

pub fn operations() -> Vec<Operation> {
    [access_tokens(), secrets(), lists(), accounts_receivable(), rewards_participants()]
        .into_iter()
        .flatten()
        .collect()
}

/// On one access token.
fn access_tokens() -> Vec<Operation> {
    vec![
        post::<registration::Input, AccessTokenAnswer>(
            "/access_tokens/create",
            "Makes a token, and has its verification code sent.",
        )
        .with::<CustomerIdentifiers>()
        .with::<UserDefinedFields>(),
        post::<verify::Input, AccessTokenAnswer>(
            "/access_tokens/verify",
            "Takes the code that was sent, and makes the token EFFECTIVE.",
        ),
        post::<identified::Input, AccessTokenAnswer>(
            "/access_tokens/show",
            "Shows a token to who proves to know it.",
        ),
        post::<update::Input, AccessTokenAnswer>(
            "/access_tokens/update",
            "Changes what a token is called and proved by, and what it says. A field that is absent is left as it is, \
             one that is null is cleared.",
        )
        .with::<UserDefinedFields>(),
        post::<identified::Input, AccessTokenAnswer>(
            "/access_tokens/set_as_effective",
            "A NOT_EFFECTIVE token is in use again.",
        ),
        post::<identified::Input, AccessTokenAnswer>(
            "/access_tokens/set_as_not_effective",
            "An EFFECTIVE token is out of use.",
        ),
        post::<identified::Input, AccessTokenAnswer>(
            "/access_tokens/delete",
            "A NOT_EFFECTIVE token goes, for good.",
        ),
    ]
}

/// What replaces a secret.
fn secrets() -> Vec<Operation> {
    vec![
        post::<reset::Input, ResetAnswer>(
            "/access_tokens/reset_pass_code",
            "Generates a new pass code and has it sent; the old one dies.",
        ),
        post::<reset::Input, ResetAnswer>(
            "/access_tokens/reset_verification_code",
            "Has a new verification code sent; the old one dies.",
        ),
        post::<forgot_pass_code::Input, ()>(
            "/access_tokens/forgot_pass_code",
            "Has a reset ticket sent to who forgot the pass code.",
        ),
        post::<change_pass_code::Input, ()>(
            "/access_tokens/change_pass_code",
            "Sets a new pass code by the reset ticket that was sent.",
        )
        .by_token("The reset ticket that was sent."),
    ]
}

fn lists() -> Vec<Operation> {
    vec![
        get::<list::Input, Vec<AccessTokenAnswer>>(
            "/access_tokens/list",
            "The access tokens that belong to a customer record, in the order of their numbers.",
        )
        .for_known_callers(),
        get::<get_not_associated::Input, Vec<AccessTokenAnswer>>(
            "/access_tokens/get_not_associated",
            "The access tokens that belong to no customer record, by state and number.",
        )
        .for_known_callers(),
        get::<list_classifications::Input, Vec<ListedClassification>>(
            "/access_tokens/configuration/classifications/list",
            "The classifications of the definition.",
        ),
    ]
}

fn accounts_receivable() -> Vec<Operation> {
    vec![
        post::<accounts_receivable::create::Input, AccountRecord>(
            "/accounts_receivable/create",
            "Makes an accounts receivable, and the access tokens that belong to it.",
        )
        .for_known_callers(),
        post::<Account, AccountRecord>(
            "/accounts_receivable/show",
            "Shows an accounts receivable and who owns it.",
        )
        .for_known_callers(),
        post::<accounts_receivable::update::Input, AccountRecord>(
            "/accounts_receivable/update",
            "Changes an accounts receivable, and which access tokens belong to it. A field that is absent is left as \
             it is, one that is null is cleared, on every level of who owns it.",
        )
        .for_known_callers(),
        post::<Account, AccountRecord>(
            "/accounts_receivable/terminate",
            "An accounts receivable is TERMINATED, for good.",
        )
        .for_known_callers(),
    ]
}

fn rewards_participants() -> Vec<Operation> {
    vec![
        post::<rewards_participant::create::Input, ParticipantRecord>(
            "/rewards_participants/create",
            "Makes a rewards participant of an accounts receivable, and the access tokens that belong to it.",
        )
        .for_known_callers(),
        post::<Participant, ParticipantRecord>(
            "/rewards_participants/show",
            "Shows a rewards participant and the accounts receivable that owns it.",
        )
        .for_known_callers(),
        post::<rewards_participant::update::Input, ParticipantRecord>(
            "/rewards_participants/update",
            "Changes which access tokens belong to a rewards participant.",
        )
        .for_known_callers(),
        post::<Participant, ParticipantRecord>(
            "/rewards_participants/terminate",
            "A rewards participant is TERMINATED, for good.",
        )
        .for_known_callers(),
    ]
}
