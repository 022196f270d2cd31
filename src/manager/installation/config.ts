import { lstatSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { ManagerConfig } from '../../contract/settings';
import { hasSystemCode, pathExists, writeAtomic } from '../../base/files/files';
import { readOwnTextNow } from '../../base/files/own-file';
import { silentLogger, type Logger } from '../../base/log';
import { createSerial } from '../../base/async/serial';
import { editIni, hasSection, parseIni, readSection, type IniDocument } from './config-document';
import { configSection, freshValues, lockedConfig, readManagerConfig, writeConfigValues } from './config-values';
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

/** Opens `config.ini`, and creates it with the reference's defaults when there is none. A file that cannot be understood is left alone. */
export async function openConfig(paths: Pick<Paths, 'configFile'>, log: Logger = silentLogger): Promise<ConfigFile> {
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
  return {
    current: () => readIfChanged().config,
    problem: () => readIfChanged().problem,
    set: (changes) =>
      inOrder(async () => {
        await writeAtomic(file, applyChanges(readForEditing(file), changes));
        readAgain();
      }),
    reload: async () => readAgain(),
  };
}
