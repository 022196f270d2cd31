import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/operations';
import type { Manager } from '../manager';
import { openCoreOffline } from '../testing/core-offline';

const window: CallContext = { caller: 'person' };
const program: CallContext = { caller: 'program' };

let root = '';
let manager: Manager;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'from a stranger 工房-'));
  await mkdir(join(root, 'custom_nodes'), { recursive: true });
  manager = await openCoreOffline(root, { 'comfyui.arguments': '--lowvram' });
});
afterEach(async () => {
  await manager.close();
  await rm(root, { recursive: true, force: true });
});

interface Given {
  variables?: Record<string, string>;
  arguments?: string;
}

/** What this installation exports, with parts that a stranger has put into it. */
async function documentWith(given: Given): Promise<Record<string, unknown>> {
  return { ...(await manager.operations['transfer.export']({}, window)).document, ...given };
}

const send = async (given: Given, context: CallContext) =>
  manager.operations['transfer.import']({ document: await documentWith(given) }, context);

/** All that decides how ComfyUI is started. */
async function readStart(): Promise<unknown[]> {
  const { arguments: text } = await manager.operations['comfyui.options']({}, window);
  return [text, (await manager.operations['variables.list']({}, window)).variables];
}

const hostile: [string, Given][] = [
  ['starts a program with ComfyUI', { variables: { BROWSER: "sh -c 'touch x' %s" }, arguments: '--cpu --auto-launch' }],
  ['serves a folder of the system', { arguments: '--input-directory /etc' }],
  ['deletes a folder', { arguments: '--cpu --temp-directory /home/person' }],
  ['brings byte code', { variables: { PYTHONPYCACHEPREFIX: '/tmp/theirs' } }],
  ['names a folder as a number', { arguments: '--reserve-vram=/etc' }],
  ['shortens a name', { arguments: '--auto-l' }],
  ['names a program in a listed variable', { variables: { OMP_NUM_THREADS: '$(touch x)', HF_HUB_OFFLINE: '/x' } }],
  ...['PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'LD_LIBRARY_PATH', 'OPENSSL_CONF', 'GCONV_PATH', 'HOME'].map(leading),
  ...['SSH_ASKPASS', 'CC', 'GIT_TEMPLATE_DIR', 'XDG_CONFIG_HOME', 'HF_HUB_CACHE', 'TORCH_HOME'].map(leading),
];

function leading(name: string): [string, Given] {
  return [`leads elsewhere by ${name}`, { variables: { [name]: '/tmp/theirs' } }];
}

describe('a document', () => {
  it.each(hostile)('that %s changes no start of ComfyUI, by a program or in the window', async (_what, given) => {
    const before = await readStart();
    await send(given, program).catch(() => null);
    expect(await readStart()).toEqual(before);
    const plan = await manager.operations['transfer.plan']({ document: await documentWith(given) }, window);
    expect(plan.refusedVariables).toEqual(
      Object.entries(given.variables ?? {}).map(([name, value]) => ({ name, value })),
    );
    expect(plan.refusedArguments?.text).toBe(given.arguments);
    const { left } = await send(given, window);
    expect(await readStart()).toEqual(before);
    for (const name of Object.keys(given.variables ?? {})) expect(left.join(' ')).toContain(name);
  });
});

describe('a program', () => {
  const harmless = { PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True,max_split_size_mb:512', HF_HUB_OFFLINE: '1' };

  it('sets by an import no variable that it may not set alone', async () => {
    const setAlone = manager.operations['variables.set']({ name: 'HF_HUB_OFFLINE', value: '1' }, program);
    await expect(setAlone).rejects.toMatchObject({ code: 'policy-denied' });
    await expect(send({ variables: harmless }, program)).rejects.toMatchObject({ code: 'policy-denied' });
    // The control: without them it is one thing, which the level allows; and the person may.
    expect(await send({ arguments: '--cpu --preview-method auto' }, program)).toMatchObject({
      settings: ['comfyui.arguments'],
    });
    await send({ variables: harmless }, window);
    expect(await readStart()).toMatchObject([
      '--cpu --preview-method auto',
      Object.entries(harmless)
        .sort()
        .map(([name, value]) => ({ name, value })),
    ]);
  });

  it.each(hostile.flatMap(([, { variables = {} }]) => Object.entries(variables)))(
    'that the level lets change variables sets no %s all the same',
    async (name, value) => {
      await manager.operations['config.change']({ changes: { security_level: 'weak' } }, window);
      const set = manager.operations['variables.set']({ name, value }, program);
      await expect(set).rejects.toMatchObject({ code: 'variable-refused' });
      await manager.operations['variables.set']({ name: 'OMP_NUM_THREADS', value: '4' }, program);
      expect(await readStart()).toMatchObject(['--lowvram', [{ name: 'OMP_NUM_THREADS', value: '4' }]]);
    },
  );
});
