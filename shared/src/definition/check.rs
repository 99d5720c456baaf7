//! Checks of the settings of the definition, or of one classification.

use std::collections::BTreeMap;

use super::{
    fault::{Fault, fault},
    settings::{Required, Settings},
    template::{Medium, Tag, Template},
};
use crate::{
    base::{
        identifier::{IdentifierCreation, IdentifierFormat, IdentifierRules},
        text_rules::MAXIMUM_LENGTH,
    },
    codes::{
        authentication_code::AuthenticationCodeRules,
        pass_code::{PassCodeCreation, PassCodeReset, PassCodeRules, is_context_word},
    },
};

pub(super) fn settings(
    key: &str,
    settings: &Settings,
    templates: &BTreeMap<String, Template>,
    sms_off: bool,
) -> Result<(), Fault> {
    identifier(key, &settings.identifier)?;
    pass_code(key, &settings.pass_code)?;
    authentication_code(key, &settings.authentication_code)?;
    if settings.accounts_receivable.at_most_tokens == Some(0) {
        return fault(key, "accounts_receivable.at_most_tokens", "is 0; leave it out, or allow one at least");
    }
    used_templates(key, settings, templates)?;
    verification(key, settings, templates, sms_off)?;
    one_time_password(key, settings, sms_off)
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

fn verification(
    key: &str,
    settings: &Settings,
    templates: &BTreeMap<String, Template>,
    sms_off: bool,
) -> Result<(), Fault> {
    let verification = &settings.verification;
    let within = |name: &str, value: i64, least: i64, most: i64| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            fault(key, &format!("verification.{name}"), format!("is {value}; it must be {least} to {most}"))
        }
    };
    within("code_length", i64::from(verification.code_length), 6, 10)?;
    within("attempts", i64::from(verification.attempts), 1, 5)?;
    within("resend_pause_seconds", verification.resend_pause_seconds, 60, 3600)?;
    within("pending_days", verification.pending_days, 1, 30)?;
    let by_sms = templates.get(&verification.template).is_some_and(|template| template.medium == Medium::Sms);
    let longest_life = if by_sms { 10 } else { 24 * 60 };
    within("code_life_minutes", verification.code_life_minutes, 1, longest_life)?;
    match (verification.required, medium(settings)) {
        (Required::Always, None) => fault(
            key,
            "verification.required",
            "ALWAYS needs an identifier that a code can be sent to: EMAIL or PHONE",
        ),
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
    }
}

fn one_time_password(key: &str, settings: &Settings, sms_off: bool) -> Result<(), Fault> {
    match (&settings.one_time_password.template, medium(settings)) {
        (Some(_), None) => fault(
            key,
            "one_time_password.template",
            "needs an identifier that a code can be sent to: EMAIL or PHONE",
        ),
        (Some(_), Some(Medium::Sms)) if sms_off => {
            fault("sms", "countries", format!("is empty, but {key} sends text messages"))
        }
        (Some(_) | None, _) => Ok(()),
    }
}

/// By what a message reaches an identifier, if it is an address.
const fn medium(settings: &Settings) -> Option<Medium> {
    match settings.identifier.format {
        IdentifierFormat::Email => Some(Medium::Email),
        IdentifierFormat::Phone => Some(Medium::Sms),
        IdentifierFormat::Number | IdentifierFormat::FreeText => None,
    }
}

fn used_templates(
    key: &str,
    settings: &Settings,
    templates: &BTreeMap<String, Template>,
) -> Result<(), Fault> {
    let used = |name: &str, template: &str, needs: Option<Tag>, must_not_hold: &[Tag]| {
        let Some(found) = templates.get(template) else {
            return fault(key, name, format!("there is no template `{template}`"));
        };
        if medium(settings).is_some_and(|medium| medium != found.medium) {
            let reason = format!(
                "template `{template}` is {:?}, but the identifier is {:?}",
                found.medium, settings.identifier.format
            );
            return fault(key, name, reason);
        }
        if needs.is_some_and(|tag| !found.holds(tag)) {
            let reason = format!("template `{template}` does not hold the code it is there to bring");
            return fault(key, name, reason);
        }
        if must_not_hold.iter().any(|tag| found.holds(*tag)) {
            let reason = format!("template `{template}` holds a code that there is none of then");
            return fault(key, name, reason);
        }
        Ok(())
    };
    let none = [Tag::VerificationCode, Tag::ResetTicket, Tag::OneTimePassword];
    used(
        "verification.template",
        &settings.verification.template,
        Some(Tag::VerificationCode),
        &[Tag::ResetTicket, Tag::OneTimePassword],
    )?;
    used("pass_code.template", &settings.pass_code.template, Some(Tag::PassCode), &none)?;
    if let Some(forgot) = &settings.pass_code.forgot_template {
        let others = [Tag::VerificationCode, Tag::OneTimePassword];
        used("pass_code.forgot_template", forgot, Some(Tag::ResetTicket), &others)?;
    }
    if let Some(changed) = &settings.pass_code.changed_template {
        used("pass_code.changed_template", changed, None, &none)?;
    }
    if settings.pass_code.reset == PassCodeReset::Ticket && settings.pass_code.forgot_template.is_none() {
        return fault(key, "pass_code.forgot_template", "is missing: pass_code.reset = TICKET sends it");
    }
    let others = [Tag::VerificationCode, Tag::PassCode, Tag::AuthenticationCode, Tag::ResetTicket];
    if let Some(password) = &settings.one_time_password.template {
        used("one_time_password.template", password, Some(Tag::OneTimePassword), &others)?;
    }
    let codes = [&others[..], &[Tag::OneTimePassword]].concat();
    if let Some(taken) = &settings.identifier.taken_template {
        used("identifier.taken_template", taken, None, &codes)?;
    }
    if let Some(changed) = &settings.identifier.changed_template {
        used("identifier.changed_template", changed, None, &codes)?;
    }
    if let Some(changed) = &settings.authentication_code.changed_template {
        used("authentication_code.changed_template", changed, None, &codes)?;
    }
    if let Some(copied) = &settings.session.copied_template {
        used("session.copied_template", copied, None, &codes)?;
    }
    // A token that starts pending is told of by verification.template; all others have no code.
    if let Some(assigning) = &settings.accounts_receivable.assigning_template {
        used("accounts_receivable.assigning_template", assigning, None, &none)?;
    }
    if let Some(assigning) = &settings.rewards_participant.assigning_template {
        used("rewards_participant.assigning_template", assigning, None, &none)?;
    }
    Ok(())
}

fn pass_code(key: &str, rules: &PassCodeRules) -> Result<(), Fault> {
    let least = PassCodeRules::LEAST_MAXIMUM_LENGTH;
    if rules.maximum_length < least {
        return fault(
            key,
            "pass_code.maximum_length",
            format!("is {}; it must be at least {least}", rules.maximum_length),
        );
    }
    if rules.minimum.shortest() > rules.maximum_length {
        return fault(
            key,
            "pass_code.minimum",
            "asks for more characters than pass_code.maximum_length allows",
        );
    }
    if rules.minimum.length < 8 {
        return fault(
            key,
            "pass_code.minimum.length",
            format!("is {}; it must be at least 8", rules.minimum.length),
        );
    }
    let (words, most) = (rules.context_words.len(), PassCodeRules::MOST_CONTEXT_WORDS);
    if words > most {
        return fault(key, "pass_code.context_words", format!("holds {words}; it may hold at most {most}"));
    }
    match rules.context_words.iter().find(|word| !is_context_word(word)) {
        Some(short) => {
            let reason = format!("`{short}` has fewer than 3 letters and digits");
            fault(key, "pass_code.context_words", reason)
        }
        None => Ok(()),
    }
}

fn authentication_code(key: &str, rules: &AuthenticationCodeRules) -> Result<(), Fault> {
    if !(1..=64).contains(&rules.length) {
        return fault(key, "authentication_code.length", format!("is {}; it must be 1 to 64", rules.length));
    }
    Ok(())
}
