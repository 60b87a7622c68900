"""The rules, the dry run, the log and the jobs over the API."""

from datetime import UTC, datetime

from data.models import IntegrationKind
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import Cast
from tests.domain import stage


async def test_a_rule_is_read_changed_previewed_and_tried(ada: Caller, ben: Caller, cast: Cast) -> None:
    stage.channel(cast)
    listed = await ada('GET', '/automation/rules')
    assert {rule['key'] for rule in listed['items']} >= {'welcome', 'reminder', 'team_message'}
    changed = await ada('PATCH', '/automation/rules/reminder', json={'channel': 'both', 'timing': 60, 'sms': 'Soon!'})
    assert changed['sentence'] == '1 hour before a booking, remind the customer by e-mail and by SMS.'
    assert (changed['channel'], changed['timing'], changed['sms'], changed['edited']) == ('both', 60, 'Soon!', True)
    assert await ada('GET', '/automation/rules/reminder') == changed
    wrong = await ada('PATCH', '/automation/rules/team_booking', 422, json={'channel': 'sms'})
    assert wrong['errors'] == [{'field': 'channel', 'message': 'This rule has its fixed way.'}]
    assert not (await ada('POST', '/automation/rules/reminder/reset'))['edited']
    asked = {'body': 'Moin {first_name} {nobody}', 'contact_id': str(factories.contact(cast.workspace.id).id)}
    shown = await ada('POST', '/automation/rules/welcome/preview', json=asked)
    assert (shown['text'], list(shown['wrong'])) == ('Moin Priya', ['body'])
    assert '<html' in shown['html']
    await ada('POST', '/automation/rules/welcome/test', 422, json=asked)
    sent = await ada('POST', '/automation/rules/welcome/test', json={'body': 'Moin'})
    assert sent['address'].startswith('ada')
    for path in ('/rules', '/log', '/dry-run', '/jobs'):
        await ben('GET', f'/automation{path}', 403)


async def test_the_log_and_the_look_ahead(ada: Caller, cast: Cast) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    row = stage.booking(cast, hours=72)
    stage.booking(cast, hours=72)
    ahead = await ada('GET', '/automation/dry-run', params={'booking_id': str(row.id)})
    assert {one['rule'] for one in ahead['items']} >= {'reminder', 'confirmation'}
    [text] = [one for one in ahead['items'] if one['rule'] == 'reminder_sms']
    assert (text['reason'], text['channels']) == ('no phone number is known', [])
    await ada('GET', '/automation/dry-run?days=99', 422)
    asked = {'booking_id': str(row.id), 'rule': 'confirmation', 'channel': 'email', 'state': 'waiting'}
    found = await ada('GET', '/automation/log', params=asked | {'day': datetime.now(UTC).date().isoformat()})
    [line] = found['items']
    assert (found['total'], line['sentence'], line['messages'][0]['state']) == (
        1,
        'Waiting to be sent by e-mail',
        'queued',
    )
    rest = await ada('GET', '/automation/log', params={'after': line['id'], 'booking_id': str(row.id)})
    assert line['id'] not in {one['id'] for one in rest['items']}


async def test_the_night_and_the_clockwork(ada: Caller) -> None:
    night = {'quiet_from': '21:00', 'quiet_until': '08:00', 'resume_after_hours': 48}
    assert await ada('PUT', '/automation/quiet-hours', json=night) == night
    assert await ada('GET', '/automation/quiet-hours') == night
    await ada('PUT', '/automation/quiet-hours', 422, json=night | {'quiet_from': '9 pm'})
    assert 'promises' in {job['name'] for job in (await ada('GET', '/automation/jobs'))['items']}
    ran = await ada('POST', '/automation/jobs/cleaning/run')
    assert (ran['name'], ran['runs'], ran['error']) == ('cleaning', 1, '')
    await ada('POST', '/automation/jobs/cleaning/run', 409)
