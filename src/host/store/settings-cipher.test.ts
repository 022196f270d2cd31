import { describe, expect, it, vi } from 'vitest';
import { createSystemCipher, type SystemEncryption } from './settings-cipher';

const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));

/** Electron 33: calls that answer at once. */
const immediate = (isAvailable: boolean): SystemEncryption => ({
  isEncryptionAvailable: () => isAvailable,
  encryptString: (text) => turn(Buffer.from(text)),
  decryptString: (bytes) => turn(bytes).toString(),
});

/** Electron 46: calls that answer later, and on Linux always say that they can encrypt. `mark` tells with which key. */
function waiting(mark: string): SystemEncryption & { isRequested: () => boolean } {
  const encryptStringAsync = vi.fn((text: string) =>
    Promise.resolve(Buffer.concat([Buffer.from(mark), turn(Buffer.from(text))])),
  );
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync,
    decryptStringAsync: (bytes) =>
      Promise.resolve({ result: turn(bytes.subarray(mark.length)).toString(), shouldReEncrypt: mark === 'v11' }),
    isRequested: () => encryptStringAsync.mock.calls.length > 0,
  };
}

describe('the encryption of the system', () => {
  it.each([
    ['33', immediate(true)],
    ['45', { ...immediate(true), ...waiting('v12') }],
    ['46', waiting('v12')],
  ])('of Electron %s reads what it wrote', async (_version, system) => {
    const cipher = createSystemCipher(system, 'linux');
    expect(await cipher.isAvailable()).toBe(true);
    const bytes = await cipher.encrypt('a token');
    expect(bytes.toString()).not.toContain('a token');
    expect(await cipher.decrypt(bytes)).toEqual({ text: 'a token', isOutdated: false });
  });

  it('does not use the calls that 45 calls deprecated where there are others', async () => {
    const isEncryptionAvailable = vi.fn(() => true);
    const cipher = createSystemCipher({ ...waiting('v12'), isEncryptionAvailable }, 'linux');
    await cipher.isAvailable();
    expect(isEncryptionAvailable).not.toHaveBeenCalled();
  });

  it('is none on a Linux without a keyring, where the newer calls encrypt with a key that everybody has', async () => {
    expect(await createSystemCipher(waiting('v10'), 'linux').isAvailable()).toBe(false);
    // The keychain of macOS has the same mark, and a key of its own.
    expect(await createSystemCipher(waiting('v10'), 'darwin').isAvailable()).toBe(true);
    expect(await createSystemCipher(immediate(false), 'linux').isAvailable()).toBe(false);
  });

  it('is none where it fails, or where Electron has neither kind of call', async () => {
    const broken = { ...waiting('v12'), isAsyncEncryptionAvailable: () => Promise.reject(new Error('no bus')) };
    expect(await createSystemCipher(broken, 'linux').isAvailable()).toBe(false);
    const none = createSystemCipher({}, 'linux');
    expect(await none.isAvailable()).toBe(false);
    await expect(none.encrypt('x')).rejects.toThrow();
    await expect(none.decrypt(Buffer.from('x'))).rejects.toThrow();
  });

  it('says what a newer key should encrypt again', async () => {
    const cipher = createSystemCipher(waiting('v11'), 'linux');
    expect(await cipher.decrypt(await cipher.encrypt('old'))).toEqual({ text: 'old', isOutdated: true });
  });

  it('is not touched before it is used: it may ask the person for a keychain', () => {
    const system = waiting('v12');
    createSystemCipher(system, 'linux');
    expect(system.isRequested()).toBe(false);
  });
});
