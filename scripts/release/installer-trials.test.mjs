import { describe, expect, it } from 'vitest';
import { planTrials } from './installer-trials.mjs';

const linux = { platform: 'linux', arch: 'x64', scratch: '/t', isSigned: false };
const windows = { platform: 'win32', arch: 'x64', scratch: 'C:\\t', isSigned: false };
const mac = { platform: 'darwin', arch: 'arm64', scratch: '/t', isSigned: true };
const commandsOf = ({ steps }) => steps.map(({ command }) => command);

describe('the trials of installers', () => {
  it('take what is for this machine, and no list or file of updates', () => {
    const names = ['a-1.0.0-x86_64.AppImage', 'a_1.0.0_amd64.deb', 'a-1.0.0-x64.tar.gz', 'a-1.0.0-arm64.AppImage'];
    const files = [...names, 'latest-linux.yml', 'a-1.0.0-x86_64.rpm', 'linux-unpacked'].map((name) => `/d/${name}`);
    expect(planTrials(files, linux).map(({ installer }) => installer)).toEqual(names.slice(0, 3));
    const other = planTrials(files, { ...linux, arch: 'arm64' });
    expect(other.map(({ installer }) => installer)).toEqual(['a-1.0.0-arm64.AppImage']);
  });

  it('install, start and remove on each system', () => {
    const [deb] = planTrials(['/d/a_1.0.0_amd64.deb'], linux);
    expect(commandsOf(deb)).toEqual(['sudo', 'smoke']);
    expect(deb.after).toHaveLength(1);
    expect(deb.gone).toContain('/opt/comfyui-manager-desktop');
    const exes = [
      'C:\\d\\a-setup-1.0.0-x64.exe',
      'C:\\d\\a-portable-1.0.0-x64.exe',
      'C:\\d\\a-setup-1.0.0-arm64-unsigned.exe',
    ];
    const [setup, portable, ...more] = planTrials(exes, windows);
    expect(more).toEqual([]);
    expect(setup.steps[0]).toMatchObject({ command: exes[0], args: ['/S', '/D=C:\\t\\installed'] });
    expect(setup.after[0].command).toBe('C:\\t\\installed\\Uninstall ComfyUI Manager Desktop.exe');
    expect(commandsOf(portable)).toEqual(['smoke']);
  });

  it('look at the signature where there is one', () => {
    const dmg = ['/d/a-1.0.0-arm64.dmg', '/d/a-1.0.0-arm64.zip'];
    expect(planTrials(dmg, mac).map(commandsOf)).toEqual([
      ['mkdir', 'hdiutil', 'ditto', 'codesign', 'spctl', 'xcrun', 'smoke'],
    ]);
    expect(planTrials(dmg, { ...mac, isSigned: false }).map(commandsOf)).toEqual([
      ['mkdir', 'hdiutil', 'ditto', 'smoke'],
    ]);
  });
});
