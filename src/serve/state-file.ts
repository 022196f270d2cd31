import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasSystemCode } from '../base/files/files';
import { replaceAtOnce } from '../base/files/replace-whole';
import { createStateStore, formatState, type StateStore } from '../host/store/state-store';

function load(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || hasSystemCode(error, 'ENOENT')) return {};
    throw error;
  }
}

/**
 * Opens the store of a profile, in the file where the window has it. The library of the window sends a program each signal that it hears once more, so that
 * one Ctrl-C would count as two.
 */
export function openStateFile(profileDir: string): StateStore {
  const path = join(profileDir, 'state.json');
  return createStateStore({
    path,
    load: () => load(path),
    save: (next) => replaceAtOnce(path, formatState(next)),
  });
}
