// A second preload that the benchmark adds to a window: tells main when what a person waits for was painted. See bench-start-probe.cjs.
/* global document, MutationObserver, requestAnimationFrame */
const { ipcRenderer } = require('electron');

const told = new Set();

/** Runs when the frame with the current state of the page is done. */
function afterPaint(act) {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => act(performance.timeOrigin + performance.now());
    channel.port2.postMessage(null);
  });
}

/** Asked as little as can be: what the probe asks is part of what is measured. */
function tellOnce(step, isTrue) {
  if (told.has(step) || !isTrue()) return;
  told.add(step);
  afterPaint((atMs) => ipcRenderer.send('bench-start-mark', step, atMs));
}

function look() {
  tellOnce('first content', () => (document.getElementById('root') ?? document.body)?.childElementCount > 0);
  tellOnce('rail', () => document.querySelector('[data-testid="place-packs"]') !== null);
  tellOnce('rows', () => document.querySelector('[data-testid="pack-row"], [data-bench="empty"]') !== null);
  if (!told.has('rows')) return;
  const isAccepted = (document.querySelector('[data-testid="pack-search"]')?.value ?? '') !== '';
  if (isAccepted && !told.has('keys')) ipcRenderer.send('bench-start-accepted');
  tellOnce('keys', () => isAccepted);
  tellOnce('searchable', () => document.querySelector('[data-testid="pack-row"][data-key$="zq-last-row"]') !== null);
}

ipcRenderer.send('bench-start-mark', 'page begins', performance.timeOrigin + performance.now());
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
