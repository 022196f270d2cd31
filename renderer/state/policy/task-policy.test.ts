import { describe, expect, it } from 'vitest';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { rowsOfTask } from './task-policy';

const head = { ui_id: 'id', client_id: 'spec' };
const install = (id: string, version: string): QueueTask => ({
  ...head,
  kind: 'install',
  params: { id, version, selected_version: version, mode: 'cache', channel: 'default' },
});
const change = (target?: string): QueueTask => ({
  ...head,
  kind: 'update-comfyui',
  params: target === undefined ? {} : { target_version: target },
});

const nightlyRows = ['install-registry', 'install-nightly'];

describe('a task answers', () => {
  it.each<[string, QueueTask, string[]]>([
    ['to the registry', install('pack', '1.0.0'), ['install-registry']],
    ['for the newest commit', install('pack', 'nightly'), ['install-registry', 'install-nightly']],
    ['for a repository, which a list may name', install('https://git.example/a/b', 'nightly'), nightlyRows],
    ['for one over ssh', install('git@git.example:a/b', 'nightly'), nightlyRows],
    ['for a version by name', change('v0.3.62'), ['switch-comfyui']],
    ['to nothing for an update', change(), []],
    ['for a fix', { ...head, kind: 'fix', params: { node_name: 'x' } }, ['fix']],
    ['for packages', { ...head, kind: 'install-packages', params: { packages: ['x'] } }, ['install-packages']],
    ['for a zip', { ...head, kind: 'install-archive', params: { path: '/a.zip' } }, ['install-git-url']],
    ['to nothing where all levels allow it', { ...head, kind: 'enable', params: { cnr_id: 'x' } }, []],
  ])('%s', (_what, task, rows) => {
    expect(rowsOfTask(task)).toEqual(rows);
  });
});
