// What was made is looked at before it is called a package: a file that is missing in a deb is noticed here and not by who installs it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectDir } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { readDeb } from './deb.mjs';

const NAME = 'comfyui-manager-desktop';
const IDENTITY = 'io.github.comfyui-manager-desktop.app';
const ARTIFACT = /\.(AppImage|deb|rpm|tar\.gz|exe|dmg|zip)$/;
const HOME = `./opt/${NAME}`;

/** Every path that a deb must have. The last two are the licences. */
const DEB_PATHS = [
  ...[`${HOME}/${NAME}`, `${HOME}/chrome-sandbox`, `${HOME}/resources/app.asar`, `${HOME}/resources/apparmor-profile`],
  ...[16, 24, 32, 48, 64, 96, 128, 256, 512].map(
    (edge) => `./usr/share/icons/hicolor/${edge}x${edge}/apps/${NAME}.png`,
  ),
  ...[`./usr/share/applications/${IDENTITY}.desktop`, `./usr/share/mime/packages/${NAME}.xml`],
  ...[
    `./usr/share/metainfo/${IDENTITY}.metainfo.xml`,
    `./usr/share/man/man1/${NAME}.1`,
    `./usr/share/doc/${NAME}/copyright`,
  ],
  ...[`${HOME}/LICENSE.electron.txt`, `${HOME}/LICENSES.chromium.html`],
  ...[`${HOME}/resources/LICENSE.txt`, `${HOME}/resources/third-party-notices.txt`],
];

/** Without these the app does not start on a bare Debian, or has nothing to work with. */
const DEB_DEPENDS = ['libgbm1', 'libasound2t64 | libasound2', 'libgtk-3-0t64 | libgtk-3-0', 'libnss3', 'libx11-xcb1'];
const DEB_RECOMMENDS = ['git', 'python3', 'python3-venv'];

/** What is wrong with a deb, in sentences. @param {ReturnType<typeof readDeb>} deb @returns {string[]} */
export function findDebProblems({ fields, entries, scripts }) {
  const named = (field, wanted) => {
    const given = (fields[field] ?? '').split(', ');
    return wanted.filter((name) => !given.includes(name)).map((name) => `${field} does not name ${name}`);
  };
  const paths = Object.keys(entries);
  return [
    ...(fields.Package === NAME ? [] : [`the package is called ${fields.Package}`]),
    ...named('Depends', DEB_DEPENDS),
    ...named('Recommends', DEB_RECOMMENDS),
    ...DEB_PATHS.filter((path) => !(path in entries)).map((path) => `${path} is missing`),
    ...paths.filter((path) => path.includes(' ')).map((path) => `${path} has a space`),
    ...paths.filter((path) => path.endsWith('default_app.asar')).map((path) => `${path} is Electron's example`),
    ...paths.filter((path) => entries[path].owner !== 'root/root').map((path) => `${path} is not root's`),
    ...['postinst', 'postrm'].filter((name) => !scripts.includes(name)).map((name) => `it has no ${name}`),
  ];
}

/** The folder that electron-builder was told to write into. @param {readonly string[]} words @returns {string} */
export function outputDir(words) {
  const option = '-c.directories.output=';
  const given = words.findLast((word) => word.replace(/^--config\./, '-c.').startsWith(option));
  return resolve(projectDir, given?.slice(given.indexOf('=') + 1) ?? 'dist');
}

/**
 * Looks at what was made since a moment.
 * @returns {{name: string, megabytes: number}[]}
 * @throws {ScriptError} naming what is wrong
 */
export function checkPackages(folder, sinceMs) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => ARTIFACT.test(name)) : [];
  const made = names.filter((name) => statSync(join(folder, name)).mtimeMs >= sinceMs);
  const problems = made.flatMap((name) => [
    ...(name.includes(' ') ? [`${name}: the name has a space`] : []),
    ...(name.endsWith('.deb') ? findDebProblems(readDeb(join(folder, name))).map((text) => `${name}: ${text}`) : []),
  ]);
  if (problems.length > 0) throw new ScriptError(problems.join('\n'), 'Mend electron-builder.yml, then try again.');
  return made.map((name) => ({ name, megabytes: Math.round(statSync(join(folder, name)).size / 1e6) }));
}
