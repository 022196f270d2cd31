import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../src/base/testing/only-where';
import { projectDir } from '../project.mjs';
import { makeNodeArchive } from './node-archive.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-archive-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = onlyWhere(process.platform !== 'win32', 'The archive is for systems with a shell.');
describe('the program with its own Node', options, () => {
  it('runs from a link, where the Node of PATH does not', () => {
    const nodeDir = join(folder, 'node of a release');
    mkdirSync(join(nodeDir, 'bin'), { recursive: true });
    cpSync(process.execPath, join(nodeDir, 'bin', 'node'));
    writeFileSync(join(nodeDir, 'LICENSE'), 'The licence of Node.');
    const archive = makeNodeArchive(folder, nodeDir);
    const [home, bin] = [join(folder, 'home'), join(folder, 'bin of a person')];
    for (const made of [home, bin]) mkdirSync(made);
    expect(spawnSync('tar', ['-xzf', archive, '-C', home]).status).toBe(0);
    symlinkSync(join(home, 'cmdesk', 'bin', 'cmdesk'), join(bin, 'cmdesk'));
    writeFileSync(join(bin, 'node'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(bin, 'node'), 0o755);
    const path = [bin, env.PATH].join(delimiter);
    const { stdout } = spawnSync(join(bin, 'cmdesk'), ['--version'], { encoding: 'utf8', env: { ...env, PATH: path } });
    const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    expect(stdout).toBe(`${version}\n`);
    expect(readFileSync(join(home, 'cmdesk', 'LICENSE-node'), 'utf8')).toBe('The licence of Node.');
  });

  it('is not made of a Node without its licence', () => {
    expect(() => makeNodeArchive(folder, folder)).toThrow('has no bin/node with its LICENSE');
  });
});
