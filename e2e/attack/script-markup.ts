import { cors, crossSite, each, escape, list, script, viaSite, withOrigin, type Markup, type Target } from './markup';

const fetches = (options: string) => (targets: readonly Target[]) =>
  script(`for (const { url, body } of ${list(targets)}) fetch(url, ${options}).catch(() => {});`);

const inSandbox = (code: string) =>
  `<iframe sandbox="allow-scripts allow-forms" srcdoc="${escape(script(code))}"></iframe>`;

/** What a script of the page sends. */
export const scripted: readonly Markup[] = [
  {
    name: 'fetch no-cors GET',
    method: 'GET',
    html: fetches(`{ mode: 'no-cors', credentials: 'include' }`),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'fetch no-cors GET, no referrer',
    method: 'GET',
    html: fetches(`{ mode: 'no-cors', referrerPolicy: 'no-referrer' }`),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'fetch keepalive',
    method: 'GET',
    html: fetches(`{ mode: 'no-cors', keepalive: true }`),
    blockedOnLoopback: crossSite,
  },
  { name: 'fetch cors GET', method: 'GET', html: fetches(`{ mode: 'cors' }`), blockedOnLoopback: crossSite, ...cors },
  {
    name: 'fetch no-cors POST without a body',
    method: 'POST',
    html: fetches(`{ method: 'POST', mode: 'no-cors' }`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'fetch no-cors POST, text/plain',
    method: 'POST',
    html: fetches(`{ method: 'POST', mode: 'no-cors', body: body ?? 'null' }`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'fetch cors POST, JSON',
    method: 'POST',
    html: fetches(`{ method: 'POST', headers: { 'content-type': 'application/json' }, body: body ?? 'null' }`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'fetch same-origin, redirected',
    method: 'GET',
    html: (targets, site) =>
      fetches(`{ mode: 'same-origin' }`)(targets.map(({ url }) => ({ url: viaSite(site, url), body: null }))),
    mute: 'the browser does not follow a redirect that leaves the origin',
  },
  {
    name: 'fetch no-cors, redirected',
    method: 'GET',
    html: (targets, site) =>
      fetches(`{ mode: 'no-cors' }`)(targets.map(({ url }) => ({ url: viaSite(site, url), body: null }))),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'fetch no-cors POST, redirected with 307',
    method: 'POST',
    html: (targets, site) =>
      fetches(`{ method: 'POST', mode: 'no-cors', body: body ?? '' }`)(
        targets.map(({ url, body }) => ({ url: viaSite(site, url, '&status=307'), body })),
      ),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'XMLHttpRequest',
    method: 'POST',
    html: (targets) =>
      script(
        `for (const { url } of ${list(targets)}) { const x = new XMLHttpRequest(); x.open('POST', url); x.send(); }`,
      ),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'sendBeacon, text',
    method: 'POST',
    html: (targets) => script(`for (const { url, body } of ${list(targets)}) navigator.sendBeacon(url, body ?? '');`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'sendBeacon, form',
    method: 'POST',
    html: (targets) =>
      script(`for (const { url } of ${list(targets)}) navigator.sendBeacon(url, new URLSearchParams({ a: 'b' }));`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'ping of a link',
    method: 'POST',
    html: (targets) =>
      `${each((url, at) => `<a id="p${at}" href="#p" ping="${url}">x</a>`)(targets)}${script(`for (const a of document.querySelectorAll('a')) a.click();`)}`,
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'report of a content policy',
    method: 'POST',
    html: () => '<img src="http://nowhere.invalid/x.png">',
    // A policy of its own for each: the browser leaves out what a single one has too many of.
    headers: (targets) => ({
      'content-security-policy': targets.map(({ url }) => `img-src 'none'; report-uri ${url}`).join(', '),
    }),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'EventSource',
    method: 'GET',
    html: (targets) => script(`for (const { url } of ${list(targets)}) new EventSource(url);`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'WebSocket on a changing path',
    method: 'GET',
    html: (targets) => script(`for (const { url } of ${list(targets)}) new WebSocket(url.replace('http', 'ws'));`),
    blockedOnLoopback: withOrigin,
    ...cors,
  },
  {
    name: 'importScripts of a worker',
    method: 'GET',
    html: (targets) =>
      script(
        `const code = ${JSON.stringify(`for (const { url } of ${list(targets)}) try { importScripts(url) } catch {}`)}; new Worker(URL.createObjectURL(new Blob([code])));`,
      ),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'import()',
    method: 'GET',
    html: (targets) => script(`for (const { url } of ${list(targets)}) import(url).catch(() => {});`),
    blockedOnLoopback: crossSite,
    ...cors,
  },
  {
    name: 'fetch of a service worker',
    muteFromNames: 'only secure contexts have service workers',
    method: 'GET',
    html: (targets, site) => {
      const code = `self.addEventListener('install', (event) => event.waitUntil(Promise.allSettled(${list(targets)}.map(({ url }) => fetch(url, { mode: 'no-cors' })))));`;
      return script(
        `navigator.serviceWorker?.register('${site}/sw.js?script=' + encodeURIComponent(${JSON.stringify(code)}));`,
      );
    },
    blockedOnLoopback: crossSite,
  },
  {
    name: 'fetch no-cors GET from a sandboxed frame, origin null',
    method: 'GET',
    html: (targets) =>
      inSandbox(`for (const { url } of ${list(targets)}) fetch(url, { mode: 'no-cors' }).catch(() => {});`),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'fetch POST from a sandboxed frame, origin null',
    method: 'POST',
    html: (targets) =>
      inSandbox(
        `for (const { url, body } of ${list(targets)}) fetch(url, { method: 'POST', mode: 'no-cors', body: body ?? '' }).catch(() => {});`,
      ),
    blockedOnLoopback: crossSite,
    ...cors,
  },
];
