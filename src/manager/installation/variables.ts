import { z } from 'zod';
import { createEmitter } from '../../base/async/emitter';
import { createSerial } from '../../base/async/serial';
import { writePrivate } from '../../base/files/files';
import { readOwnText } from '../../base/files/own-file';
import { withoutSeal, withSeal } from '../../base/files/seals';
import { keepSecretsOutOfLogs } from '../../base/log';
import { AppError } from '../../contract/errors';
import { isHarmlessVariable } from '../../contract/text/harmless-settings';
import type { Variables } from '../../contract/operations/variables';
import { msg } from '../../contract/text/message';
import { looksSecret, proveVariable } from './variable-rules';

type Stored = Readonly<Record<string, string>>;

/** More than any list of a program's variables. */
const maxVariables = 200;

/** The environment variables that ComfyUI and its installers get (docs/rooms/installation.md). */
export interface EnvironmentVariables {
  /** As a program gets them; secrets as they are. */
  current(): Stored;
  list(): Variables;
  /** Throws `invalid-input`, `variable-refused`. */
  set(name: string, value: string): Promise<void>;
  /** Throws `variable-not-found`. */
  remove(name: string): Promise<void>;
  /** Those without a secret, for an export. */
  shareable(): Stored;
  /** Of an import those that are not here: what a file may set, and what it may not, which is for the person to set. A secret is neither. */
  newAmong(given: Stored): { taken: Stored; refused: Stored };
  takeIn(given: Stored): Promise<void>;
  onChange(listener: () => void): () => void;
  close(): void;
}

const fold = (name: string) => name.toUpperCase();

function isAllowed(name: string, value: string): boolean {
  try {
    proveVariable(name, value);
    return true;
  } catch {
    return false;
  }
}

async function readStored(file: string): Promise<Stored> {
  const text = await readOwnText(file);
  // What cannot be read was set aside, and told, before anything reads it (`own-files.ts`).
  const read = z.record(z.string(), z.string()).safeParse(text === null ? {} : withoutSeal(JSON.parse(text) as object));
  // A person may edit the file; what would do harm counts there as little as anywhere.
  return Object.fromEntries(Object.entries(read.data ?? {}).filter(([name, value]) => isAllowed(name, value)));
}

class FileVariables implements EnvironmentVariables {
  #stored: Stored;
  readonly #file: string;
  readonly #inTurn = createSerial();
  readonly #changes = createEmitter<null>();
  #forget: () => void;

  constructor(file: string, stored: Stored) {
    this.#file = file;
    this.#stored = stored;
    this.#forget = this.#keepSecrets();
  }

  current(): Stored {
    return this.#stored;
  }

  list(): Variables {
    const rows = Object.entries(this.#stored).map(([name, value]) => {
      const isSecret = looksSecret(name, value);
      return { name, value: isSecret ? null : value, isSecret };
    });
    return { variables: rows.sort((a, b) => a.name.localeCompare(b.name, 'en')) };
  }

  async set(name: string, value: string): Promise<void> {
    proveVariable(name, value);
    await this.#change((stored) => {
      const others = Object.entries(stored).filter(([own]) => fold(own) !== fold(name));
      if (others.length >= maxVariables) {
        throw new AppError('invalid-input', msg`There are already ${maxVariables} environment variables.`, {
          remedy: msg`Remove one that is no longer used.`,
        });
      }
      return Object.fromEntries([...others, [name, value]]);
    });
  }

  async remove(name: string): Promise<void> {
    await this.#change((stored) => {
      const others = Object.entries(stored).filter(([own]) => fold(own) !== fold(name));
      if (others.length < Object.keys(stored).length) return Object.fromEntries(others);
      throw new AppError('variable-not-found', msg`There is no environment variable ${name} here.`, {
        remedy: msg`Read the list again; another window may have removed it.`,
      });
    });
  }

  shareable(): Stored {
    return Object.fromEntries(Object.entries(this.#stored).filter(([name, value]) => !looksSecret(name, value)));
  }

  newAmong(given: Stored): { taken: Stored; refused: Stored } {
    const here = new Set(Object.keys(this.#stored).map(fold));
    const fresh = Object.entries(given).filter(([name, value]) => !here.has(fold(name)) && !looksSecret(name, value));
    const mayCome = ([name, value]: [string, string]) => isHarmlessVariable(name, value) && isAllowed(name, value);
    return {
      taken: Object.fromEntries(fresh.filter(mayCome)),
      refused: Object.fromEntries(fresh.filter((one) => !mayCome(one))),
    };
  }

  async takeIn(given: Stored): Promise<void> {
    await this.#change((stored) => ({ ...this.newAmong(given).taken, ...stored }));
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  close(): void {
    this.#forget();
  }

  #keepSecrets(): () => void {
    const secrets = Object.entries(this.#stored).filter(([name, value]) => looksSecret(name, value));
    return keepSecretsOutOfLogs(secrets.map(([, value]) => value));
  }

  async #change(work: (stored: Stored) => Stored): Promise<void> {
    await this.#inTurn(async () => {
      const next = work(this.#stored);
      await writePrivate(this.#file, `${JSON.stringify(withSeal(this.#file, next), null, 4)}\n`);
      this.#stored = next;
      this.#forget();
      this.#forget = this.#keepSecrets();
    });
    this.#changes.emit(null);
  }
}

/** Opens the variables kept in `file`, which only the person's own account may read. */
export async function openVariables(file: string): Promise<EnvironmentVariables> {
  return new FileVariables(file, await readStored(file));
}
