"""One form for every e-mail address and telephone number."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email


def email(text: str) -> str:
    """The address in lower case and normal form; ValueError with a sentence for anything else. No network is asked."""
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise ValueError('Please write the whole address, like name@example.com') from None


def phone(text: str, region: str) -> str:
    """The number in E.164, read as a local number of `region` (ISO 3166, '' = only with +country); ValueError with a sentence."""
    try:
        number = phonenumbers.parse(text, region.upper() or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError('Please write the number with its country code, like +351 912 345 678')
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(e164: str) -> str:
    """A stored number as people write it, with its country code."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164
