import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { AppSettings } from '../../contract/settings';
import { openSecrets, type Cipher } from './secrets';
import { createTokenOperations } from '../operations/settings-tokens';

const token = 'hf_abcdefghijklmnop';
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Stands for the system's: turns every byte around. `key` another one cannot read. */
function cipherOf(key: number): Cipher {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    isAvailable: async () => true,
    encrypt: async (text) => turn(Buffer.concat([Buffer.from('ok:'), Buffer.from(text)])),
    decrypt: async (bytes) => {
      const text = turn(bytes).toString('utf8');
      if (!text.startsWith('ok:')) throw new Error('cannot decrypt');
      return { text: text.slice(3), isOutdated: false };
    },
  };
}
const noCipher: Cipher = {
  isAvailable: () => Promise.resolve(false),
  encrypt: () => Promise.reject(new Error('no encryption')),
  decrypt: () => Promise.reject(new Error('no encryption')),
};

const file = () => join(dir, 'tokens.json');
async function open(cipher: Cipher) {
  const secrets = await openSecrets({ file: file(), cipher, log: silentLogger });
  await secrets.ready;
  return secrets;
}

describe('tokens', () => {
  it('are stored encrypted, for this account alone, and read by the next run', async () => {
    const secrets = await open(cipherOf(0x55));
    await secrets.set('huggingface', ` ${token}\n`, { unprotected: false });
    const text = await readFile(file(), 'utf8');
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token).toString('base64'));
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
    const next = await open(cipherOf(0x55));
    expect(next.read('huggingface')).toBe(token);
    expect(next.read('civitai')).toBe('');
    expect(next.facts('huggingface')).toMatchObject({ source: 'stored', isUnprotected: false, problem: null });
    await next.remove('huggingface');
    expect((await open(cipherOf(0x55))).facts('huggingface').source).toBe('none');
  });

  it('that cannot be decrypted any more say so, and count as none', async () => {
    await (await open(cipherOf(0x55))).set('github', token, { unprotected: false });
    const moved = await open(cipherOf(0x11));
    expect(moved.read('github')).toBe('');
    expect(moved.facts('github')).toMatchObject({ source: 'stored', problem: expect.stringMatching(/replace/) });
    await moved.set('github', `${token}2`, { unprotected: false });
    expect([moved.read('github'), moved.facts('github').problem]).toEqual([`${token}2`, null]);
  });

  it('are kept for this run where nothing encrypts, unless the person chose to store them as they are', async () => {
    const secrets = await open(noCipher);
    await secrets.set('civitai', token, { unprotected: false });
    expect([secrets.read('civitai'), secrets.facts('civitai').source]).toEqual([token, 'session']);
    expect((await open(noCipher)).facts('civitai').source).toBe('none');
    await secrets.set('civitai', token, { unprotected: true });
    expect((await open(noCipher)).facts('civitai')).toMatchObject({ source: 'stored', isUnprotected: true });
    // Setting it again without that choice takes the stored one away.
    await secrets.set('civitai', token, { unprotected: false });
    expect((await open(noCipher)).facts('civitai').source).toBe('none');
  });

  it('are stored as they are by a program without a system that encrypts, for this account alone, and read anew by another', async () => {
    const openPlain = () => openSecrets({ file: file(), cipher: noCipher, storesPlain: true, log: silentLogger });
    const [one, other] = [await openPlain(), await openPlain()];
    await one.set('huggingface', token, { unprotected: false });
    expect(one.facts('huggingface')).toMatchObject({ source: 'stored', isUnprotected: true });
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(other.read('huggingface')).toBe('');
    await other.reload();
    expect(other.read('huggingface')).toBe(token);
  });

  it('must be one word; nothing is stored of another', async () => {
    const secrets = await open(cipherOf(0x55));
    for (const wrong of ['', 'short', 'two words here', 'line\nbreak-in-it', 'ünïcödé-token', 'x'.repeat(1001)]) {
      const refusal = secrets.set('github', wrong, { unprotected: false });
      await expect(refusal, wrong).rejects.toMatchObject({ code: 'invalid-input' });
      if (wrong !== '') await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining(wrong) });
    }
    expect(secrets.facts('github').source).toBe('none');
  });

  it('are encrypted again when the system has a newer key', async () => {
    await (await open(cipherOf(0x55))).set('github', token, { unprotected: false });
    const newer = cipherOf(0x11);
    const rotated: Cipher = {
      ...newer,
      decrypt: async (bytes) => ({ ...(await cipherOf(0x55).decrypt(bytes)), isOutdated: true }),
    };
    expect((await open(rotated)).read('github')).toBe(token);
    expect((await open(newer)).read('github')).toBe(token);
    expect((await open(cipherOf(0x55))).facts('github').problem).toMatch(/replace/);
  });

  it('wait for a system that asks the person first', async () => {
    await (await open(cipherOf(0x55))).set('github', token, { unprotected: false });
    let answer: () => void = () => undefined;
    const deciding = new Promise<void>((done) => (answer = done));
    const slow: Cipher = { ...cipherOf(0x55), decrypt: (bytes) => deciding.then(() => cipherOf(0x55).decrypt(bytes)) };
    const secrets = await openSecrets({ file: file(), cipher: slow, log: silentLogger });
    expect(secrets.read('github')).toBe('');
    answer();
    await secrets.ready;
    expect(secrets.read('github')).toBe(token);
  });

  it('survive a file that is none of ours', async () => {
    await writeFile(file(), '{"tokens": 5');
    const secrets = await open(cipherOf(0x55));
    expect(secrets.facts('github').source).toBe('none');
  });
});

describe('the operations of the window', () => {
  it('tell source and host, and never the token', async () => {
    const secrets = await open(cipherOf(0x55));
    const settings = AppSettings.parse({ 'hosts.huggingface': 'https://mirror.example' });
    const operations = createTokenOperations(secrets, settings);
    const context = { caller: 'person' } as const;
    const view = await operations['tokens.set']({ account: 'huggingface', token, unprotected: false }, context);
    expect(JSON.stringify(view)).not.toContain(token);
    expect(view).toMatchObject({
      isEncrypted: true,
      tokens: [
        { account: 'huggingface', source: 'stored', host: 'https://mirror.example' },
        { account: 'civitai', host: 'https://civitai.com' },
        { account: 'github', source: 'none', host: 'https://github.com' },
      ],
    });
  });
});
