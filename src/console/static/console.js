// What pages do beyond forms and htmx: live updates, browser notices, drafts, saved answers. Without it everything still works.
'use strict';

(() => {
  const find = (selector) => document.querySelector(selector);
  const ticket = find('[data-live-ticket]');
  const queue = () => find('[data-live-queue]');
  const granted = () => 'Notification' in window && Notification.permission === 'granted';

  // A browser holds few connections to one host: only the page that is seen has a live one, and the list of tickets where notices are allowed.
  let source = null;
  const close = () => {
    source?.close();
    source = null;
  };
  const open = () => {
    if (source || !find('.menu') || typeof EventSource === 'undefined') return;
    source = new EventSource(ticket ? `/live?folio=${encodeURIComponent(ticket.dataset.liveTicket)}` : '/live');
    source.addEventListener('queue', () => refreshSoon());
    source.addEventListener('ticket', (event) => {
      if (ticket && !JSON.parse(event.data).own) find('[data-changed]').hidden = false;
    });
    source.addEventListener('presence', (event) => {
      const { others } = JSON.parse(event.data);
      const place = find('[data-presence]');
      if (!place) return;
      place.hidden = others === '';
      place.textContent = others === '' ? '' : `También lo está viendo: ${others}.`;
    });
    source.addEventListener('notice', (event) => {
      const { folio, text } = JSON.parse(event.data);
      if (!granted()) return;
      const notice = new Notification('Ventanilla', { body: text, tag: folio });
      notice.addEventListener('click', () => window.open(`/tickets/${folio}`, '_blank', 'noopener'));
    });
  };
  const openOrClose = () => (document.hidden && !(queue() && granted()) ? close() : open());
  document.addEventListener('visibilitychange', openOrClose);
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', openOrClose);

  // The list is drawn anew by itself unless somebody is in the middle of it.
  let timer = null;
  const refreshSoon = () => {
    if (!queue() || timer) return;
    timer = setTimeout(() => {
      timer = null;
      if (queue().contains(document.activeElement)) find('[data-live="queue"]').hidden = false;
      else refresh();
    }, 1000);
  };
  const refresh = () => {
    const button = find('[data-live="queue"]');
    if (button) button.hidden = true;
    window.htmx?.ajax('GET', window.location.pathname + window.location.search, { target: '#queue', swap: 'outerHTML' });
  };

  // A part that draws itself anew leaves alone who is in the middle of it, and rests while nobody sees it.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const block = event.target;
    if (!(block instanceof Element) || !block.matches('[data-live-block]')) return;
    const isBusy = block.contains(document.activeElement) || block.querySelector('details[open]');
    if (document.hidden || isBusy) event.preventDefault();
  });
  for (const failure of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout'])
    document.addEventListener(failure, () => {
      const stale = find('[data-stale]');
      if (stale) stale.hidden = false;
    });

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest('button') : null;
    if (!target) return;
    if (target.matches('[data-refresh-queue]')) refresh();
    if (target.matches('[data-print]')) window.print();
    if (target.matches('[data-fill]')) fill(target.dataset);
    if (target.matches('[data-ask-notifications]')) ask();
  });
  const fill = (data) => {
    for (const name of ['contract', 'holder', 'phone', 'email', 'city']) {
      const field = document.getElementById(name);
      if (field && data[name]) field.value = data[name];
    }
    document.getElementById('category')?.focus();
  };
  const ask = async () => {
    const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
    const place = find('[data-notifications-state]');
    if (place) place.textContent = answer === 'granted' ? 'Permitidos.' : 'El navegador no los permite.';
  };

  document.addEventListener('change', (event) => {
    const chosen = event.target;
    const text = document.getElementById('text');
    if (!(chosen instanceof HTMLSelectElement) || !chosen.matches('[data-saved]') || chosen.value === '' || !text) return;
    text.value = text.value === '' ? chosen.value : `${text.value.trimEnd()}\n\n${chosen.value}`;
    text.dispatchEvent(new Event('input', { bubbles: true }));
    text.focus();
  });

  // What was being written survives a reload of this tab, until it is sent.
  const draft = find('[data-draft]');
  if (draft) {
    const key = `draft:${draft.dataset.draft}`;
    if (draft.value === '') draft.value = sessionStorage.getItem(key) ?? '';
    draft.addEventListener('input', () => sessionStorage.setItem(key, draft.value));
    draft.form?.addEventListener('submit', () => sessionStorage.removeItem(key));
  }

  openOrClose();
})();
