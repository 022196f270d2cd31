import type { BisectView } from '../../contract/operations/bisect';
import type { ComfyState, ComfyStatus } from '../../contract/comfyui';
import { AppError } from '../../contract/errors';
import type { OperationsOf } from '../../contract/operations';
import type { CatalogueMode, UpdatePolicy } from '../../contract/settings';
import type { Snapshot } from '../../contract/snapshots';
import type { QueueTask } from '../../contract/tasks';

/** What the operations beside queue and packs stand on. */
export interface Areas {
  snapshots: Map<string, Snapshot>;
  comfyState: ComfyState;
  dbMode: CatalogueMode;
  updatePolicy: UpdatePolicy;
  channel: string;
  queue(task: QueueTask): void;
}

const channels = [
  { name: 'default', url: 'https://channel.example/main' },
  { name: 'dev', url: 'https://channel.example/dev' },
];

export function createAreas(queue: Areas['queue']): Areas {
  const common = { dbMode: 'cache', updatePolicy: 'stable-comfyui', channel: 'default' } as const;
  return { snapshots: new Map(), comfyState: 'stopped', ...common, queue };
}

export function snapshotsOf(areas: Areas): OperationsOf<'snapshots'> {
  const current = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [], pips: {} };
  const demand = (target: string): void => {
    if (areas.snapshots.has(target)) return;
    throw new AppError('snapshot-not-found', `There is no snapshot "${target}".`);
  };
  return {
    'snapshots.list': async () => ({ items: [...areas.snapshots.keys()].reverse() }),
    'snapshots.overview': async () => ({
      now: null,
      items: [...areas.snapshots.keys()].reverse().map((name) => ({ name, holds: null, restores: null })),
    }),
    'snapshots.contents': async ({ target }) => {
      demand(target);
      return { target, things: [] };
    },
    'snapshots.current': async () => current,
    'snapshots.save': async ({ name = `snapshot-${areas.snapshots.size + 1}` }) => {
      areas.snapshots.set(name, current);
      return { name };
    },
    'snapshots.remove': async ({ target }) => {
      demand(target);
      areas.snapshots.delete(target);
      return {};
    },
    'snapshots.plan': async ({ target }) => {
      demand(target);
      return { target, changes: [], rows: [] };
    },
    'snapshots.compare': async ({ from, to }) => {
      demand(from);
      demand(to);
      return { changes: [] };
    },
    'snapshots.read': async ({ target }) => {
      demand(target);
      return { document: current };
    },
    'snapshots.import': async ({ name }) => {
      areas.snapshots.set(name, current);
      return { name };
    },
    'snapshots.restore': async ({ target, client_id = 'server' }) => {
      demand(target);
      const uiId = `restore ${target}`;
      areas.queue({ ui_id: uiId, client_id, kind: 'restore-snapshot', params: { target } });
      return { ui_id: uiId };
    },
  };
}

/** An installation that keeps nothing of its own. */
export function transferOf(): OperationsOf<'transfer'> {
  const nothing = { holds: 0, groups: 0, history: 0, batches: 0, snapshots: 0, trash: 0, settings: [], left: [] };
  const [counted, named] = [
    { added: 0, here: 0 },
    { added: [], here: 0 },
  ];
  return {
    'transfer.plan': async () => ({
      ...{ exportedAt: '2026-01-01T00:00:00Z', appVersion: '1.0.0', holds: named, history: counted, batches: counted },
      ...{
        groups: { ...named, left: [] },
        snapshots: named,
        trash: 0,
        settings: [],
        refusedArguments: null,
        refusedVariables: [],
      },
    }),
    'transfer.export': async () => ({ document: { format: 'memory', version: 1 } }),
    'transfer.import': async () => nothing,
  };
}

export function comfyOf(areas: Areas): OperationsOf<'comfyui'> {
  const become = (state: ComfyState): ComfyStatus => {
    areas.comfyState = state;
    const quiet = { pid: null, startedAt: null, exit: null, notice: null, imports: [], lastLines: [] };
    const restart = { waiting: [], count: 0, report: null };
    const versions = { running: null, installed: { version: '0.3.1', commit: null }, waitsForRestart: false };
    return {
      ...{
        state,
        port: 8188,
        mode: null,
        lean: null,
        ...quiet,
        phase: null,
        importing: null,
        holder: null,
        crash: null,
      },
      ...{ restart, versions },
    };
  };
  return {
    'comfyui.versions': async () => ({ versions: ['nightly', 'v0.3.1'], current: 'v0.3.1' }),
    'comfyui.releases': async () => ({
      ...{ releases: [], previous: null, changedFiles: [], askedAt: null },
      current: { name: 'v0.3.1', commit: '0'.repeat(40), branch: null, date: null },
    }),
    'comfyui.forecast': async ({ ver }) => ({
      ...{ from: 'v0.3.1', isOlder: false, read: 0, packs: [], unread: [] },
      to: { version: ver, commit: '0'.repeat(40), date: '2026-01-01T00:00:00Z' },
      packages: { state: 'same', reason: null },
    }),
    'comfyui.machine': async () => ({ system: 'linux', accelerator: 'cpu', comfyui: '0.3.60' }),
    'comfyui.environment': async () => ({
      python: { version: '3.12.1', executable: '/venv/bin/python', shown: '/venv/bin/python', kind: 'venv' },
      tool: { name: 'pip', version: null },
      platform: { system: 'Linux', release: '6.1', arch: 'x64' },
      ...{ torch: null, packages: [], report: '' },
    }),
    'comfyui.checkEnvironment': async () => ({ problems: [] }),
    'comfyui.stopChecks': async () => ({}),
    'comfyui.update': async ({ ui_id, client_id, stable, is_stable }) => {
      areas.queue({ ui_id, client_id, kind: 'update-comfyui', params: { is_stable: stable ?? is_stable } });
      return {};
    },
    'comfyui.switchVersion': async ({ ui_id, client_id, ver }) => {
      areas.queue({ ui_id, client_id, kind: 'update-comfyui', params: { target_version: ver } });
      return {};
    },
    'comfyui.status': async () => become(areas.comfyState),
    'comfyui.start': async () => become('running'),
    'comfyui.stop': async () => become('stopped'),
    'comfyui.reboot': async () => {
      become('running');
      return {};
    },
    'comfyui.workload': async () => ({ devices: [], system: null, prompts: null }),
    'comfyui.freeMemory': async () => ({}),
    'comfyui.putReportAway': async () => ({}),
    'comfyui.log': async ({ after }) => ({ lines: [], next: after ?? 0 }),
    'comfyui.failures': async () => ({ items: [] }),
    'comfyui.options': async () => ({ arguments: '', options: [], problem: 'There is no ComfyUI here.' }),
    'comfyui.setArguments': async () => ({}),
    'comfyui.setPort': async () => ({}),
  };
}

/** A search that finds its pack with the first word. */
export function bisectOf(): OperationsOf<'bisect'> {
  const idle: BisectView = {
    ...{ phase: 'idle', question: null, start: 0, atMost: 0, left: 0, onTrial: [], startedAt: null },
    ...{ progress: null, port: null, hasEnded: false, past: [], result: null },
  };
  let view = idle;
  return {
    'bisect.view': async () => view,
    'bisect.begin': async (question) => {
      const startedAt = '2026-11-24T22:35:55.000Z';
      view = {
        ...idle,
        phase: 'judging',
        question,
        start: 1,
        atMost: 1,
        left: 1,
        onTrial: ['a'],
        startedAt,
        port: 4711,
      };
      return view;
    },
    'bisect.answer': async ({ start, verdict }) => {
      if (view.phase !== 'judging' || start !== view.start) throw new AppError('bisect-over', 'No start waits.');
      const result = { outcome: 'found', packs: ['a'], starts: 1, evidence: null, problem: null } as const;
      view = { ...view, phase: 'done', past: [{ packs: 1, verdict }], result: { ...result, packs: ['a'] } };
      return view;
    },
    'bisect.cancel': async () => {
      view = idle;
      return view;
    },
  };
}

export function modelsOf(areas: Areas): OperationsOf<'models' | 'workflows'> {
  return {
    'models.list': async () => ({ models: [], asOf: null, notice: 'There is no list here.' }),
    'workflows.needs': async () => ({
      ...{ form: 'graph', nodeCount: 1, builtinCount: 1 },
      ...{ packs: [], unknown: [], models: [], leftOut: 0, notice: null },
    }),
    'workflows.fetch': async () => ({ name: 'workflow.json', base64: 'e30=' }),
    'workflows.prove': async () => ({ proof: null }),
    'models.remote': async () => ({ sizeBytes: null, access: 'unknown', page: null }),
    'workflows.uses': async () => ({ total: 0, packs: {}, classes: {}, models: {} }),
    'workflows.read': windowOnly,
    'workflows.saved': async () => ({ workflows: [] }),
    'workflows.packs': async () => ({ packs: [] }),
    'models.headers': async () => ({ headers: {} }),
    'models.local': async () => ({ models: [], folders: { checkpoints: ['/models/checkpoints'] } }),
    'models.place': windowOnly,
    'models.placing': async () => ({ progress: null }),
    'models.stopPlacing': windowOnly,
    'models.removal': async () => ({
      ...{ obstacle: null, trash: { maxBytes: 1000, days: 30 } },
      displaces: { count: 0, bytes: 0 },
    }),
    'models.install': async ({ client_id, ...params }) => {
      areas.queue({ ui_id: params.ui_id, client_id, kind: 'install-model', params });
      return {};
    },
  };
}

/** What no address opens. */
const windowOnly = () =>
  Promise.reject(new AppError('not-trusted', 'Only the window asks for this.', { remedy: 'Ask in the window.' }));

export function configOf(areas: Areas): OperationsOf<'config' | 'app' | 'policy'> {
  return {
    'config.dbMode': async () => ({ value: areas.dbMode }),
    'config.setDbMode': async ({ value }) => {
      areas.dbMode = value;
      return {};
    },
    'config.updatePolicy': async () => ({ value: areas.updatePolicy }),
    'config.setUpdatePolicy': async ({ value }) => {
      areas.updatePolicy = value;
      return {};
    },
    'config.channels': async () => ({ selected: areas.channel, list: channels }),
    'config.setChannel': async ({ value }) => {
      if (!channels.some(({ name }) => name === value)) {
        throw new AppError('channel-invalid', `Invalid channel name "${value}".`);
      }
      areas.channel = value;
      return {};
    },
    'config.read': windowOnly,
    'config.change': windowOnly,
    'policy.explain': async ({ operation }, { strictest }) => {
      if (operation === 'explode') throw new TypeError('the core broke\n    at secret (/home/someone/core.ts:1:1)');
      return {
        allowed: true,
        operation,
        risk: 'low',
        rule: 'low is always allowed',
        level: strictest ?? 'normal',
        networkMode: 'public',
        listener: 'loopback',
        remedies: [],
        permissions: [],
      };
    },
    'policy.table': windowOnly,
    'policy.allow': windowOnly,
    'policy.revoke': windowOnly,
    'app.version': async () => ({ version: '9.8.7' }),
    'app.legacyUi': async () => ({ is_legacy_manager_ui: false }),
  };
}
