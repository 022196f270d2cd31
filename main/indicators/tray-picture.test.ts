import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseTheme, ringSteps, type TrayPicture } from './tray-model';
import { attentionDotFile, trayPictureFile } from './tray-picture';

const projectDir = join(import.meta.dirname, '..', '..');

/** The edges of a PNG, in pixels. */
function readEdges(file: string): number[] {
  const png = readFileSync(join(projectDir, file));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it.each([
  ['linux', 22],
  ['win32', 16],
  ['darwin', 16],
] as const)('every picture that %s can ask for is there, for screens of every density', (platform, sizePt) => {
  const steps = Array.from({ length: ringSteps + 1 }, (_, step) => ({ state: 'busy', step }) as const);
  const still = (['idle', 'attention', 'stopped'] as const).map((state) => ({ state, step: 0 }));
  for (const isDark of [true, false]) {
    const theme = chooseTheme(platform, '', isDark);
    for (const shown of [...steps, ...still]) {
      const picture: TrayPicture = { ...shown, theme };
      const file = trayPictureFile(picture, platform);
      expect(readEdges(file), file).toEqual([sizePt, sizePt]);
      for (const density of [1.5, 2]) {
        const dense = file.replace('.png', `@${density}x.png`);
        expect(readEdges(dense), dense).toEqual([sizePt * density, sizePt * density]);
      }
    }
  }
});

it('the dot for the taskbar of Windows is there', () => {
  expect(readEdges(attentionDotFile)).toEqual([16, 16]);
});

it('they are packaged with the app', () => {
  expect(readFileSync(join(projectDir, 'electron-builder.yml'), 'utf8')).toContain('\n  - assets/tray/**\n');
});
