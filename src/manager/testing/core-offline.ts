import { join } from 'node:path';
import { silentLogger } from '../../base/log';
import { AppSettings } from '../../contract/settings';
import { createManager, type Manager, type ManagerOptions } from '../manager';

const nowhere = 'http://127.0.0.1:9';

/** For tests only: the core on a folder, without a Python and without a network. */
export function openCoreOffline(
  root: string,
  more: Partial<Record<keyof AppSettings, string>> = {},
  own: Pick<ManagerOptions, 'profileDir' | 'isFamiliar'> = {},
): Promise<Manager> {
  const names = ['registry', 'channel', 'github', 'huggingface', 'civitai'];
  const hosts = Object.fromEntries(names.map((name) => [`hosts.${name}`, nowhere]));
  const places = { customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user'), interpreter: null };
  return createManager({
    installation: { kind: 'git', rootDir: root, comfyDir: root, baseDir: root, version: null, ...places },
    settings: AppSettings.parse({ ...hosts, ...more }),
    changeSetting: () => undefined,
    appVersion: '1.0.0',
    log: silentLogger,
    ...own,
  });
}
