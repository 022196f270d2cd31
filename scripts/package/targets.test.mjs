import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listColumn } from '../docs/commands.mjs';
import { projectDir } from '../project.mjs';

const read = (file) => readFileSync(join(projectDir, file), 'utf8');
const config = parse(read('electron-builder.yml'));
const linux = parse(read('scripts/package/linux.yml'));
const manifest = JSON.parse(read('package.json'));

const identity = 'io.github.comfyui-manager-desktop.app';
const name = 'comfyui-manager-desktop';

/** Complaints of electron-builder's own schema, which it applies itself before it builds. */
function complain(document) {
  const schema = JSON.parse(read('node_modules/app-builder-lib/scheme.json'));
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  return validate(document) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the configuration of the packages', () => {
  it("passes electron-builder's own schema", () => {
    expect(complain(config)).toEqual([]);
    const { extends: parent, ...own } = linux;
    expect(parent).toBe('electron-builder.yml');
    expect(complain({ ...config, ...own })).toEqual([]);
  });

  it('is looked at by that schema as a whole', () => {
    expect(complain({ ...config, linux: { ...config.linux, syncDesktopNames: true } })).not.toEqual([]);
    expect(complain({ ...config, electronFuses: { ...config.electronFuses, runAsNode: 'no' } })).not.toEqual([]);
  });

  it('is for one version of electron-builder', () => {
    expect(manifest.devDependencies['electron-builder']).toMatch(/^26\.\d+\.\d+$/);
  });
});

describe('the identity', () => {
  it('is one for all systems', () => {
    expect(config.appId).toBe(identity);
    expect(manifest.desktopName).toBe(`${identity}.desktop`);
    expect(config.linux.syncDesktopName).toBe(true);
    expect(read('main/main.ts')).toContain(`app.setAppUserModelId('${identity}');`);
    // A system with an identity of its own would be another app there.
    for (const system of ['linux', 'mac', 'win']) expect(config[system]).not.toHaveProperty('appId');
  });

  it('leaves the data of the user where they are', () => {
    expect(manifest.productName).toBe('ComfyUI Manager Desktop');
    expect(config.productName).toBe(manifest.productName);
    expect(linux).not.toHaveProperty('extraMetadata');
  });

  it('has no space in a path of Linux', () => {
    expect(linux.productName).toBe(name);
    expect(config.linux.executableName).toBe(name);
    expect(config.linux.desktop.entry).toEqual({ Name: manifest.productName, StartupWMClass: manifest.productName });
  });
});

/** What each system gets. Written down a second time on purpose: a line that is lost in the configuration is missed here. */
const table = {
  linux: { targets: { AppImage: undefined, deb: undefined, rpm: undefined, 'tar.gz': undefined }, icon: 'icons' },
  mac: { targets: { dmg: ['x64', 'arm64'], zip: ['x64', 'arm64'] }, icon: 'icon.icns' },
  win: { targets: { nsis: ['x64', 'arm64'], portable: ['x64', 'arm64'] }, icon: 'icon.ico' },
};

const built = (file) => join(projectDir, config.directories.buildResources, file);

describe.each(Object.entries(table))('packages for %s', (system, { targets, icon }) => {
  const own = config[system];

  it('are of these kinds, for these processors', () => {
    const named = own.target.map((target) => (typeof target === 'string' ? [target] : [target.target, target.arch]));
    expect(Object.fromEntries(named)).toEqual(targets);
  });

  it('have an icon', () => {
    expect(own.icon).toBe(icon);
    expect(existsSync(built(icon))).toBe(true);
  });

  it('have names without a space, one for each file', () => {
    const kinds = own.target.map((target) => target.target ?? target);
    const names = kinds.map((kind) =>
      [config[kind]?.artifactName ?? config.artifactName, ['nsis', 'portable'].includes(kind) ? 'exe' : kind].join(),
    );
    expect(new Set(names).size).toBe(kinds.length);
    for (const pattern of names) {
      expect(pattern).not.toMatch(/ |productName/);
      for (const part of ['${name}', '${version}', '${arch}', '${ext}']) expect(pattern).toContain(part);
    }
  });

  it('open links and files of ours, and take no ending of others', () => {
    for (const key of ['protocols', 'fileAssociations']) expect(linux).not.toHaveProperty(key);
    expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual([name]);
    const given = [...config.fileAssociations, ...(own.fileAssociations ?? [])];
    const owned = given.filter(({ rank }) => rank !== 'Alternate').map(({ ext }) => ext);
    expect(owned).toEqual(['comfysnapshot', 'comfyworkflow']);
    // Where a rank is known, which is macOS alone, JSON may be offered.
    expect(given.filter(({ ext }) => ext === 'json').length).toBe(system === 'mac' ? 1 : 0);
  });
});

describe('packages', () => {
  it('carry the licences, and nothing of Electron that is switched off', () => {
    expect(config.extraResources.map(({ to }) => to)).toEqual(['LICENSE.txt', 'third-party-notices.txt']);
    expect(config.electronLanguages).toEqual(['en-US', 'de', 'zh-CN']);
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('of Windows are for one person, register the links, and leave nothing of it', () => {
    expect(config.nsis).toMatchObject({ oneClick: false, perMachine: false, allowElevation: false });
    expect(config.nsis.deleteAppDataOnUninstall).toBe(false);
    const script = readFileSync(built('installer.nsh'), 'utf8');
    const [install, uninstall] = ['customInstall', 'customUnInstall'].map(
      (macro) => script.split(`!macro ${macro}\n`)[1].split('!macroend')[0],
    );
    expect(install).toContain(`"Software\\Classes\\${name}" "URL Protocol" ""`);
    expect(install).toContain(
      `"Software\\Classes\\${name}\\shell\\open\\command" "" '"$INSTDIR\\\${APP_EXECUTABLE_FILENAME}" "%1"'`,
    );
    expect(uninstall).toContain(`DeleteRegKey SHELL_CONTEXT "Software\\Classes\\${name}"`);
  });

  it('of macOS are hardened, and ask for nothing but the compiler of V8', () => {
    expect(config.mac.hardenedRuntime).toBe(true);
    expect(config.mac.entitlementsInherit).toBe(config.mac.entitlements);
    const granted = [
      ...read(config.mac.entitlements).matchAll(/<key>(?<key>[^<]+)<\/key>\s*<(?<value>true|false)\/>/g),
    ];
    expect(granted.map(({ groups }) => [groups.key, groups.value])).toEqual([
      ['com.apple.security.cs.allow-jit', 'true'],
    ]);
  });

  it('of Linux name both names of a library, and what the app works with', () => {
    expect(config.toolsets.appimage).toBe('1.0.3');
    for (const both of ['libgtk-3-0t64 | libgtk-3-0', 'libasound2t64 | libasound2', 'libgbm1'])
      expect(config.deb.depends).toContain(both);
    expect(config.deb.recommends).toEqual(['git', 'python3', 'python3-venv']);
    expect(config.rpm.depends).toContain('(mesa-libgbm or libgbm1)');
  });

  it('of Linux bring what a shop, man and a copyright are asked for', () => {
    const copies = config.deb.fpm.map((words) => words.split('='));
    expect(config.rpm.fpm).toEqual(config.deb.fpm);
    expect(copies.filter(([from]) => !existsSync(join(projectDir, from)))).toEqual([]);
    const [metainfo, manual, copyright] = copies.map(([from]) => read(from));
    expect(metainfo).toContain(`<id>${identity}</id>`);
    expect(metainfo).toContain(`<launchable type="desktop-id">${identity}.desktop</launchable>`);
    expect(metainfo).toContain(`<url type="homepage">${manifest.homepage}</url>`);
    for (const { mimeType } of config.fileAssociations)
      expect(metainfo).toContain(`<mediatype>${mimeType}</mediatype>`);
    expect(copyright).toContain(`/opt/${name}/resources/third-party-notices.txt`);
    const named = [...manual.matchAll(/^\.BI? ((?:\\-|\w)+)/gm)].map(([, words]) => words.replaceAll('\\-', '-'));
    const options = named.filter((word) => word.startsWith('--'));
    const documented = listColumn(read('docs/settings.md'), 'argument').map((words) => words.split(' ')[0]);
    expect(options.sort()).toEqual([...documented, '--hidden'].sort());
  });

  it('are looked for at one address', () => {
    const { owner, repo, provider } = config.publish;
    expect([provider, `https://github.com/${owner}/${repo}`]).toEqual(['github', manifest.homepage]);
    expect(manifest.repository.url).toBe(`git+${manifest.homepage}.git`);
    expect(manifest.author.email).toMatch(/@users\.noreply\.github\.com$/);
  });
});
