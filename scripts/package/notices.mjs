// The licences of everything that the bundles hold, as one text for every package: most ask to be passed on with what they are about.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { RECORD } from './bundled.mjs';

export const NOTICES = 'third-party-notices.txt';

const LICENCE_FILE = /^(un)?(licen[cs]es?|copying|copyright|notice|ofl)([.-][\w.-]+)?$/i;
const CODE = /\.([cm]?[jt]s|json)$/;
/** What an SPDX name stands for, where a package names its licence and carries no text. `AUTHOR` is what its package.json says. */
const TEXTS = { MIT: 'mit.txt' };

const licencesDir = join(projectDir, 'assets', 'package', 'licences');

/** @typedef {{name: string, version: string, license?: string, path: string}} Bundled as scripts/package/bundled.mjs writes it down */

/** The bundles of the app. */
const APP_PARTS = ['main', 'preload', 'renderer'];

/** Every package in the bundles of a build, each once. @param {string} outDir @param {string[]} [parts] @returns {Bundled[]} */
export function readBundled(outDir, parts = APP_PARTS) {
  const lists = parts.map((part) => JSON.parse(readFileSync(join(outDir, part, RECORD), 'utf8')));
  const byKey = new Map(lists.flat().map((bundled) => [`${bundled.name}@${bundled.version}`, bundled]));
  return [...byKey.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * One package's part of the notices.
 * @param {Bundled} bundled
 * @param {string} [root] what its path is relative to
 * @returns {{title: string, text: string}}
 * @throws {ScriptError} where no text can be found
 */
export function noticeOf({ name, version, path }, root = projectDir) {
  const folder = join(root, path);
  const { license, author, homepage, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file) && !CODE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const known = texts.length > 0 ? texts : [standardText({ name, license, author })];
  const address = homepage ?? repository?.url ?? repository ?? '';
  return { title: `${name} ${version} (${license}) ${address}`.trim(), text: known.join('\n\n') };
}

function standardText({ name, license, author }) {
  const file = TEXTS[license];
  if (file === undefined) {
    throw new ScriptError(
      `${name} is in the app, and carries no text of its licence (${license}).`,
      `Add the text to assets/package/licences and name it in scripts/package/notices.mjs.`,
    );
  }
  const holder = author?.name ?? author ?? `the authors of ${name}`;
  return readFileSync(join(licencesDir, file), 'utf8')
    .replace('AUTHOR', holder.replace(/ *[<(].*/, ''))
    .trim();
}

const INTRODUCTION = `ComfyUI Manager Desktop is made with the work of others. What is inside of it, and under which licence, stands here.
`;
const ELECTRON = `Electron's licence is in LICENSE.electron.txt, those of Chromium in LICENSES.chromium.html.
`;

/** Writes the notices of a build beside it, or into the folder of the one bundle that they are of. @param {string} outDir @param {string[]} [parts] @returns {{file: string, count: number}} */
export function writeNotices(outDir, parts = APP_PARTS) {
  const notices = readBundled(outDir, parts).map((bundled) => noticeOf(bundled));
  const line = '='.repeat(80);
  const text = notices.map(({ title, text }) => `${line}\n${title}\n${line}\n\n${text}\n`).join('\n');
  const [only, ...others] = parts;
  const file = join(outDir, others.length === 0 ? only : '', NOTICES);
  writeFileSync(file, `${parts === APP_PARTS ? `${INTRODUCTION}${ELECTRON}` : INTRODUCTION}\n${text}`);
  return { file, count: notices.length };
}
