import type { Cipher, Deciphered } from './secrets';

/**
 * What a generation of Electron encrypts with: older ones have the calls that answer at once, which 45 calls deprecated, and 46 has only those
 * that answer later (docs/decisions/024).
 */
export interface SystemEncryption {
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>;
  isEncryptionAvailable?(): boolean;
  encryptString?(text: string): Buffer;
  decryptString?(bytes: Buffer): string;
}

/** How Chromium marks what it encrypted on Linux with a key that stands in its source. */
const fixedKeyMark = 'v10';

/** The encryption of the system: keychain, DPAPI, or a keyring on Linux. Asked for nothing before it is used: it may ask the person for a keychain. */
export function createSystemCipher(system: SystemEncryption, platform: NodeJS.Platform): Cipher {
  return readWaiting(system, platform) ?? readImmediate(system);
}

function readWaiting(system: SystemEncryption, platform: NodeJS.Platform): Cipher | null {
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = system;
  if (!isAsyncEncryptionAvailable || !encryptStringAsync || !decryptStringAsync) return null;
  const encrypt = (text: string) => encryptStringAsync.call(system, text);
  // Without a keyring these calls say yes on Linux and encrypt with a key that everybody has, which protects nothing.
  const isKeyOurs = async () => platform !== 'linux' || !markOf(await encrypt('a probe')).startsWith(fixedKeyMark);
  return {
    isAvailable: async () => {
      try {
        return (await isAsyncEncryptionAvailable.call(system)) && (await isKeyOurs());
      } catch {
        return false;
      }
    },
    encrypt,
    decrypt: async (bytes) => {
      const { result, shouldReEncrypt } = await decryptStringAsync.call(system, bytes);
      return { text: result, isOutdated: shouldReEncrypt };
    },
  };
}

function markOf(bytes: Buffer): string {
  return bytes.subarray(0, fixedKeyMark.length).toString('latin1');
}

/** These calls know the fixed key themselves, and say no. */
function readImmediate(system: SystemEncryption): Cipher {
  return {
    isAvailable: async () => system.isEncryptionAvailable?.() ?? false,
    encrypt: async (text) => {
      if (!system.encryptString) throw new Error('This Electron has no encryption that this app knows.');
      return system.encryptString(text);
    },
    decrypt: async (bytes): Promise<Deciphered> => {
      if (!system.decryptString) throw new Error('This Electron has no encryption that this app knows.');
      return { text: system.decryptString(bytes), isOutdated: false };
    },
  };
}
