import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppSettings } from '../../../contract/settings';
import { kindOfCard, parseNvidia, readLinuxCards } from './graphics-cards';
import { argumentsFor, buildsFor, indexOf, suitingBuild } from './torch-builds';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cards-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function addCard(name: string, vendor: string, slot: string): Promise<void> {
  const deviceDir = join(root, name, 'device');
  await mkdir(deviceDir, { recursive: true });
  await writeFile(join(deviceDir, 'vendor'), `${vendor}\n`);
  await writeFile(join(deviceDir, 'uevent'), `DRIVER=x\nPCI_SLOT_NAME=${slot}\n`);
}

describe('graphics cards', () => {
  it('are those of the kernel that compute; an integrated one of Intel does not count', async () => {
    await addCard('card0', '0x8086', '0000:00:02.0');
    await addCard('card1', '0x1002', '0000:03:00.0');
    await addCard('card2', '0x8086', '0000:04:00.0');
    await addCard('card1-HDMI-A-1', '0x10de', '0000:03:00.0');
    expect(await readLinuxCards(root)).toEqual([
      { name: 'AMD', kind: 'rocm' },
      { name: 'Intel', kind: 'xpu' },
    ]);
    expect(await readLinuxCards(join(root, 'nowhere'))).toEqual([]);
  });

  it('are told by the driver of NVIDIA and the names of Windows', () => {
    expect(parseNvidia('NVIDIA GeForce RTX 4090\r\n\n')).toEqual([{ name: 'NVIDIA GeForce RTX 4090', kind: 'cuda' }]);
    expect(kindOfCard('AMD Radeon RX 7900 XTX')).toBe('rocm');
    expect(kindOfCard('Intel(R) Arc(TM) A770 Graphics')).toBe('xpu');
    expect(kindOfCard('Intel(R) UHD Graphics 630')).toBeNull();
    expect(kindOfCard('Microsoft Basic Display Adapter')).toBeNull();
  });
});

describe('the build of torch', () => {
  it('is that of the card, where the system has one for it', () => {
    const amd = [{ name: 'AMD', kind: 'rocm' as const }];
    expect(suitingBuild(amd, buildsFor('linux', 'x64'))).toBe('rocm');
    expect(suitingBuild(amd, buildsFor('win32', 'x64'))).toBe('cpu');
    expect(suitingBuild([], buildsFor('linux', 'x64'))).toBe('cpu');
    expect(suitingBuild([{ name: 'Apple', kind: 'metal' }], buildsFor('darwin', 'arm64'))).toBe('metal');
  });

  it('comes from the index of its setting, and says what ComfyUI must be told', () => {
    const settings = AppSettings.parse({ 'torch.cpuIndex': 'http://127.0.0.1:9/simple' });
    expect(indexOf('cpu', settings, 'linux')).toBe('http://127.0.0.1:9/simple');
    expect(indexOf('cuda', settings, 'linux')).toMatch(/^https:.*\/cu\d+$/);
    expect(indexOf('cpu', settings, 'darwin')).toBe('');
    expect(argumentsFor('cpu')).toBe('--cpu');
    expect(argumentsFor('cuda')).toBe('');
  });
});
