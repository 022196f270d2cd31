import { safeStorage } from 'electron';
import type { Cipher } from './secrets';

/** What every Electron this app runs on has; the newer calls that wait are missing in 33. */
interface SystemEncryption {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(bytes: Buffer): string;
}

const system: SystemEncryption = safeStorage;

/** The encryption of the system: keychain, DPAPI, or a keyring on Linux. Without a keyring Electron has only a fixed key, which protects nothing. */
export const systemCipher: Cipher = {
  isAvailable: () => system.isEncryptionAvailable(),
  encrypt: (text) => system.encryptString(text),
  decrypt: (bytes) => system.decryptString(bytes),
};
