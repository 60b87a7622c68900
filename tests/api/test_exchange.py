"""Contacts in and out over HTTP."""

from tests.api.conftest import Caller


async def test_a_table_comes_in_once_and_goes_out_again(ada: Caller, ben: Caller) -> None:
    body = {'csv': 'Name,E-mail\nPriya Nair,priya@example.com\nNobody,\n'}
    seen = await ada('POST', '/contacts/import', json=body | {'dry_run': True})
    assert (seen['new'], [one['line'] for one in seen['bad']]) == (1, [3])
    assert (await ada('GET', '/contacts'))['total'] == 0
    assert (await ada('POST', '/contacts/import', json=body))['new'] == 1
    assert (await ada('POST', '/contacts/import', json=body))['known'] == 1
    wrong = await ada('POST', '/contacts/import', 422, json=body | {'mapping': {'name': 'Nothing'}})
    assert [one['field'] for one in wrong['errors']] == ['mapping']
    url = f'/workspaces/{ada.workspace_id}'
    out = await ada.client.get(f'{url}/contacts/export', headers=ada.headers)
    assert out.headers['content-type'] == 'text/csv; charset=utf-8'
    assert 'priya@example.com' in out.text
    assert (await ada.client.get(f'{url}/bookings/export', headers=ada.headers)).status_code == 200
    await ben('GET', '/contacts/export', 403)
