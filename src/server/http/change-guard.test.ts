import { describe, expect, it } from 'vitest';
import { judgeChange, judgePassage } from './change-guard';
import type { SourceFacts } from './guards';
import { factsOf } from '../testing/source-facts';

const own = { port: 8188 };
const named = { port: 8188, names: new Set(['127.0.0.1', 'localhost', 'studio.local']) };
const isToken = (text: string) => text === 'right';
const chromium =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const page = 'http://127.0.0.1:8188';
const script = { userAgent: chromium, accept: '*/*' };
const labelled = { ...script, fetchSite: 'same-origin', fetchMode: 'cors', fetchDest: 'empty' };
const older = { ...script, referer: `${page}/` };

describe('judgeChange', () => {
  it.each<[string, Partial<SourceFacts>]>([
    ['a program that says nothing', {}],
    ['curl', { userAgent: 'curl/8.5.0', accept: '*/*' }],
    ['the fetch of Node', { userAgent: 'node', fetchMode: 'cors', accept: '*/*' }],
    ['PowerShell', { userAgent: 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1' }],
    ['a program made with Qt', { userAgent: 'Mozilla/5.0' }],
    ['a program that asks for HTML', { userAgent: 'curl/8.5.0', accept: 'text/html' }],
    ['a script of our page', labelled],
    ['a script of our page, with its Origin', { ...labelled, origin: page, method: 'POST' }],
    ['a script of our page in an old browser, by GET', older],
    ['a script of our page in an old browser, by POST', { ...script, origin: page, method: 'POST' }],
    ['a script of our page by another loopback name', { ...script, referer: 'http://localhost:8188/x?y#z' }],
  ])('lets %s change something', (_name, facts) => {
    expect(judgeChange(factsOf(facts), own, isToken)).toBeNull();
  });

  it.each<[string, Partial<SourceFacts>]>([
    ['uv that an index leads here', { userAgent: 'uv/0.13.9 {"installer":{"name":"uv"}}', accept: '*/*' }],
    ['pip that an index leads here', { userAgent: 'pip/25.0 {"ci":null}', accept: '*/*' }],
    ['git that a host leads here', { userAgent: 'git/2.39.5', accept: '*/*' }],
    ['a prefetch by speculation rules', { ...script, fetchSite: 'none', fetchMode: 'no-cors', purpose: 'prefetch' }],
    ['a prerender', { ...script, fetchSite: 'none', fetchMode: 'navigate', purpose: 'prefetch;prerender' }],
    ['a prefetch by our own page', { ...labelled, purpose: 'prefetch' }],
    ['an empty purpose', { ...labelled, purpose: '' }],
    [
      'a typed address, or a link from another program',
      { ...script, fetchSite: 'none', fetchMode: 'navigate', fetchDest: 'document' },
    ],
    ['a request of no page', { ...script, fetchSite: 'none' }],
    ['a link on our own page', { ...labelled, fetchMode: 'navigate', fetchDest: 'document' }],
    [
      'a link on our own page in an old browser',
      { ...older, accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' },
    ],
    ['a picture in a note of our own page', { ...labelled, fetchMode: 'no-cors', fetchDest: 'image' }],
    ['a picture in a note in an old browser', { ...older, accept: 'image/avif,image/webp,*/*;q=0.8' }],
    ['a frame in our own page', { ...labelled, fetchMode: 'navigate', fetchDest: 'iframe' }],
    ['a script element', { ...labelled, fetchMode: 'no-cors', fetchDest: 'script' }],
    ['an empty word of the browser', { ...labelled, fetchSite: '' }],
    ['two words of the browser', { ...labelled, fetchSite: 'same-origin, none' }],
    ['an old browser that says nothing of the page', script],
    ['an old browser on a page elsewhere', { ...script, referer: 'https://evil.example/' }],
    ['a page elsewhere that puts our address into its own', { ...script, referer: `https://evil.example/?${page}/` }],
    ['a page elsewhere that puts our name into its own', { ...script, referer: `${page}.evil.example/` }],
    ['our name before another', { ...script, referer: `${page}@evil.example/` }],
    ['a page of another local port', { ...script, referer: 'http://127.0.0.1:3000/' }],
    ['a Referer that is no page', { ...script, referer: 'about:blank' }],
    ['an own Origin with a foreign Referer', { ...older, origin: page, referer: 'https://evil.example/' }],
    ['a foreign Referer of a program', { referer: 'https://evil.example/' }],
  ])('refuses %s', (_name, facts) => {
    const refusal = judgeChange(factsOf(facts), own, isToken);
    expect(refusal).toMatchObject({ code: 'origin-refused', status: 403 });
    expect(refusal?.message).toMatch(/^The request is refused: it changes something, and .+\.$/);
    expect(refusal?.remedy).toContain('a page of this server');
  });

  it('asks for the page where the name is no secure context, and browsers say nothing else', () => {
    const called = { ...script, hosts: ['studio.local:8188'] };
    expect(judgeChange(factsOf({ ...called, referer: 'http://studio.local:8188/' }), named, isToken)).toBeNull();
    expect(judgeChange(factsOf({ ...called, origin: 'http://studio.local:8188' }), named, isToken)).toBeNull();
    expect(judgeChange(factsOf(called), named, isToken)?.code).toBe('origin-refused');
    expect(judgeChange(factsOf({ ...called, referer: 'http://evil.local:8188/' }), named, isToken)?.code).toBe(
      'origin-refused',
    );
  });
});

describe('the API token', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const elsewhere = { remoteAddress: '192.0.2.7', userAgent: 'curl/8.5.0' };
  const byName = { hosts: ['studio.local:8188'], userAgent: 'curl/8.5.0' };
  const judge = (facts: Partial<SourceFacts>) => judgeChange(factsOf(facts), named, isToken);

  it.each<[string, Partial<SourceFacts>]>([
    ['a program on another machine', elsewhere],
    ['a program on another machine that says a loopback name', { ...elsewhere, hosts: ['127.0.0.1:8188'] }],
    ['a program here that calls by a name of the network', byName],
  ])('is asked of %s', (_name, facts) => {
    for (const credentials of [{}, bearer('wrong'), { authorization: 'Basic right' }, { authorization: 'right' }])
      expect(judge({ ...facts, ...credentials })).toMatchObject({ code: 'token-required', status: 401 });
    expect(judge({ ...facts, ...bearer('right') })).toBeNull();
    expect(judge({ ...facts, authorization: 'bearer right' })).toBeNull();
  });

  it('is not asked of a program here, and of our own page by any name', () => {
    for (const remoteAddress of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
      expect(judge({ remoteAddress })).toBeNull();
    expect(judge({ ...elsewhere, ...script, origin: 'http://studio.local:8188' })).toBeNull();
  });

  it('stands for the page a browser does not name, and excuses nothing else', () => {
    expect(judge({ ...script, ...bearer('right') })).toBeNull();
    expect(judge({ ...script, ...bearer('right'), fetchSite: 'none' })?.code).toBe('origin-refused');
    expect(judge({ ...script, ...bearer('right'), referer: 'https://evil.example/' })?.code).toBe('origin-refused');
    expect(judge({ ...script, ...bearer('right'), purpose: 'prefetch' })?.code).toBe('origin-refused');
  });
});

describe('judgePassage', () => {
  const link = { ...script, fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' };

  it.each<[string, Partial<SourceFacts>]>([
    ['a program', { method: 'POST', userAgent: 'python-requests/2.32' }],
    ['a program with the name of a browser', { method: 'POST', userAgent: chromium }],
    ['a script of our page', { ...labelled, method: 'POST', origin: page }],
    ['a form of our page', { ...labelled, method: 'POST', fetchMode: 'navigate', fetchDest: 'document' }],
    ['a script of our page in an old browser', { ...older, method: 'DELETE', origin: page }],
    ['a typed address', { ...link, fetchSite: 'none' }],
    ['a link on another page', link],
    ['what our page fetches ahead', { ...labelled, purpose: 'prefetch' }],
    ['a picture in a page of another local port', { ...script, fetchSite: 'same-site', fetchDest: 'image' }],
    ['a picture in an old browser', { ...script, referer: 'https://elsewhere.example/' }],
  ])('lets %s through', (_name, facts) => {
    expect(judgePassage(factsOf(facts), own)).toBeNull();
  });

  it.each<[string, Partial<SourceFacts>]>([
    ['a change by a page of another site', { ...labelled, method: 'POST', fetchSite: 'cross-site' }],
    ['a change by a page of another port', { ...labelled, method: 'PUT', fetchSite: 'same-site' }],
    ['a change by no page', { ...labelled, method: 'POST', fetchSite: 'none' }],
    ['a change by a page elsewhere in an old browser', { ...script, method: 'POST', referer: 'https://evil.example/' }],
    ['a picture in a page of another site', { ...link, fetchMode: 'no-cors', fetchDest: 'image' }],
    ['a frame in a page of another site', { ...link, fetchDest: 'iframe' }],
    ['a prefetch by speculation rules', { ...script, fetchSite: 'none', purpose: 'prefetch' }],
  ])('stops %s', (_name, facts) => {
    expect(judgePassage(factsOf(facts), own)).toMatchObject({ code: 'origin-refused', status: 403 });
  });
});
