import { describe, expect, it } from 'vitest';
import { judgeContent, judgeSource, type ContentFacts, type SourceFacts } from './guards';
import { factsOf } from '../testing/source-facts';

const own = { port: 8188 };
const plain = factsOf();

describe('judgeSource', () => {
  it.each<[string, Partial<SourceFacts>]>([
    ['a script with neither header', {}],
    ['localhost', { hosts: ['localhost:8188'] }],
    ['upper case', { hosts: ['LocalHost:8188'] }],
    ['IPv6 loopback', { hosts: ['[::1]:8188'] }],
    ['our own page', { origin: 'http://127.0.0.1:8188', fetchSite: 'same-origin' }],
    ['our own page by another loopback name', { origin: 'http://localhost:8188' }],
    ['our own page over https', { origin: 'https://[::1]:8188' }],
    ['an address typed by the user', { fetchSite: 'none' }],
  ])('lets in %s', (_name, facts) => {
    expect(judgeSource({ ...plain, ...facts }, own)).toBeNull();
  });

  it.each<[string, Partial<SourceFacts>]>([
    ['no Host', { hosts: [] }],
    ['an empty Host', { hosts: [''] }],
    ['two Hosts', { hosts: ['127.0.0.1:8188', 'evil.example'] }],
    ['a rebound name', { hosts: ['evil.example:8188'] }],
    ['a name that starts like ours', { hosts: ['127.0.0.1.evil.example:8188'] }],
    ['a trailing dot', { hosts: ['localhost.:8188'] }],
    ['user info before the name', { hosts: ['evil@127.0.0.1:8188'] }],
    ['another port', { hosts: ['127.0.0.1:8189'] }],
    ['no port', { hosts: ['127.0.0.1'] }],
    ['a port that is no number', { hosts: ['127.0.0.1:0x1ffc'] }],
    ['another loopback address', { hosts: ['127.0.0.2:8188'] }],
    ['an Origin of another site', { origin: 'https://evil.example' }],
    ['an Origin of another local port', { origin: 'http://127.0.0.1:3000' }],
    ['an Origin without port', { origin: 'http://127.0.0.1' }],
    ['the Origin null', { origin: 'null' }],
    ['an empty Origin', { origin: '' }],
    ['an Origin with a path', { origin: 'http://127.0.0.1:8188/x' }],
    ['an Origin with user info', { origin: 'http://127.0.0.1:8188@evil.example' }],
    ['an Origin that is a file', { origin: 'file://' }],
    ['two Origins', { origin: 'http://127.0.0.1:8188, http://evil.example' }],
    ['a cross-site request', { fetchSite: 'cross-site' }],
    ['a same-site request', { fetchSite: 'same-site', origin: 'http://127.0.0.1:8188' }],
    ['two Sec-Fetch-Site', { fetchSite: 'none, cross-site' }],
  ])('refuses %s', (_name, facts) => {
    expect(judgeSource({ ...plain, ...facts }, own)).toMatchObject({ code: 'origin-refused', status: 403 });
  });

  it.each(['http://127.0.0.1:8188/v2/x', '*', '', 'v2/x', 'evil.example:443'])('refuses the target "%s"', (target) => {
    expect(judgeSource({ ...plain, target }, own)).toMatchObject({ code: 'invalid-input', status: 400 });
  });

  it('lets in the pages that ComfyUI invites, by a name of ours', () => {
    const page = { ...plain, origin: 'https://studio.example' };
    const judge = (invited: string | null, facts: Partial<SourceFacts> = {}) =>
      judgeSource({ ...page, ...facts }, { ...own, invited });
    expect([judge('*'), judge('https://Studio.example'), judge('*', { origin: 'null' })]).toEqual([null, null, null]);
    expect(judge(null)?.code).toBe('origin-refused');
    expect(judge('https://other.example')?.code).toBe('origin-refused');
    expect(judge('*', { hosts: ['evil.example:8188'] })?.code).toBe('origin-refused');
  });

  it('takes a left-out port for the port of the scheme', () => {
    expect(judgeSource({ ...plain, hosts: ['localhost'], origin: 'http://localhost' }, { port: 80 })).toBeNull();
    expect(judgeSource({ ...plain, hosts: ['localhost'], origin: 'https://localhost' }, { port: 80 })?.code).toBe(
      'origin-refused',
    );
  });
});

describe('judgeContent', () => {
  const json: ContentFacts = {
    contentType: 'application/json',
    contentEncoding: undefined,
    hasBody: true,
    mutates: true,
  };
  it.each<[string, Partial<ContentFacts>]>([
    ['JSON', {}],
    ['JSON with a charset', { contentType: 'Application/JSON; charset=utf-8' }],
    ['JSON type without a body', { hasBody: false }],
    ['no type', { contentType: undefined }],
    ['neither type nor body', { contentType: undefined, hasBody: false }],
    ['a strange type without a body', { contentType: 'application/octet-stream', hasBody: false }],
    ['a form type on a read without a body', { contentType: 'text/plain', hasBody: false, mutates: false }],
    ['encoding identity', { contentEncoding: 'identity' }],
  ])('lets in %s', (_name, facts) => {
    expect(judgeContent({ ...json, ...facts })).toBeNull();
  });

  it.each<[string, Partial<ContentFacts>]>([
    ['a form', { contentType: 'application/x-www-form-urlencoded' }],
    ['a form without a body', { contentType: 'application/x-www-form-urlencoded', hasBody: false }],
    ['a multipart form', { contentType: 'multipart/form-data; boundary=x' }],
    ['plain text', { contentType: 'text/plain;charset=utf-8' }],
    ['plain text in capitals', { contentType: 'TEXT/Plain' }],
    ['plain text with a body on a read', { contentType: 'text/plain', mutates: false }],
    ['unknown bytes', { contentType: 'application/octet-stream' }],
    ['XML', { contentType: 'application/xml' }],
    ['a type that only ends like JSON', { contentType: 'x-application/json' }],
    ['a compressed body', { contentEncoding: 'gzip' }],
  ])('refuses %s', (_name, facts) => {
    expect(judgeContent({ ...json, ...facts })).toMatchObject({ code: 'content-type-refused', status: 415 });
  });
});
