/**
 * The pages' only script. Every second and a half it asks whether the page is still the same (304) and otherwise brings
 * the document up to date in place: what did not change is not touched, so folded parts, the text in a box, focus and
 * scroll position stay. Without it all pages and forms work, just not by themselves.
 */
export const script = `'use strict';
(() => {
  let tag = '';
  let busy = false;
  const said = (text) => { const place = document.getElementById('said'); if (place) place.textContent = text; };

  const own = new Set(['open', 'value', 'checked']);
  const keyOf = (node) => (node.nodeType === 1 && node.id) || '';
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

  function attributes(from, to) {
    for (const { name, value } of to.attributes)
      if (!own.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
    for (const { name } of [...from.attributes])
      if (!own.has(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }

  function morph(from, to) {
    if (from.nodeType !== 1) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
      return;
    }
    attributes(from, to);
    if (from.nodeName === 'TEXTAREA' || from.isEqualNode(to)) return;
    const keyed = new Map();
    for (const child of from.children) if (child.id) keyed.set(child.id, child);
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const known = keyOf(wanted) && keyed.get(wanted.id);
      if (known && known !== at && known.nodeName === wanted.nodeName) {
        while (at && at !== known && !keyOf(at)) { const gone = at; at = at.nextSibling; gone.remove(); }
        if (at !== known) from.insertBefore(known, at);
        else at = known;
        morph(known, wanted);
        if (at === known) at = at.nextSibling;
      } else if (at && alike(at, wanted)) {
        morph(at, wanted);
        at = at.nextSibling;
      } else from.insertBefore(document.importNode(wanted, true), at);
    }
    while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
  }

  function show(text) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const from = document.getElementById('content');
    const to = next.getElementById('content');
    if (!from || !to) return false;
    morph(from, to);
    document.title = next.title;
    return true;
  }

  async function refresh() {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const reply = await fetch(location.pathname + location.search, {
        cache: 'no-store',
        headers: tag ? { 'if-none-match': tag } : {},
      });
      const text = reply.status === 200 ? await reply.text() : '';
      if (text && !sending) { show(text); tag = reply.headers.get('etag') || ''; }
    } catch { /* the server is gone; the next round tells */ }
    busy = false;
  }

  let sending = false;
  async function submit(form, button) {
    sending = true;
    const fields = new URLSearchParams(new FormData(form, button));
    for (const each of form.querySelectorAll('button')) each.setAttribute('aria-disabled', 'true');
    try {
      const reply = await fetch(form.action, { method: 'POST', body: fields });
      const text = await reply.text();
      if (!reply.ok) {
        const why = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-problem]');
        let place = form.querySelector('.problem');
        if (!place) { place = document.createElement('p'); place.className = 'problem'; place.setAttribute('role', 'alert'); form.append(place); }
        place.textContent = why ? why.textContent : 'That did not work.';
        return;
      }
      const goal = new URL(reply.url);
      if (goal.pathname !== location.pathname) { location.assign(goal); return; }
      form.querySelector('.problem')?.remove();
      form.reset();
      preview(form.querySelector('textarea'));
      show(text);
      tag = '';
      said('Done.');
    } catch { form.submit(); }
    finally {
      sending = false;
      for (const each of form.querySelectorAll('button')) each.removeAttribute('aria-disabled');
    }
  }

  function preview(box) {
    const both = box?.form?.querySelector('[data-with-comment]');
    if (both) both.textContent = box.value.trim() ? both.dataset.withComment : both.dataset.alone;
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    event.preventDefault();
    if (!sending) submit(form, event.submitter);
  });
  document.addEventListener('input', (event) => {
    if (event.target.nodeName === 'TEXTAREA') preview(event.target);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.nodeName === 'TEXTAREA') {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector('[data-default]'));
    }
  });
  document.addEventListener('visibilitychange', refresh);
  function reveal() {
    const goal = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = goal && goal.closest('details');
    if (folded) { folded.open = true; goal.scrollIntoView(); }
  }
  for (const bar of document.querySelectorAll('.tabs')) {
    const current = bar.querySelector('[aria-current]');
    if (current) bar.scrollLeft = current.offsetLeft - bar.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
  }
  addEventListener('hashchange', reveal);
  reveal();
  setInterval(refresh, 1500);
})();
`;
