import { cors, crossSite, each, escape, viaSite, type Markup, type Target } from './markup';

function tag(name: string, write: (url: string, at: number) => string, more: Partial<Markup> = {}): Markup {
  return { name, method: 'GET', html: each(write), blockedOnLoopback: crossSite, ...more };
}

const speculation =
  (kind: string, extra = {}) =>
  (targets: readonly Target[]) =>
    `<script type="speculationrules">${JSON.stringify({
      [kind]: [{ source: 'list', urls: targets.map(({ url }) => url), eagerness: 'immediate', ...extra }],
    })}</script>`;

const onlySecure = 'Chromium prefetches by speculation rules from secure contexts only';

/** What loads a part of a page, or is loaded ahead. */
export const subresources: readonly Markup[] = [
  { name: 'speculation rules, prefetch', method: 'GET', html: speculation('prefetch'), muteToNames: onlySecure },
  {
    name: 'speculation rules, prefetch without referrer',
    method: 'GET',
    html: speculation('prefetch', { referrer_policy: 'no-referrer' }),
    muteToNames: onlySecure,
  },
  { name: 'speculation rules, prerender', method: 'GET', html: speculation('prerender'), muteToNames: onlySecure },
  tag('link rel=prefetch', (url) => `<link rel="prefetch" href="${url}">`),
  tag('link rel=prerender', (url) => `<link rel="prerender" href="${url}">`, {
    mute: 'Chromium no longer knows it',
  }),
  tag('link rel=preload as image', (url) => `<link rel="preload" as="image" href="${url}">`),
  tag('link rel=preload as fetch', (url) => `<link rel="preload" as="fetch" href="${url}" crossorigin>`, cors),
  tag('link rel=modulepreload', (url) => `<link rel="modulepreload" href="${url}">`, cors),
  tag('link rel=stylesheet', (url) => `<link rel="stylesheet" href="${url}">`),
  tag('link rel=icon', (url) => `<link rel="icon" href="${url}">`, {
    mute: 'a browser without a window shows no icons',
  }),
  tag('img', (url) => `<img src="${url}">`),
  tag('img without referrer', (url) => `<img referrerpolicy="no-referrer" src="${url}">`),
  tag('img srcset', (url) => `<img srcset="${url} 1x, ${url} 2x">`),
  tag('svg image', (url) => `<svg><image href="${url}"/></svg>`),
  tag('input type=image', (url) => `<input type="image" src="${url}">`),
  tag('body background', (url) => `<table background="${url}"><tr><td>x</table>`),
  tag('css url()', (url, at) => `<style>#u${at}{background:url("${url}")}</style><p id="u${at}">x</p>`),
  tag('css @import', (url) => `<style>@import url("${url}");</style>`),
  tag(
    'css @font-face',
    (url, at) =>
      `<style>@font-face{font-family:f${at};src:url("${url}")}#f${at}{font-family:f${at}}</style><p id="f${at}">x</p>`,
    cors,
  ),
  tag('script', (url) => `<script async src="${url}"></script>`),
  tag('module script', (url) => `<script type="module" src="${url}"></script>`, cors),
  tag('audio', (url) => `<audio preload="auto" src="${url}"></audio>`),
  tag('video', (url) => `<video preload="auto" src="${url}" muted autoplay></video>`),
  tag('video poster', (url) => `<video poster="${url}"></video>`),
  tag('object', (url) => `<object data="${url}"></object>`),
  tag('embed', (url) => `<embed src="${url}">`),
  tag('iframe', (url) => `<iframe src="${url}"></iframe>`),
  tag('iframe without referrer', (url) => `<iframe referrerpolicy="no-referrer" src="${url}"></iframe>`),
  tag('sandboxed iframe', (url) => `<iframe sandbox src="${url}"></iframe>`),
  tag(
    'meta refresh in a frame',
    (url) => `<iframe srcdoc="${escape(`<meta http-equiv=refresh content="0;url=${url}">`)}"></iframe>`,
  ),
  {
    name: 'header Link: prefetch',
    method: 'GET',
    html: () => '',
    headers: (targets) => ({ link: targets.map(({ url }) => `<${url}>; rel=prefetch`).join(', ') }),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'img by a redirect of the hostile site',
    method: 'GET',
    html: (targets, site) =>
      each((url) => `<img src="${escape(viaSite(site, url.replaceAll('&amp;', '&')))}">`)(targets),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'prefetch by a redirect of the hostile site',
    muteToNames: onlySecure,
    muteFromNames: onlySecure,
    method: 'GET',
    html: (targets, site) =>
      speculation('prefetch')(targets.map(({ url }) => ({ url: viaSite(site, url), body: null }))),
  },
];
