import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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
    expect(config.linux.desktop.entry.Name).toBe(manifest.productName);
  });
});
