import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../project.mjs';
import { planTrials } from './installer-trials.mjs';
import { packageKinds } from './package-kinds.mjs';

const unsigned = { isSigned: false, isNotarised: false, restrictsNamespaces: false };
const linux = { platform: 'linux', arch: 'x64', scratch: '/t', ...unsigned };
const windows = { platform: 'win32', arch: 'x64', scratch: 'C:\\t', ...unsigned };
const mac = { platform: 'darwin', arch: 'arm64', scratch: '/t', ...unsigned };
const commandsOf = ({ steps }) => steps.map(({ command }) => command);
const wordsOf = (steps) => steps.map(({ command, args }) => [command, ...args].join(' '));
const tried = (files, machine) => planTrials(files, machine).trials;

describe('the kinds of packages', () => {
  it('are those that the configuration makes', () => {
    const config = parse(readFileSync(join(projectDir, 'electron-builder.yml'), 'utf8'));
    const targets = ['linux', 'mac', 'win'].flatMap((system) =>
      config[system].target.map((target) => target.target ?? target),
    );
    expect(Object.keys(packageKinds).sort()).toEqual(targets.map((one) => (one === 'nsis' ? 'setup' : one)).sort());
  });

  it('are each tried, or say why not', () => {
    const silent = Object.values(packageKinds).filter(
      ({ trial, untried }) => (trial === null) === (untried === undefined),
    );
    expect(silent).toEqual([]);
  });
});

describe('the trials of installers', () => {
  it('take what is for this machine, and no list or file of updates; what is left out is told', () => {
    const names = ['a-1.0.0-x86_64.AppImage', 'a_1.0.0_amd64.deb', 'a-1.0.0-x64.tar.gz', 'a-1.0.0-arm64.AppImage'];
    const files = [...names, 'latest-linux.yml', 'linux-unpacked'].map((name) => `/d/${name}`);
    const { trials, untried } = planTrials(files, linux);
    expect(trials.map(({ installer }) => installer)).toEqual(names.slice(0, 3));
    expect(untried).toEqual(['a-1.0.0-arm64.AppImage is not tried here: it is for another processor']);
    expect(tried(files, { ...linux, arch: 'arm64' }).map(({ installer }) => installer)).toEqual([
      'a-1.0.0-arm64.AppImage',
    ]);
  });

  it('install, start and remove on Linux', () => {
    const [deb] = tried(['/d/a_1.0.0_amd64.deb'], linux);
    expect(commandsOf(deb)).toEqual(['sudo', 'smoke']);
    expect(deb.steps.at(-1).args).toEqual(['--app', '/opt/comfyui-manager-desktop/comfyui-manager-desktop']);
    expect(deb.after).toHaveLength(1);
    expect(deb.gone).toContain('/opt/comfyui-manager-desktop');
  });

  it('take an rpm into a Fedora, which does all of it', () => {
    const [open, closed] = [false, true].map((restrictsNamespaces) =>
      tried(['/d/a-1.0.0-x86_64.rpm'], { ...linux, restrictsNamespaces }),
    );
    expect(open.map(commandsOf)).toEqual([['docker']]);
    const { args } = open[0].steps[0];
    expect(args).toContain('/d/a-1.0.0-x86_64.rpm:/app.rpm:ro');
    expect(args.at(-1)).toMatch(/^dnf install .*\n(.*\n)*curl .*\n/);
    expect(spawnSync('sh', ['-n', '-c', args.at(-1)]).status).toBe(0);
    expect(closed.map(commandsOf)).toEqual([['sudo', 'docker']]);
    expect(wordsOf(closed[0].after)).toEqual([expect.stringMatching(/userns=1$/)]);
  });

  it('open what Ubuntu 24.04 keeps shut for what has no profile there, and for nothing else', () => {
    const closed = { ...linux, restrictsNamespaces: true };
    const [deb, appImage, tarball] = tried(['/d/a_1_amd64.deb', '/d/a-1-x64.AppImage', '/d/a-1-x64.tar.gz'], closed);
    expect(wordsOf([...deb.steps, ...deb.after]).join()).not.toMatch(/sysctl|chrome-sandbox/);
    expect(wordsOf(appImage.steps)[1]).toMatch(/sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0$/);
    expect(wordsOf(appImage.after)).toEqual([expect.stringMatching(/userns=1$/)]);
    expect(wordsOf(tarball.steps).slice(2, 4)).toEqual([
      'sudo chown root:root /t/tarball/chrome-sandbox',
      'sudo chmod 4755 /t/tarball/chrome-sandbox',
    ]);
    const open = tried(['/d/a-1-x64.AppImage', '/d/a-1-x64.tar.gz'], linux);
    expect(open.flatMap(({ steps, after }) => wordsOf([...steps, ...after])).join()).not.toMatch(/sudo/);
  });

  it('install, start and remove on Windows, by the paths that it has', () => {
    const exes = ['a-1.0.0-win-setup-x64.exe', 'a-1.0.0-win-portable-x64.exe', 'a-1.0.0-win-setup-arm64-unsigned.exe'];
    const { trials, untried } = planTrials(
      exes.map((name) => `C:\\d\\${name}`),
      windows,
    );
    const [setup, portable] = trials;
    expect([trials.length, untried.length]).toEqual([2, 1]);
    expect(setup.steps[0]).toMatchObject({ command: `C:\\d\\${exes[0]}`, args: ['/S', '/D=C:\\t\\installed'] });
    expect(setup.steps[1].args).toEqual(['--app', 'C:\\t\\installed\\ComfyUI Manager Desktop.exe']);
    expect(setup.after[0].command).toBe('C:\\t\\installed\\Uninstall ComfyUI Manager Desktop.exe');
    expect(portable.steps).toEqual([
      expect.objectContaining({ command: 'smoke', args: ['--app', `C:\\d\\${exes[1]}`] }),
    ]);
  });

  it('look at the signature where there is one, and ask Gatekeeper only about what the notary has seen', () => {
    const dmg = ['/d/a-1.0.0-arm64.dmg', '/d/a-1.0.0-arm64.zip'];
    const commands = (machine) => tried(dmg, { ...mac, ...machine }).map(commandsOf);
    expect(commands({})).toEqual([['mkdir', 'hdiutil', 'ditto', 'smoke']]);
    expect(commands({ isSigned: true })).toEqual([['mkdir', 'hdiutil', 'ditto', 'codesign', 'smoke']]);
    expect(commands({ isSigned: true, isNotarised: true })).toEqual([
      ['mkdir', 'hdiutil', 'ditto', 'codesign', 'spctl', 'xcrun', 'smoke'],
    ]);
  });
});
