import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onlyWhere } from '../../src/base/testing/only-where';
import { projectDir } from '../project.mjs';

const unit = join(projectDir, 'assets', 'systemd', 'comfyui-manager-desktop.service');
const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const isThere = analyze('--version').status === 0;

/** Systemd counts from 0 to 10; the rest is what ComfyUI needs: the network, and the devices of graphics cards. */
it('leaves little to attack', onlyWhere(isThere, 'There is no systemd-analyze.'), () => {
  const { stdout } = analyze('security', '--offline=true', unit);
  const [, exposure] = /exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
  expect(Number(exposure)).toBeLessThanOrEqual(3);
});
