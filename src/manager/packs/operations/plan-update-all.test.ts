import { describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { QueueTask } from '../../../contract/tasks/tasks';
import { planUpdateAll } from './plan-update-all';

const pack = (rest: Partial<LocalPack>): LocalPack => ({
  key: 'a',
  name: 'a',
  source: 'registry',
  enabled: true,
  version: '1.0.0',
  registryId: 'a',
  auxId: null,
  repository: null,
  branch: null,
  ...rest,
});
const clone = (name: string, registryId: string | null = null) =>
  pack({ key: name, name, source: 'git', version: 'f'.repeat(40), registryId, branch: 'main' });
const plan = (packs: readonly LocalPack[], uiId = 'all') => planUpdateAll(packs, { ui_id: uiId, client_id: 'tab' });

describe('update_all', () => {
  it('plans one update per registry pack and clone, and says which version the reference would name', () => {
    expect(plan([pack({}), clone('Wörks 工房'), clone('Nightly', 'night')])).toEqual([
      { ui_id: 'all_a', client_id: 'tab', kind: 'update', params: { node_name: 'a', node_ver: '1.0.0' } },
      {
        ui_id: 'all_Wörks 工房',
        client_id: 'tab',
        kind: 'update',
        params: { node_name: 'Wörks 工房', node_ver: 'unknown' },
      },
      { ui_id: 'all_night', client_id: 'tab', kind: 'update', params: { node_name: 'Nightly', node_ver: 'nightly' } },
    ]);
  });

  it('leaves out plain folders, files, disabled packs and ComfyUI-Manager itself', () => {
    const others = [
      pack({ key: 'plain', name: 'plain', source: 'folder', registryId: null }),
      pack({ key: 'one.py', name: 'one.py', source: 'file', registryId: null }),
      pack({ enabled: false }),
      pack({ key: 'comfyui-manager', registryId: 'comfyui-manager' }),
      clone('ComfyUI-Manager'),
    ];
    expect(plan(others)).toEqual([]);
  });

  it('makes ids that are unique and short enough, whatever the packs and the caller are called', () => {
    const long = '😀'.repeat(100);
    const packs = [clone('x', 'same'), pack({ key: 'same', registryId: 'same' }), clone('same'), clone('same_2')];
    const odd = [pack({ key: 'odd', registryId: 'odd', version: '' }), clone('a\tb', 'tab')];
    const tasks = [...plan([...packs, ...odd], long), ...plan(packs)];
    expect(new Set(tasks.map((task) => task.ui_id)).size).toBe(tasks.length);
    for (const task of tasks) {
      expect(QueueTask.parse(task)).toEqual(task);
      expect(task.ui_id).not.toMatch(/\p{Surrogate}/u);
    }
  });
});
