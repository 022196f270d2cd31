import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import {
  composeCask,
  composeDesktopEntry,
  composeFlathub,
  composeManifests,
  composeMetainfo,
  composeWinget,
  readSums,
} from './manifests.mjs';

const homepage = 'https://github.com/comfyui-manager-desktop/comfyui-manager-desktop';
const { description } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
const names = [
  ...['win-setup-x64.exe', 'win-setup-arm64.exe', 'win-portable-x64.exe', 'mac-arm64.dmg', 'mac-x64.dmg'],
  ...['linux-x64.tar.gz', 'linux-arm64.tar.gz', 'linux-amd64.deb'],
].map((end) => `comfyui-manager-desktop-1.2.0-${end}`);
const sumOf = (name) => names.indexOf(name).toString(16).padStart(64, 'a');
const sums = readSums(names.map((name) => `${sumOf(name)}  ${name}\n`).join(''));
const release = { version: '1.2.0', day: '2026-11-28', homepage, description, sums };

// Small, of the published schemas (winget 1.6.0, flatpak-builder): the fields that are written here, those that must be there, and no others.
const text = (minLength, maxLength, pattern = '.') => ({ type: 'string', minLength, maxLength, pattern });
const oneOf = (...values) => ({ enum: values });
const object = (properties, optional = []) => ({
  ...{ type: 'object', properties, additionalProperties: false },
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const list = (items, maxItems = 64) => ({ type: 'array', items, minItems: 1, maxItems, uniqueItems: true });
const address = text(1, 2048, '^https://');
const part = '[^.\\s\\\\/:*?"<>|]{1,32}';
const common = { PackageIdentifier: text(1, 128, `^${part}(\\.${part}){1,7}$`), PackageVersion: text(1, 128) };
const end = (type) => ({ ManifestType: { const: type }, ManifestVersion: { const: '1.6.0' } });
const winget = {
  '.yaml': object({ ...common, DefaultLocale: text(2, 20), ...end('version') }),
  '.installer.yaml': object({
    ...common,
    InstallerType: oneOf('exe', 'nullsoft', 'msi', 'zip'),
    Scope: oneOf('user', 'machine'),
    UpgradeBehavior: oneOf('install', 'uninstallPrevious'),
    ReleaseDate: { type: 'string', format: 'date' },
    Protocols: list(text(1, 2048)),
    FileExtensions: list(text(1, 64, '^[^.]')),
    Installers: list(
      object({
        Architecture: oneOf('x86', 'x64', 'arm64'),
        InstallerUrl: address,
        InstallerSha256: text(64, 64, '^[A-F0-9]+$'),
      }),
    ),
    ...end('installer'),
  }),
  '.locale.en-US.yaml': object({
    ...common,
    ...{ PackageLocale: text(2, 20), Publisher: text(2, 256), PackageName: text(2, 256), PackageUrl: address },
    ...{ License: text(3, 512), LicenseUrl: address, ShortDescription: text(3, 256), ReleaseNotesUrl: address },
    ...end('defaultLocale'),
  }),
};
const words = list(text(1, 2048));
const source = object(
  {
    ...{
      type: oneOf('archive', 'file', 'script'),
      url: address,
      sha256: text(64, 64, '^[0-9a-f]+$'),
      path: text(1, 256),
    },
    ...{ 'strip-components': { type: 'integer' }, dest: text(1, 256), 'only-arches': list(oneOf('x86_64', 'aarch64')) },
    ...{ 'dest-filename': text(1, 256), commands: words },
  },
  ['url', 'sha256', 'path', 'strip-components', 'dest', 'only-arches', 'dest-filename', 'commands'],
);
const flathub = object({
  ...{
    id: text(3, 255, '^[\\w-]+(\\.[\\w-]+){2,}$'),
    runtime: text(1, 255),
    'runtime-version': text(1, 32),
    sdk: text(1, 255),
  },
  ...{ base: text(1, 255), 'base-version': text(1, 32), command: text(1, 255) },
  'finish-args': list(text(3, 255, '^--(share|socket|device|filesystem|talk-name)=')),
  modules: list(
    object({ name: text(1, 255), buildsystem: oneOf('simple'), 'build-commands': words, sources: list(source) }),
  ),
});

function complain(schema, document) {
  const validate = addFormats(new Ajv({ allErrors: true })).compile(schema);
  return validate(document) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the manifests of winget', () => {
  const documents = composeWinget(release);

  it.each(Object.entries(winget))('have a file %s as its schema wants it', (ending, schema) => {
    const [name] = Object.keys(documents).filter((one) => one === `${documents[one].PackageIdentifier}${ending}`);
    expect(complain(schema, documents[name])).toEqual([]);
    expect(complain(schema, { ...documents[name], Extra: 1 })).not.toEqual([]);
  });

  it('name the setup of each processor with its own sum', () => {
    const { Installers } = Object.values(documents).find(({ ManifestType }) => ManifestType === 'installer');
    expect(
      Installers.map(({ InstallerUrl, InstallerSha256 }) => [InstallerUrl, InstallerSha256.toLowerCase()]),
    ).toEqual([names[0], names[1]].map((name) => [`${homepage}/releases/download/v1.2.0/${name}`, sumOf(name)]));
  });
});

it('the cask has its parts in the order that Homebrew wants, and the sum of each processor', () => {
  const cask = composeCask(release);
  const stanzas = [...cask.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
  expect(stanzas).toEqual([
    'arch',
    'version',
    'sha256',
    'url',
    'name',
    'desc',
    'homepage',
    'auto_updates',
    'app',
    'zap',
  ]);
  expect(cask).toContain(`arm:   "${sumOf(names[3])}"`);
  expect(cask).toContain(`intel: "${sumOf(names[4])}"`);
  const desc = /desc "(.*)"/.exec(cask)[1];
  // What `brew style` says of a description.
  expect(desc.length).toBeLessThan(80);
  expect(desc).not.toMatch(/^(a|an|the) |\.$/i);
});

it('the manifest of Flathub is as flatpak-builder wants it, with the archive of each processor', () => {
  const document = composeFlathub(release);
  expect(complain(flathub, document)).toEqual([]);
  const archives = document.modules[0].sources.filter(({ type }) => type === 'archive');
  expect(archives.map(({ sha256 }) => sha256)).toEqual([sumOf(names[5]), sumOf(names[6])]);
  const files = document.modules[0].sources.flatMap(({ path, 'dest-filename': made }) => path ?? made ?? []);
  const used = document.modules[0]['build-commands'].flatMap((line) => /^install -Dm\d+ (\S+)/.exec(line)?.[1] ?? []);
  expect(used.sort()).toEqual(files.sort());
});

it('the metainfo and the entry of Flathub carry the identity and the release', () => {
  const plain = readFileSync(
    join(projectDir, 'assets/package/linux/io.github.comfyui-manager-desktop.app.metainfo.xml'),
    'utf8',
  );
  const metainfo = composeMetainfo(plain, release);
  expect(metainfo).toContain('<release version="1.2.0" date="2026-11-28" />');
  expect(metainfo).toContain('<icon type="stock">io.github.comfyui-manager-desktop.app</icon>');
  expect(composeDesktopEntry()).toMatch(/^\[Desktop Entry\]\nType=Application\nName=ComfyUI Manager Desktop\n/);
});

it('a dmg that is not signed is no cask, with the reason, and keeps no other manifest away', () => {
  const rename = (name) => name.replace(/\.(dmg|exe)$/, '-unsigned.$1');
  const unsigned = { ...release, sums: new Map([...sums].map(([name, sum]) => [rename(name), sum])) };
  const [whole, without] = [release, unsigned].map((one) => composeManifests(one, () => '</component>'));
  const names = Object.keys(whole.files);
  expect([names.length, whole.leftOut]).toEqual([7, []]);
  expect(Object.keys(without.files)).toEqual(names.filter((name) => name !== 'homebrew/comfyui-manager-desktop.rb'));
  expect(without.leftOut).toEqual([
    expect.stringMatching(/no cask: .*notary.*arm64-unsigned\.dmg .*x64-unsigned\.dmg/),
  ]);
});

it('what a release lacks is said by name', () => {
  const without = new Map([...sums].filter(([name]) => !name.endsWith('.dmg')));
  expect(() => composeCask({ ...release, sums: without })).toThrow('names no file like');
});
