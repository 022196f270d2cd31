import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { readInstalled } from '../api';
import type { ServedWebUi } from './served';

/** `update`: enabled, and there is a newer version. */
type PackState = 'absent' | 'installed' | 'update' | 'disabled';

/** One pack as it lies on disk, as the core tells of it, and as the desktop window shows it, where there is one: asked in this order, so that a failure says where it is wrong. */
export function followPack({ served: { api, launched }, world }: ServedWebUi, id: string) {
  const { customNodesDir } = world.comfyui;
  const enabled = join(customNodesDir, id, 'pyproject.toml');
  const readDisabled = async () => {
    const names = await readdir(join(customNodesDir, '.disabled')).catch(() => []);
    return names.filter((name) => name.toLowerCase().startsWith(id.toLowerCase()));
  };
  return {
    expectState: async (state: PackState, version: string | null) => {
      const isActive = state === 'installed' || state === 'update';
      if (isActive) expect(await readFile(enabled, 'utf8')).toContain(`version = "${version ?? ''}"`);
      else await expect(access(enabled)).rejects.toThrow();
      expect(await readDisabled()).toHaveLength(state === 'disabled' ? 1 : 0);

      const installed = (await readInstalled(api))[id];
      if (version === null) expect(installed).toBeUndefined();
      else expect(installed).toMatchObject({ ver: version, enabled: isActive });

      if (launched === null) return;
      const row = launched.page.locator(`[data-testid="pack-row"][data-key="${id}"]`);
      await launched.page.getByTestId('pack-search').fill(id);
      await expect(row).toHaveAttribute('data-state', state);
      if (version !== null) await expect(row).toContainText(version);
    },
  };
}
