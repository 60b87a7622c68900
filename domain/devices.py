"""What a browser calls itself, said so that its owner recognises it."""

BROWSERS = {
    'Edg/': 'Edge',
    'OPR/': 'Opera',
    'SamsungBrowser/': 'Samsung Internet',
    'Firefox/': 'Firefox',
    'FxiOS/': 'Firefox',
    'CriOS/': 'Chrome',
    'Chrome/': 'Chrome',
    'Safari/': 'Safari',
}
SYSTEMS = {
    'iPhone': 'iPhone',
    'iPad': 'iPad',
    'Android': 'Android',
    'Windows': 'Windows',
    'Mac OS X': 'Mac',
    'CrOS': 'Chromebook',
    'Linux': 'Linux',
}


def name(user_agent: str) -> str:
    """`Firefox on Windows`; the program's own first word where we know neither."""
    browser = next((said for mark, said in BROWSERS.items() if mark in user_agent), '')
    system = next((said for mark, said in SYSTEMS.items() if mark in user_agent), '')
    if browser and system:
        return f'{browser} on {system}'
    return browser or system or user_agent.split('/')[0].strip()[:60] or 'Unknown device'
