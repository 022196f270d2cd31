import type { Evidence } from './import-evidence';

/** The module that an import did not find; null when it failed otherwise. */
export const readMissingModule = ({ message }: Evidence): string | null =>
  /No module named '([^']+)'/.exec(message)?.[1] ?? null;

/** A name that a module of any kind lacks. */
export function readMissingName({ message }: Evidence): { module: string; name: string } | null {
  const [, imported, from] = /cannot import name '([^']+)' from '([\w.]+)'/.exec(message) ?? [];
  if (imported !== undefined && from !== undefined) return { module: from, name: imported };
  const [, module, attribute] = /(?:module|type object) '([\w.]+)' has no attribute '([^']+)'/.exec(message) ?? [];
  return module === undefined || attribute === undefined ? null : { module, name: attribute };
}
