// The live page takes over a plain one: after load and idle, with a fine pointer, and only while nobody has touched anything.
// It leans on NiceGUI's page as it is in the pinned version (tests/journeys guards that). Whatever fails leaves the plain page as it is.
'use strict';
(() => {
  const { live } = document.currentScript.dataset, { nonce } = document.currentScript;
  const KEY = 'careops-takeover', TOUCH = ['pointerdown', 'keydown', 'focusin', 'input'];
  const again = performance.getEntriesByType('navigation')[0]?.type === 'reload';
  // A live page that cannot stay reloads itself: then the plain one stays.
  if (!matchMedia('(pointer: fine)').matches || (again && Date.now() - Number(sessionStorage.getItem(KEY)) < 60_000)) return;
  let touched = document.activeElement && document.activeElement !== document.body;
  const touch = () => { touched = true; };
  TOUCH.forEach((kind) => addEventListener(kind, touch, { capture: true, once: true, passive: true }));

  const idle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 2000 }) : setTimeout(work, 200));
  const loaded = (element) => new Promise((done, fail) => { element.onload = done; element.onerror = fail; });

  const script = async (old) => {
    const made = document.createElement('script');
    for (const { name, value } of old.attributes) if (name !== 'defer') made.setAttribute(name, value);
    made.async = false;
    made.nonce = nonce;
    const wait = old.src ? loaded(made) : null;
    made.textContent = old.textContent;
    document.head.append(made);
    await wait;
  };

  const take = async () => {
    if (touched) return;
    const answer = await fetch(live);
    if (!answer.ok || touched) return; // 503: too busy for another live page
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!fresh.getElementById('app') || touched) return;
    sessionStorage.setItem(KEY, Date.now());
    const box = document.createElement('div');
    box.hidden = true;
    box.id = 'live';
    const head = [...fresh.querySelectorAll('style, link[rel=stylesheet], #nicegui-color-scheme')].filter((old) => !old.closest('#app') && !/theme.css|public.css/.test(old.href || '') && !old.textContent.includes('esm-fallback'));
    const styles = head.map((old) => document.importNode(old, true));
    for (const id of ['app', 'nicegui-keep-alive-cache', 'popup', 'too_long_message_popup']) {
      const part = fresh.getElementById(id);
      if (part) box.append(document.importNode(part, true));
    }
    document.body.append(box);
    const first = document.head.firstChild;
    for (const style of styles) document.head.insertBefore(style, first);
    for (const old of fresh.querySelectorAll('script')) await script(old);
    for (let tries = 0; !window.did_handshake && tries < 100; tries++) await new Promise((done) => setTimeout(done, 50));
    const ready = window.did_handshake && box.querySelector('#page');
    if (!ready || touched) { window.socket?.disconnect(); box.remove(); return; }
    requestAnimationFrame(() => swap(box));
  };

  const swap = (box) => {
    if (touched) { window.socket?.disconnect(); box.remove(); return; }
    const { scrollX, scrollY } = window;
    document.getElementById('page').remove();
    box.hidden = false;
    scrollTo(scrollX, scrollY);
    dispatchEvent(new Event('careops-live'));
    document.documentElement.dataset.live = 'yes';
  };

  const start = () => idle(() => take().catch(() => document.getElementById('live')?.remove()));
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
})();
