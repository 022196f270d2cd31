import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { worldModels } from '../world/catalogue';
import type { Scene } from './scene';

/** One row of the route table that changes something. */
export interface ChangingRow {
  path: string;
  operation: string;
  methods: readonly ('GET' | 'POST')[];
}

/** What a legitimate caller sends there. */
interface Fields {
  query?: Record<string, string>;
  /** Of rows that take nothing but a body. */
  body?: Record<string, unknown>;
}

/** A request of a row, ready to be sent by anybody. */
export interface Attempt {
  row: ChangingRow;
  method: 'GET' | 'POST';
  /** Path with its query. */
  target: string;
  /** JSON; null where the query says everything. */
  body: string | null;
}

const projectDir = resolve(import.meta.dirname, '..', '..');
const listRows = `
  import { routes } from './src/server/routes.ts';
  const rows = routes.filter(({ mutates }) => mutates).map(({ path, operation, methods }) => ({ path, operation, methods }));
  process.stdout.write(JSON.stringify(rows));
`;

/**
 * The rows that change something, read from the table that the server is made of, so that a new one is attacked without a word here. It is read in
 * a process of its own: what attacks the product does not import it.
 */
export function readChangingRows(): readonly ChangingRow[] {
  known ??= askForRows();
  return known;
}

/** Asked once: every spec of a process reads them. */
let known: readonly ChangingRow[] | undefined;

function askForRows(): ChangingRow[] {
  const code = ['--import', 'tsx', '--input-type=module', '--eval', listRows];
  const text = execFileSync(process.execPath, code, { cwd: projectDir, encoding: 'utf8' });
  return JSON.parse(text) as ChangingRow[];
}

/** A second request with the same id would be refused for that alone. */
let count = 0;
const asker = () => ({ client_id: 'attacker', ui_id: `attack-${(count += 1)}` });

/** What each operation is asked for, so that it really changes the scene; `the control case` fails for one that is missing here. */
const fieldsOf: Readonly<Record<string, (scene: Scene) => Fields>> = {
  'queue.add': () => ({ body: { ...asker(), kind: 'disable', params: { node_name: 'tidy-latents' } } }),
  'queue.start': () => ({}),
  'queue.reset': () => ({}),
  'queue.cancel': ({ waitingTask }) => ({ query: { ui_id: waitingTask } }),
  'queue.pauseTask': ({ waitingTask }) => ({ query: { ui_id: waitingTask } }),
  'queue.move': ({ waitingTask }) => ({ query: { ui_id: waitingTask } }),
  'undo.order': ({ finishedTask }) => ({ query: { ui_id: finishedTask } }),
  'python.plan': ({ sourcePackage }) => ({ body: { packages: [sourcePackage], allow_build: true } }),
  'packs.updateAll': () => ({ query: { ...asker(), mode: 'local' } }),
  'comfyui.update': () => ({ query: asker() }),
  'comfyui.switchVersion': () => ({ query: { ...asker(), ver: 'v0.3.60' } }),
  'comfyui.start': () => ({}),
  'comfyui.stop': () => ({}),
  'comfyui.reboot': () => ({}),
  'bisect.begin': () => ({ body: { question: 'start' } }),
  'bisect.answer': ({ trial }) => ({ body: { start: trial, verdict: 'bad' } }),
  'bisect.cancel': () => ({}),
  'variables.set': () => ({ body: { name: 'OMP_NUM_THREADS', value: '1' } }),
  'variables.remove': () => ({ body: { name: 'MKL_NUM_THREADS' } }),
  'models.install': ({ world }) => ({ body: { ...asker(), ...modelOf(world.models.url) } }),
  'snapshots.save': () => ({}),
  'snapshots.remove': ({ snapshot }) => ({ query: { target: snapshot } }),
  'snapshots.restore': ({ snapshot }) => ({ query: { target: snapshot } }),
  'transfer.import': () => ({ body: { document: takenAlong } }),
  'config.setDbMode': () => ({ query: { value: 'local' } }),
  'config.setUpdatePolicy': () => ({ query: { value: 'nightly' } }),
  'config.setChannel': () => ({ query: { value: 'dev' } }),
};

/** What another installation kept of its own: a hold, and a setting. */
const takenAlong = {
  ...{ format: 'comfyui-manager-desktop/installation', version: 1, exportedAt: '2026-11-01T10:00:00.000Z' },
  ...{
    appVersion: '1.0.0',
    history: [],
    batches: [],
    trash: [],
    snapshots: {},
    settings: { db_mode: 'remote' },
    arguments: '',
    port: 8188,
  },
  holds: [{ name: 'held-elsewhere', reason: '', heldAt: '2026-11-01T10:00:00.000Z' }],
};

function modelOf(modelHost: string): Record<string, string> {
  const file = worldModels.find((model) => model.file.endsWith('.safetensors'));
  if (file === undefined) throw new Error('The world has no model in a safe format.');
  const { org, repo, file: name } = file;
  const url = `${modelHost}/${org}/${repo}/resolve/main/${name}`;
  return { name, type: 'checkpoint', base: 'SD1.x', save_path: 'default', filename: 'attack.safetensors', url };
}

/** Whether this table knows what the row is to be asked for. */
export function isKnown({ operation }: ChangingRow): boolean {
  return Object.hasOwn(fieldsOf, operation);
}

/** Every request of every row by one method; a row that does not answer it is tried all the same. */
export function attemptsOf(rows: readonly ChangingRow[], scene: Scene, method: 'GET' | 'POST'): Attempt[] {
  return rows.map((row) => {
    // Of a row that is new here only the guards are known: fields that many rows take, so that they alone can refuse it.
    const { query, body } = fieldsOf[row.operation]?.(scene) ?? {
      query: { ...asker(), value: 'attack', target: 'attack' },
    };
    const fields = method === 'GET' && body !== undefined ? flat(body) : query;
    const text = fields === undefined ? '' : `?${new URLSearchParams(fields).toString()}`;
    const isSent = method === 'POST' && body !== undefined;
    return { row, method, target: row.path + text, body: isSent ? JSON.stringify(body) : null };
  });
}

function flat(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
