// What a deb says of itself, as dpkg reads it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ask = (...args) => execFileSync('dpkg-deb', args, { encoding: 'utf8', maxBuffer: 64 << 20 });

/**
 * Reads a deb: its control fields, what it puts on the disk, and which maintainer scripts it brings.
 * @param {string} file
 * @returns {{fields: Record<string, string>, entries: Record<string, {mode: string, owner: string, bytes: number}>, scripts: string[]}}
 */
export function readDeb(file) {
  return {
    fields: readFields(ask('--field', file)),
    entries: readEntries(ask('--contents', file)),
    scripts: readScripts(file),
  };
}

function readFields(text) {
  // A line that begins with a space goes on with the field before it.
  const fields = text.trimEnd().split(/\n(?! )/);
  return Object.fromEntries(fields.map((field) => [field.split(':')[0], field.slice(field.indexOf(':') + 2)]));
}

function readEntries(text) {
  const lines = text.trimEnd().split('\n');
  const pattern = /^(?<mode>\S+) +(?<owner>\S+) +(?<bytes>\d+) +\S+ +\S+ (?<path>.*?)(?: -> .*)?$/;
  return Object.fromEntries(
    lines.map((line) => {
      const { mode, owner, bytes, path } = pattern.exec(line).groups;
      return [path, { mode, owner, bytes: Number(bytes) }];
    }),
  );
}

function readScripts(file) {
  const folder = mkdtempSync(join(tmpdir(), 'deb-control-'));
  try {
    ask('--control', file, folder);
    return readdirSync(folder)
      .filter((name) => name !== 'control')
      .sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
