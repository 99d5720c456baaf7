//! Checks of the settings of the definition, or of one classification.

use std::collections::BTreeMap;

use super::{
    fault::{Fault, Faults, fault},
    settings::{Required, Settings, VerificationRules},
    tag::Tag,
    template::{Medium, Template},
};
use crate::{
    base::{
        identifier::{IdentifierCreation, IdentifierFormat, IdentifierRules},
        text_rules::MAXIMUM_LENGTH,
    },
    codes::{
        authentication_code::{AuthenticationCodeCreation, AuthenticationCodeRules},
        pass_code::{PassCodeCreation, PassCodeReset, PassCodeRules, is_context_word},
    },
};

/// The templates by their names; none where one is at fault, which is told by itself.
pub(super) type Templates = BTreeMap<String, Option<Template>>;

const NEEDS_SOMEWHERE_TO_SEND: &str = "needs an identifier that a code can be sent to: EMAIL or PHONE, or by a template \
                                       that is EXTERNAL any that is not generated";

pub(super) fn settings(
    key: &str,
    settings: &Settings,
    templates: &Templates,
    sms_off: bool,
    faults: &mut Faults,
) {
    faults.collect(identifier(key, &settings.identifier));
    pass_code(key, &settings.pass_code, faults);
    faults.collect(authentication_code(key, &settings.authentication_code));
    if settings.accounts_receivable.at_most_tokens == Some(0) {
        let reason = "is 0; leave it out, or allow one at least";
        faults.collect(fault::<()>(key, "accounts_receivable.at_most_tokens", reason));
    }
    used_templates(key, settings, templates, faults);
    verification(key, settings, templates, sms_off, faults);
    faults.collect(one_time_password(key, settings, templates, sms_off));
}

fn identifier(key: &str, rules: &IdentifierRules) -> Result<(), Fault> {
    if rules.minimum.shortest() > MAXIMUM_LENGTH {
        return fault(key, "identifier.minimum", "no identifier is that long");
    }
    let (format, longest) = match rules.creation {
        IdentifierCreation::None => return Ok(()),
        IdentifierCreation::GeneratedNumber => (IdentifierFormat::Number, 10),
        IdentifierCreation::GeneratedId => (IdentifierFormat::FreeText, 32),
    };
    if rules.format != format {
        let reason = format!("is {:?}, but what identifier.creation generates is {format:?}", rules.format);
        return fault(key, "identifier.format", reason);
    }
    if rules.minimum.shortest() > longest {
        let reason =
            format!("asks for more than the {longest} characters that identifier.creation generates");
        return fault(key, "identifier.minimum", reason);
    }
    Ok(())
}

fn verification(key: &str, settings: &Settings, templates: &Templates, sms_off: bool, faults: &mut Faults) {
    let verification = &settings.verification;
    let within = |name: &str, value: i64, (least, most): (i64, i64)| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            fault(key, &format!("verification.{name}"), format!("is {value}; it must be {least} to {most}"))
        }
    };
    let medium = medium(&verification.template, templates);
    let reached_by = settings.reached_by(medium);
    // One of another medium than the identifier is told by itself.
    let is_of_identifier = reached_by.is_empty() || reached_by.contains(&Medium::Sms);
    let by_sms = medium == Some(Medium::Sms) && is_of_identifier;
    let (least, most) = VerificationRules::CODE_LIFE_MINUTES;
    let code_life = (least, if by_sms { VerificationRules::LONGEST_CODE_LIFE_BY_SMS } else { most });
    let wide = |(least, most): (u32, u32)| (i64::from(least), i64::from(most));
    let (length, attempts) = (wide(VerificationRules::CODE_LENGTH), wide(VerificationRules::ATTEMPTS));
    for (name, value, bounds) in [
        ("code_length", i64::from(verification.code_length), length),
        ("attempts", i64::from(verification.attempts), attempts),
        ("resend_pause_seconds", verification.resend_pause_seconds, VerificationRules::RESEND_PAUSE_SECONDS),
        ("pending_days", verification.pending_days, VerificationRules::PENDING_DAYS),
        ("code_life_minutes", verification.code_life_minutes, code_life),
    ] {
        faults.collect(within(name, value, bounds));
    }
    faults.collect(match (verification.required, reached_by) {
        (Required::Always, []) if medium.is_some() => {
            fault(key, "verification.required", format!("ALWAYS {NEEDS_SOMEWHERE_TO_SEND}"))
        }
        (Required::Always | Required::RewardsParticipants, _) if by_sms && sms_off => {
            fault("sms", "countries", format!("is empty, but {key} sends text messages"))
        }
        (Required::Never | Required::RewardsParticipants, _)
            if settings.pass_code.creation == PassCodeCreation::Generated =>
        {
            fault(
                key,
                "pass_code.creation",
                "GENERATED needs verification.required = ALWAYS: its message brings the pass code",
            )
        }
        (Required::Always | Required::Never | Required::RewardsParticipants, _) => Ok(()),
    });
}

fn one_time_password(
    key: &str,
    settings: &Settings,
    templates: &Templates,
    sms_off: bool,
) -> Result<(), Fault> {
    let Some(template) = &settings.one_time_password.template else { return Ok(()) };
    let verified_by = medium(&settings.verification.template, templates);
    if verified_by.is_some() && settings.reached_by(verified_by).is_empty() {
        return fault(key, "one_time_password.template", NEEDS_SOMEWHERE_TO_SEND);
    }
    if medium(template, templates) == Some(Medium::Sms) && sms_off {
        return fault("sms", "countries", format!("is empty, but {key} sends text messages"));
    }
    Ok(())
}

/// None where the template is not there, or is at fault.
fn medium(template: &str, templates: &Templates) -> Option<Medium> {
    templates.get(template)?.as_ref().map(|template| template.medium)
}

fn used_templates(key: &str, settings: &Settings, templates: &Templates, faults: &mut Faults) {
    let Settings { identifier, pass_code, authentication_code, .. } = settings;
    let forgot = pass_code.forgot_template.as_ref();
    if pass_code.reset == PassCodeReset::Ticket && forgot.is_none() {
        let reason = "is missing: pass_code.reset = TICKET sends it";
        faults.collect(fault::<()>(key, "pass_code.forgot_template", reason));
    }
    let reached_by = settings.reached_by(medium(&settings.verification.template, templates));
    let none = &[Tag::VerificationCode, Tag::ResetTicket, Tag::OneTimePassword][..];
    let others = &[Tag::VerificationCode, Tag::PassCode, Tag::AuthenticationCode, Tag::ResetTicket][..];
    let codes = &[others, &[Tag::OneTimePassword]].concat()[..];
    let ticket = &[Tag::ResetTicket, Tag::OneTimePassword][..];
    let password = settings.one_time_password.template.as_ref();
    for (name, template, needs, must_not_hold) in [
        ("verification.template", Some(&settings.verification.template), Some(Tag::VerificationCode), ticket),
        ("pass_code.template", Some(&pass_code.template), Some(Tag::PassCode), none),
        (
            "pass_code.forgot_template",
            forgot,
            Some(Tag::ResetTicket),
            &[Tag::VerificationCode, Tag::OneTimePassword][..],
        ),
        ("pass_code.changed_template", pass_code.changed_template.as_ref(), None, none),
        ("one_time_password.template", password, Some(Tag::OneTimePassword), others),
        ("identifier.taken_template", identifier.taken_template.as_ref(), None, codes),
        ("identifier.changed_template", identifier.changed_template.as_ref(), None, codes),
        ("authentication_code.changed_template", authentication_code.changed_template.as_ref(), None, codes),
        ("session.copied_template", settings.session.copied_template.as_ref(), None, codes),
        // A token that starts pending is told of by verification.template; all others have no code.
        (
            "accounts_receivable.assigning_template",
            settings.accounts_receivable.assigning_template.as_ref(),
            None,
            none,
        ),
        (
            "rewards_participant.assigning_template",
            settings.rewards_participant.assigning_template.as_ref(),
            None,
            none,
        ),
    ] {
        let Some(template) = template else { continue };
        let Some(found) = templates.get(template) else {
            faults.collect(fault::<()>(key, name, format!("there is no template `{template}`")));
            continue;
        };
        if let Some(reason) = found
            .as_ref()
            .and_then(|found| unfit(found, template, settings, reached_by, needs, must_not_hold))
        {
            faults.collect(fault::<()>(key, name, reason));
        }
    }
}

/// Why a template is of no use where it is named, if it is not.
fn unfit(
    found: &Template,
    name: &str,
    settings: &Settings,
    reached_by: &[Medium],
    needs: Option<Tag>,
    must_not_hold: &[Tag],
) -> Option<String> {
    if !reached_by.is_empty() && !reached_by.contains(&found.medium) {
        let (medium, format) = (found.medium, settings.identifier.format);
        return Some(format!("template `{name}` is {medium:?}, but the identifier is {format:?}"));
    }
    if needs.is_some_and(|tag| !found.wordings().all(|wording| wording.holds(tag))) {
        return Some(format!("template `{name}` does not hold the code it is there to bring"));
    }
    let holds = must_not_hold.iter().any(|tag| found.wordings().any(|wording| wording.holds(*tag)));
    holds.then(|| format!("template `{name}` holds a code that there is none of then"))
}

fn pass_code(key: &str, rules: &PassCodeRules, faults: &mut Faults) {
    let mut found = |part: &str, reason: String| {
        faults.collect(fault::<()>(key, &format!("pass_code.{part}"), reason));
    };
    let least = PassCodeRules::LEAST_MAXIMUM_LENGTH;
    if rules.maximum_length < least {
        found("maximum_length", format!("is {}; it must be at least {least}", rules.maximum_length));
    }
    if rules.minimum.shortest() > rules.maximum_length {
        found("minimum", "asks for more characters than pass_code.maximum_length allows".to_owned());
    }
    let least = PassCodeRules::LEAST_LENGTH;
    if rules.minimum.length < least {
        found("minimum.length", format!("is {}; it must be at least {least}", rules.minimum.length));
    }
    let (words, most) = (rules.context_words.len(), PassCodeRules::MOST_CONTEXT_WORDS);
    if words > most {
        found("context_words", format!("holds {words}; it may hold at most {most}"));
    }
    if let Some(short) = rules.context_words.iter().find(|word| !is_context_word(word)) {
        found("context_words", format!("`{short}` has fewer than 3 letters and digits"));
    }
}

fn authentication_code(key: &str, rules: &AuthenticationCodeRules) -> Result<(), Fault> {
    let (least, most) = AuthenticationCodeRules::LENGTH;
    if !(least..=most).contains(&rules.length) {
        let reason = format!("is {}; it must be {least} to {most}", rules.length);
        return fault(key, "authentication_code.length", reason);
    }
    let shortest = AuthenticationCodeRules::SHORTEST_GENERATED;
    if rules.creation == AuthenticationCodeCreation::Generated && rules.length < shortest {
        let reason = format!("is {}; where codes are GENERATED it must be {shortest} at least", rules.length);
        return fault(key, "authentication_code.length", reason);
    }
    Ok(())
}
