import { lstatSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { findOpenings } from '../../contract/config-openings';
import type { ManagerConfig } from '../../contract/settings';
import { hasSystemCode, pathExists, writeAtomic } from '../../base/files/files';
import { readOwnTextNow } from '../../base/files/own-file';
import { silentLogger, type Logger } from '../../base/log';
import { createSerial } from '../../base/async/serial';
import { editIni, hasSection, parseIni, readSection, type IniDocument } from './config-document';
import { configSection, freshValues, lockedConfig, readManagerConfig, writeConfigValues } from './config-values';
import type { Notify } from '../../base/files/quarantine';
import type { Paths } from './paths';

/** `config.ini` of an installation, shared with the reference: edited in place, so comments, unknown keys and other sections stay. */
export interface ConfigFile {
  /** What counts now; edits made outside of the app are seen. */
  current(): ManagerConfig;
  /** Why the file cannot be used, so that the strictest values count; null where it can. */
  problem(): string | null;
  /** Writes these keys. Throws `invalid-input` (a `%`), `config-unreadable` (nothing is written then). */
  set(changes: Partial<ManagerConfig>): Promise<void>;
  /** Reads the file again even when it looks unchanged. */
  reload(): Promise<void>;
  /** Values that came with the folder and open something: they do not count as long as they stand there unchanged and nobody has said that they do. */
  held(): Partial<ManagerConfig>;
  letCount(): Promise<void>;
  /** Writes into the file what counts in their place. */
  discardHeld(): Promise<void>;
}

/** By what is known which values came with the folder. */
export interface ConfigProof {
  record: { heldConfig: Record<string, unknown> };
  /** The folder is opened for the first time. */
  isForeign: boolean;
  save(): Promise<void>;
  notify: Notify;
}

/** What tells two states of the file apart without reading it. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = lstatSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return hasSystemCode(error, 'ENOENT', 'ENOTDIR') ? 'absent' : 'unreadable';
  }
}

/** The values that count: the section's own, else those of `[DEFAULT]`, which configparser lends to every section. */
function valuesOf(document: IniDocument): Map<string, string> {
  return new Map([...readSection(document, 'DEFAULT'), ...readSection(document, configSection)]);
}

interface ReadConfig {
  config: ManagerConfig;
  problem: string | null;
}

const usable = (config: ManagerConfig): ReadConfig => ({ config, problem: null });

function readConfig(file: string, log: Logger): ReadConfig {
  try {
    const document = parseIni(readOwnTextNow(file) ?? '');
    if (document.problem === null) return usable(readManagerConfig(valuesOf(document)));
    log.error(`config.ini is malformed (${document.problem}): security level "strong" counts until it is corrected.`, {
      file,
    });
    return { config: lockedConfig(), problem: `config.ini is malformed: ${document.problem}.` };
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return usable(readManagerConfig(new Map()));
    log.error('config.ini cannot be read: security level "strong" counts until it can.', { file, error });
    return { config: lockedConfig(), problem: 'config.ini cannot be read.' };
  }
}

function unreadable(file: string, reason: string, cause?: unknown): AppError {
  return new AppError('config-unreadable', msg`The configuration was not changed: ${reason}.`, {
    remedy: msg`Correct or remove ${file}, then try again.`,
    details: { file },
    cause,
  });
}

function readForEditing(file: string): IniDocument {
  let text: string;
  try {
    text = readOwnTextNow(file) ?? '';
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return parseIni('');
    throw unreadable(file, 'config.ini cannot be read', error);
  }
  const document = parseIni(text);
  if (document.problem !== null) throw unreadable(file, `config.ini is malformed, ${document.problem}`);
  return document;
}

/** The new text. A file without our section gets all owned keys, as the reference does. */
function applyChanges(document: IniDocument, changes: Partial<ManagerConfig>): string {
  const values = writeConfigValues(changes);
  const isNew = !hasSection(document, configSection);
  return editIni(document, configSection, isNew ? new Map([...freshValues, ...values]) : values);
}

const pick = (from: ManagerConfig, keys: readonly string[]): Partial<ManagerConfig> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));

/** The values that came with a folder, as the profile keeps them. */
function createHeld({ record, save, notify }: ConfigProof) {
  const fallbacks = readManagerConfig(new Map());
  const among = (config: ManagerConfig) => {
    const now = new Map<string, unknown>(Object.entries(config));
    const stillThere = Object.entries(record.heldConfig).filter(([key, value]) => now.get(key) === value);
    return pick(
      config,
      stillThere.map(([key]) => key),
    );
  };
  return {
    among,
    /** What counts in their place. */
    insteadOf: (config: ManagerConfig) => pick(fallbacks, Object.keys(among(config))),
    async hold(config: ManagerConfig) {
      record.heldConfig = pick(config, findOpenings(config, fallbacks));
      const values = Object.entries(record.heldConfig).map(([key, value]) => `${key} = ${String(value)}`);
      if (values.length > 0)
        notify(
          msg`The config.ini that came with this folder allows more than a new one. This does not count until you say so: ${values.join(', ')}. Decide on Home, with "cmdesk unverified", or by another value in the file.`,
        );
      await save();
    },
    /** All of them, or those of these keys. */
    async letCount(keys: readonly string[] = Object.keys(record.heldConfig)) {
      if (!keys.some((key) => key in record.heldConfig)) return;
      record.heldConfig = Object.fromEntries(Object.entries(record.heldConfig).filter(([key]) => !keys.includes(key)));
      await save();
    },
  };
}

/** Opens `config.ini`, and creates it with the reference's defaults when there is none. A file that cannot be understood is left alone. */
export async function openConfig(
  paths: Pick<Paths, 'configFile'>,
  log: Logger = silentLogger,
  proof: ConfigProof = {
    record: { heldConfig: {} },
    isForeign: false,
    save: () => Promise.resolve(),
    notify: () => undefined,
  },
): Promise<ConfigFile> {
  const file = paths.configFile;
  const inOrder = createSerial();
  if (!(await pathExists(file))) await writeAtomic(file, `${applyChanges(parseIni(''), {})}\n`);
  let stamp = stampOf(file);
  let read = readConfig(file, log);
  const readAgain = () => {
    stamp = stampOf(file);
    read = readConfig(file, log);
  };
  const readIfChanged = (): ReadConfig => {
    if (stampOf(file) !== stamp) readAgain();
    return read;
  };
  const held = createHeld(proof);
  if (proof.isForeign) await held.hold(read.config);
  const set = (changes: Partial<ManagerConfig>): Promise<void> =>
    inOrder(async () => {
      await writeAtomic(file, applyChanges(readForEditing(file), changes));
      await held.letCount(Object.keys(changes));
      readAgain();
    });
  return {
    current: () => ({ ...readIfChanged().config, ...held.insteadOf(readIfChanged().config) }),
    problem: () => readIfChanged().problem,
    set,
    reload: async () => readAgain(),
    held: () => held.among(readIfChanged().config),
    letCount: held.letCount,
    discardHeld: () => set(held.insteadOf(readIfChanged().config)),
  };
}
