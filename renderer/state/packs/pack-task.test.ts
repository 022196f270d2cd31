import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { QueueTask } from '../../../src/contract/tasks/tasks';
import { type PackRecord, toRecord } from './pack-record';
import { createPackTask, listPackKinds } from './pack-task';
import { repeatTask } from '../queue/repeat-task';

const line: TableRow = {
  key: 'depth',
  registryId: 'depth',
  title: 'Depth',
  author: '',
  description: '',
  repository: 'https://github.com/someone/depth',
  files: ['https://github.com/someone/depth'],
  latestVersion: '1.2.3',
  stars: null,
  updatedAt: null,
  nodeClasses: [],
};
const local: LocalPack = {
  key: 'depth',
  name: 'Depth Folder',
  source: 'registry',
  enabled: true,
  version: '1.0.0',
  registryId: 'depth',
  auxId: null,
  repository: null,
  branch: null,
};
const absent = toRecord(line);
const gitOnly = toRecord({
  ...line,
  key: 'https://github.com/someone/depth',
  registryId: null,
  latestVersion: null,
});
const installed: PackRecord = { ...absent, local, state: 'installed' };
const clone: PackRecord = {
  ...gitOnly,
  local: { ...local, key: 'depth-clone', source: 'git', registryId: null, version: 'a'.repeat(40) },
  state: 'installed',
};

describe('createPackTask', () => {
  it('makes tasks that the contract accepts, for every kind and pack', () => {
    for (const kind of ['install', 'update', 'fix', 'uninstall', 'disable', 'enable'] as const) {
      for (const record of [absent, gitOnly, installed, clone]) {
        expect(
          QueueTask.safeParse(createPackTask(record, { kind }, 'id')).error,
          `${kind} ${record.key}`,
        ).toBeUndefined();
      }
    }
  });

  it('installs the latest registry version, nightly without a registry id, and the chosen one', () => {
    expect(createPackTask(absent, { kind: 'install' }, 'id').params).toMatchObject({
      id: 'depth',
      selected_version: 'latest',
    });
    expect(createPackTask(gitOnly, { kind: 'install' }, 'id').params).toMatchObject({
      id: 'https://github.com/someone/depth',
      selected_version: 'nightly',
      repository: 'https://github.com/someone/depth',
      files: ['https://github.com/someone/depth'],
    });
    expect(createPackTask(absent, { kind: 'install', version: '1.1.0' }, 'id').params).toMatchObject({
      version: '1.1.0',
      selected_version: '1.1.0',
    });
  });

  it('names what is on disk by its key, and says when the registry does not know it', () => {
    expect(createPackTask(clone, { kind: 'disable' }, 'id').params).toEqual({
      node_name: 'depth-clone',
      is_unknown: true,
    });
    expect(createPackTask(installed, { kind: 'uninstall' }, 'id').params).toEqual({
      node_name: 'depth',
      is_unknown: false,
    });
    expect(createPackTask(installed, { kind: 'enable' }, 'id').params).toEqual({ cnr_id: 'depth' });
    const unversioned: PackRecord = { ...installed, local: { ...local, version: '' } };
    expect(createPackTask(unversioned, { kind: 'update' }, 'id').params).toEqual({
      node_name: 'depth',
      node_ver: undefined,
    });
    expect(createPackTask(installed, { kind: 'update', editedFiles: 'carry' }, 'id').params).toMatchObject({
      edited_files: 'carry',
    });
  });
});

describe('repeatTask', () => {
  it('keeps kind and params under the new id, without the old one', () => {
    const first = createPackTask(absent, { kind: 'install' }, 'old');
    const again = repeatTask(first.kind, first.params, 'new');
    expect(again).toMatchObject({ ui_id: 'new', kind: 'install', params: { id: 'depth' } });
    expect(JSON.stringify(again)).not.toContain('old');
  });

  it('knows what it cannot repeat', () => {
    expect(repeatTask('restore-snapshot', {}, 'new')).toBeUndefined();
  });
});

describe('listPackKinds', () => {
  it('offers what makes sense now, the most likely first', () => {
    expect(listPackKinds(absent)).toEqual(['install']);
    expect(listPackKinds(installed)).toEqual(['fix', 'disable', 'uninstall']);
    expect(listPackKinds({ ...installed, state: 'update' })[0]).toBe('update');
    expect(listPackKinds(clone)).toEqual(['update', 'fix', 'disable', 'uninstall']);
    expect(listPackKinds({ ...installed, local: { ...local, enabled: false } })).toEqual(['enable', 'uninstall']);
    expect(listPackKinds({ ...installed, local: { ...local, source: 'folder' } })).toEqual(['disable', 'uninstall']);
  });
});
