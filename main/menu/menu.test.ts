import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { buildMenu } from './menu';
import { createTexts } from '../texts/texts';

function build(platform: NodeJS.Platform, isDevelopment = false): MenuItemConstructorOptions[] {
  const { t } = createTexts();
  const orders = {
    onOpenFolder: () => undefined,
    onConnect: () => undefined,
    onStep: () => undefined,
    onQuit: () => undefined,
  };
  return buildMenu({ platform, isDevelopment, appName: 'App', t, ...orders });
}

function rows(menu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? rows(item.submenu) : [])]);
}

function roles(menu: MenuItemConstructorOptions[]): unknown[] {
  return rows(menu).flatMap((item) => (item.role === undefined ? [] : [item.role]));
}

describe('buildMenu', () => {
  it.each(['linux', 'win32'] as const)('has no row on %s that closes the window', (platform) => {
    expect(roles(build(platform))).not.toContain('close');
    expect(rows(build(platform)).find((item) => item.label === 'Quit')?.accelerator).toBe('CommandOrControl+Q');
  });

  it('has the application menu first on macOS', () => {
    const menu = build('darwin');
    expect(menu[0]?.label).toBe('App');
    expect(roles(menu)).toEqual(expect.arrayContaining(['hide', 'close', 'about']));
  });

  it('keeps reload and developer tools for development', () => {
    expect(roles(build('linux'))).not.toContain('toggleDevTools');
    expect(roles(build('linux', true))).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  });

  it.each(['linux', 'darwin'] as const)('labels every row on %s itself: Electron knows English alone', (platform) => {
    const unlabelled = rows(build(platform, true)).filter(({ label, type }) => !label && type !== 'separator');
    expect(unlabelled).toEqual([]);
  });

  it('uses every accelerator once', () => {
    const accelerators = rows(build('linux', true)).flatMap((item) =>
      item.accelerator === undefined ? [] : [item.accelerator],
    );
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });
});
