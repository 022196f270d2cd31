import { msg } from '../../../contract/text/message';
import { saying } from '../../../base/testing/saying';
import { afterEach, describe, expect, it } from 'vitest';
import { AppSettings } from '../../../contract/settings';
import { statusFailed } from '../../../base/http/failure';
import { toHub } from './listed';
import { readNetwork } from './model-network';
import { adviceForFault, assertSafeAddress, explainRefusal, headersFor, type ModelNetwork } from './remote-facts';

const hub: ModelNetwork = { hubUrl: 'https://huggingface.co', hubToken: '', proxy: '', stallMs: 1000 };
const member = { ...hub, hubToken: 'hf_secret' };
const onHub = 'https://huggingface.co/a/b/resolve/main/c.safetensors';
const elsewhere = 'https://civitai.com/api/download/models/1';

describe('what to do about a refusal', () => {
  it.each([
    [401, onHub, hub, /accept its terms at https:\/\/huggingface\.co\/a\/b, paste your token under Settings.*HF_TOKEN/],
    [403, onHub, member, /accept its terms at https:\S+\/a\/b, check the account of your token/],
    [403, elsewhere, member, /download it in a browser/],
    [
      401,
      elsewhere,
      { ...hub, civitai: { url: 'https://civitai.com', token: '' } },
      /Civitai.*https:\/\/civitai\.com\/model-versions\/1, paste your token.*Settings/,
    ],
    [401, elsewhere, { ...hub, civitai: { url: 'https://civitai.com', token: 'c' } }, /Civitai.*this account/],
    [404, onHub, hub, /new address/],
    [410, elsewhere, hub, /new address/],
    [429, onHub, hub, /a few minutes.*HF_TOKEN/],
    [429, onHub, member, /a few minutes\.$/],
    [429, elsewhere, hub, /a few minutes\.$/],
    [503, onHub, hub, /Try again later/],
  ])('%i of %s', (...[status, url, network, remedy]) => {
    const explained = explainRefusal(statusFailed(url, status), url, network);
    expect(explained).toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining(String(status)),
      remedy: expect.stringMatching(remedy),
      details: { status },
    });
  });

  it('tells the page around a file from a login, and a question for an account from a file that is gone', () => {
    const page = { kind: 'message', reason: msg`it is a web page` } as const;
    const blob = 'https://github.com/someone/Mobile/blob/master/weights/mobile_sam.pt';
    expect(adviceForFault(page, blob, hub)).toEqual(saying('/raw/'));
    expect(adviceForFault(page, elsewhere, hub)).toEqual(saying(/login/));
    const denied = { kind: 'message', reason: msg`it is a JSON message that says "${'Unauthorized'}"` } as const;
    expect(adviceForFault(denied, onHub, hub)).toEqual(saying(/paste your token/));
    expect(adviceForFault(denied, elsewhere, hub)).toEqual(saying(/in a browser/));
  });
});

describe('the token', () => {
  const isSent = (url: string, network: ModelNetwork) => 'authorization' in headersFor(url, network);

  it('goes to the hub alone, and never over plain http to another machine', () => {
    expect(headersFor(onHub, member)).toMatchObject({ authorization: 'Bearer hf_secret' });
    expect(isSent(onHub, hub)).toBe(false);
    expect(isSent(elsewhere, member)).toBe(false);
    expect(isSent('https://huggingface.co.example/a', member)).toBe(false);
    expect(isSent('http://mirror.lan/a', { ...member, hubUrl: 'http://mirror.lan' })).toBe(false);
    const customer = { ...member, civitai: { url: 'https://civitai.com', token: 'civ_secret' } };
    expect(headersFor(elsewhere, customer)).toMatchObject({ authorization: 'Bearer civ_secret' });
    expect(headersFor(onHub, customer)).toMatchObject({ authorization: 'Bearer hf_secret' });
    expect(isSent('https://civitai.com.example/api', customer)).toBe(false);
    expect(isSent('https://elsewhere.example/https://civitai.com/', customer)).toBe(false);
    expect(isSent('http://127.0.0.1:9/a', { ...member, hubUrl: 'http://127.0.0.1:9' })).toBe(true);
  });
});

describe('addresses', () => {
  it('of the public hub lead to the configured one, all others stay', () => {
    expect(toHub(onHub, 'https://mirror.example/hf/')).toBe('https://mirror.example/hf/a/b/resolve/main/c.safetensors');
    expect(toHub(elsewhere, 'https://mirror.example')).toBe(elsewhere);
    expect(toHub('https://huggingface.co.example/a', 'https://mirror.example')).toBe(
      'https://huggingface.co.example/a',
    );
  });

  it.each(['http://models.example/a', 'ftp://models.example/a', 'file:///etc/passwd', 'owner/name'])(
    'like %s are not asked',
    (url) => {
      expect(() => assertSafeAddress(url, hub)).toThrow(expect.objectContaining({ code: 'download-failed' }));
    },
  );

  it('over http are for this machine and for a mirror that the settings name', () => {
    expect(() => assertSafeAddress('http://localhost:9/a', hub)).not.toThrow();
    expect(() => assertSafeAddress('http://mirror.lan/a', { ...hub, hubUrl: 'http://mirror.lan' })).not.toThrow();
  });
});

describe('the hub in use', () => {
  const names = ['HF_ENDPOINT', 'HF_TOKEN'] as const;
  const earlierValues = names.map((name) => process.env[name]);
  afterEach(() => {
    names.forEach((name, index) => {
      const value = earlierValues[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    });
  });

  it('is that of the settings, else of HF_ENDPOINT, else the public one', () => {
    Reflect.deleteProperty(process.env, 'HF_ENDPOINT');
    expect(readNetwork(AppSettings.parse({})).hubUrl).toBe('https://huggingface.co');
    process.env['HF_ENDPOINT'] = 'https://endpoint.example/';
    process.env['HF_TOKEN'] = 'hf_mine';
    expect(readNetwork(AppSettings.parse({}))).toMatchObject({
      hubUrl: 'https://endpoint.example',
      hubToken: 'hf_mine',
    });
    const own = AppSettings.parse({ 'hosts.huggingface': 'https://mirror.example/', 'downloads.stallSeconds': '7' });
    expect(readNetwork(own)).toMatchObject({ hubUrl: 'https://mirror.example', stallMs: 7000 });
  });
});
