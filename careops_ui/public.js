// Small comforts on a page that is complete without them: taken times, the visitor's own zone, one sending per press, drafts.
'use strict';
(() => {
  if (window.careopsLive) return;
  const page = () => document.getElementById('page');
  const $ = (selector) => page()?.querySelector(selector);
  const all = (selector) => [...(page()?.querySelectorAll(selector) || [])];

  // One press sends once; the key in the form makes a repetition harmless anyway.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener('pageshow', () => all('form').forEach((form) => delete form.dataset.sent));

  // The main action names the chosen time.
  const name = () => {
    const button = $('[data-with-time]'), chosen = $('input[name=start]:checked');
    if (button && chosen) button.textContent = button.dataset.withTime.replace('{time}', chosen.dataset.time);
  };
  document.addEventListener('change', (event) => {
    if (event.target.name === 'start') name();
    if (event.target.matches('select[data-go]')) event.target.form.requestSubmit();
  });

  // Whoever lives in another zone is offered their own.
  const offer = () => {
    const box = $('[data-zone-offer]'), zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!box || !zone || zone === box.dataset.zone) return;
    const link = document.createElement('a'), query = new URLSearchParams(location.search);
    query.set('zone', zone);
    query.delete('start');
    link.href = '?' + query;
    link.className = 'target';
    link.textContent = box.dataset.zoneOffer.replace('{zone}', zone.replaceAll('_', ' '));
    box.replaceChildren(link);
    box.hidden = false;
  };

  // What someone else just took stops being offered; nothing that was typed is touched.
  const again = async () => {
    if (!$('input[name=start][type=radio]')) return;
    const answer = await fetch(location.href, { headers: { 'X-Again': 'times' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const free = new Set([...fresh.querySelectorAll('input[name=start]')].map((input) => input.value));
    for (const input of all('input[name=start][type=radio]')) {
      const gone = !free.has(input.value), label = input.closest('label');
      if (gone === input.disabled) continue;
      label.classList.toggle('gone', gone);
      if (gone && input.checked) $('[data-taken]').textContent = $('[data-taken]').dataset.taken;
      if (gone) input.checked = false;
      input.disabled = gone;
    }
  };
  const listen = () => {
    const address = page()?.dataset.events;
    if (!address || !window.EventSource) return;
    let timer;
    const soon = () => { clearTimeout(timer); timer = setTimeout(() => again().catch(() => {}), 50 + Math.random() * 200); };
    const source = new EventSource(address);
    let open = false;
    source.onmessage = soon;
    source.onopen = () => { if (open) soon(); open = true; };
  };

  // Answers are kept while they are typed.
  const drafts = () => {
    const form = $('form[data-draft]'), state = $('[data-draft-state]');
    if (!form) return;
    let timer;
    const keep = async () => {
      const data = new FormData(form);
      for (const [key, value] of [...data]) if (value instanceof File) data.delete(key);
      const answer = await fetch(form.dataset.draft, { method: 'POST', headers: { 'X-Draft': '1' }, body: new URLSearchParams(data) }).catch(() => null);
      if (state) state.textContent = answer && answer.ok ? await answer.text() : form.dataset.draftFailed;
    };
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 800); });
    form.addEventListener('submit', () => clearTimeout(timer));
    form.addEventListener('change', () => conditions(form));
    conditions(form);
  };
  // A question that depends on another shows as soon as its condition is met.
  const conditions = (form) => {
    for (const box of form.querySelectorAll('[data-if]')) {
      const values = new FormData(form).getAll(box.dataset.if);
      box.hidden = !box.dataset.is.split('\n').some((value) => values.includes(value));
    }
  };

  // The live page: its own links and forms change the address without loading it; whoever had the focus gets it back.
  const still = (check, tries = 60) => { if (!check() && tries) setTimeout(() => still(check, tries - 1), 50); };
  window.careopsLive = {
    go(query, id) {
      const before = page().firstElementChild;
      history.pushState(null, '', query);
      still(() => {
        if (before.isConnected || !page()?.firstElementChild) return false;
        document.querySelectorAll('form').forEach((form) => delete form.dataset.sent);
        const target = id ? document.getElementById(id) : $('h1');
        if (!id) { scrollTo(0, 0); target?.setAttribute('tabindex', '-1'); }
        target?.focus({ preventScroll: true });
        offer();
        name();
        return true;
      });
    },
    sent() {
      const before = page().firstElementChild;
      still(() => {
        if (before.isConnected) return false;
        const wrong = $('[aria-invalid]') || $('[role=alert]');
        wrong?.scrollIntoView({ block: 'center' });
        if (wrong?.matches('input, textarea')) wrong.focus();
        return true;
      });
    },
  };
  addEventListener('popstate', () => location.reload());

  // Inside another web site the frame may grow with the page: whoever holds the frame is told the height, and nothing else.
  const grow = () => {
    if (parent === window || !document.body.classList.contains('embed')) return;
    let told;
    const tell = () => {
      const height = Math.ceil(page()?.getBoundingClientRect().height || 0);
      if (height && height !== told) parent.postMessage({ careopsHeight: told = height }, '*');
    };
    new ResizeObserver(tell).observe(document.body);
    tell();
  };

  offer();
  name();
  drafts();
  listen();
  grow();
})();
