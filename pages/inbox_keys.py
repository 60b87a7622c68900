"""The keys of the inbox, and what its page tells us by itself."""

from nicegui import html, ui

from careops_ui import kit

BACK = """addEventListener('popstate', () => emitEvent('inbox_back', location.pathname));
document.addEventListener('visibilitychange', () => emitEvent('inbox_seen', document.visibilityState === 'visible'));"""

KEYS = """addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select');
  if (event.key === 'Escape' && typing?.closest('.inbox')) typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('.q-dialog, .q-menu')) return;
  const rows = [...document.querySelectorAll('.inbox .list a.list-row')], at = rows.findIndex((row) => row.ariaCurrent);
  const go = (row) => { if (row) { row.click(); row.focus(); row.scrollIntoView({ block: 'nearest' }); } };
  const acts = {
    j: () => go(rows[at + 1]), k: () => go(rows[at - 1]),
    r: () => document.querySelector('.inbox .composer textarea')?.focus(),
    e: () => document.querySelector('.inbox .close-thread')?.click(),
    '/': () => emitEvent('inbox_key', 'search'), n: () => emitEvent('inbox_key', 'new'), '?': () => emitEvent('inbox_key', 'help'),
  };
  if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
});
const more = document.querySelector('.inbox .load-more');
if (more) new IntersectionObserver(([seen]) => seen.isIntersecting && more.click(), { rootMargin: '400px' }).observe(more);"""
HELP = [
    ('j', 'next conversation'),
    ('k', 'the one before'),
    ('r', 'reply'),
    ('n', 'new message'),
    ('e', 'close or reopen'),
    ('/', 'search'),
    ('Ctrl Enter', 'send'),
    ('Esc', 'leave the field'),
    ('?', 'this list'),
]


def listen() -> None:
    """Let the open page tell: keys, the browser's Back, whether anybody looks at it."""
    ui.run_javascript(BACK + KEYS)


def show_help() -> None:
    """The list of keys."""
    with ui.dialog() as dialog, ui.card().classes('stack'):
        html.h2('Keys')
        kit.facts(HELP)
    dialog.on('hide', dialog.delete)
    dialog.open()
