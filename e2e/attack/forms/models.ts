import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { bytes, endless, json, redirect, type Answer } from '../hostile-host';
import { playRead, playTask, type Ending, type HostileForm, type Stage } from '../stage';

const model = {
  name: 'escape',
  type: 'checkpoint',
  base: 'SD1.x',
  save_path: 'default',
  filename: 'plain.safetensors',
};
const leaves = /^[^/]+\/models\//;

type Fields = (stage: Stage) => Record<string, string>;

const install = (stage: Stage, fields: Record<string, string>): Promise<Ending> =>
  playTask(stage, { kind: 'install-model', params: { ...model, ...fields } });

/** A model that somebody is talked into, or that a list names. */
function requestForm(name: string, fields: Fields, more: Partial<HostileForm> = {}): HostileForm {
  return {
    name: `model: ${name}`,
    prepare: () => undefined,
    act: (stage) => install(stage, fields(stage)),
    ends: 'failed',
    ...more,
  };
}

const good = ({ hosts }: Stage) => ({ url: `${hosts.models.url}/outsider/unlisted/resolve/main/stranger.safetensors` });
const schema = 'names and paths are judged at the door';

const places: readonly HostileForm[] = [
  ...[
    '../escape',
    '../../escape',
    '/tmp/escape',
    'C:/escape',
    'a/../../escape',
    '..\\escape',
    'CON',
    'loras/ ',
    '.',
  ].map((path) =>
    requestForm(`the place ${JSON.stringify(path)}`, (stage) => ({ ...good(stage), save_path: path }), {
      blockedBefore: schema,
    }),
  ),
  ...[
    '../escape.safetensors',
    '/tmp/escape.safetensors',
    'a/escape.safetensors',
    'nul.safetensors',
    'escape\u0000.safetensors',
    '..',
  ].map((filename) =>
    requestForm(`the file name ${JSON.stringify(filename)}`, (stage) => ({ ...good(stage), filename }), {
      blockedBefore: schema,
    }),
  ),
  {
    ...requestForm('a folder of models that is a link outside', (stage) => ({ ...good(stage), save_path: 'linked' }), {
      blockedBefore: 'the real place of the folder is judged',
    }),
    prepare: async ({ world }) => {
      await mkdir(join(world.root, 'home', 'elsewhere'), { recursive: true });
      await symlink(join(world.root, 'home', 'elsewhere'), join(world.comfyui.path, 'models', 'linked'));
    },
  },
];

const scheme = 'only http and https are fetched';
const sent = (name: string, to: (stage: Stage) => string, blockedBefore?: string): HostileForm => ({
  ...requestForm(
    `an address that redirects ${name}`,
    ({ hosts }) => ({ url: `${hosts.models.url}/moved/plain.safetensors` }),
    { blockedBefore },
  ),
  prepare: (stage) => {
    stage.hosts.models.answerInstead(/^\/moved/, redirect(to(stage)));
  },
});

const addresses: readonly HostileForm[] = [
  ...[
    'file:///etc/passwd',
    'ftp://127.0.0.1/escape',
    'javascript:alert(1)',
    '../escape',
    'http://192.0.2.1/escape.safetensors',
  ].map((url) =>
    requestForm(`the address ${url}`, () => ({ url }), {
      blockedBefore: url.startsWith('http') ? 'plain http is not asked' : scheme,
    }),
  ),
  requestForm('our own door', ({ ownDoor }) => ({ url: ownDoor })),
  requestForm('our own door by another name', ({ ownDoor }) => ({ url: ownDoor.replace('127.0.0.1', 'localhost') })),
  sent('to our own door', ({ ownDoor }) => ownDoor),
  sent('to our own door by another name', ({ ownDoor }) => ownDoor.replace('127.0.0.1', 'localhost')),
  sent('to file:', () => 'file:///etc/passwd', scheme),
  sent('in a circle', ({ hosts }) => `${hosts.models.url}/moved/plain.safetensors`, 'five redirects are followed'),
];

const contents = (name: string, answer: Answer, more: Partial<HostileForm> = {}): HostileForm => ({
  ...requestForm(name, ({ hosts }) => ({ url: `${hosts.models.url}/bad/plain.safetensors` }), {
    blockedBefore: 'what comes is proven to be what the format says',
    ...more,
  }),
  prepare: ({ hosts }) => {
    hosts.models.answerInstead(/^\/bad/, answer);
  },
});

const files: readonly HostileForm[] = [
  contents('a pickle under the name of a safe format', bytes(Buffer.from('80027d2e', 'hex'))),
  contents('a header longer than the file', bytes(Buffer.from('ffffffffffffff7f7b7d', 'hex'))),
  contents('a size below zero', ({ response }) => {
    response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello');
  }),
  contents('two sizes', ({ response }) => {
    response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello');
  }),
  contents('a size that never comes', ({ response }) => {
    response.writeHead(200, { 'content-length': '900' }).write('x');
  }),
  contents('a name in its header', ({ response }) => {
    response.writeHead(200, { 'content-disposition': 'attachment; filename="../../escape.py"' }).end('print(1)');
  }),
];

const repository = (name: string, siblings: unknown, more: Partial<HostileForm> = {}): HostileForm => ({
  ...requestForm(`a repository, ${name}`, () => ({ url: 'outsider/unlisted', filename: '<huggingface>' }), {
    blockedBefore: 'the list of a repository is proven first',
    ...more,
  }),
  prepare: ({ hosts }) => {
    hosts.models.answerInstead(/^\/api\/models/, json({ id: 'x', sha: '0'.repeat(40), siblings }));
  },
});

const repositories: readonly HostileForm[] = [
  ...['../../escape', '/tmp/escape', 'a/../../escape', 'C:\\escape', 'CON', 'a\u0000b', ''].map((rfilename) =>
    repository(`the name ${JSON.stringify(rfilename)}`, [{ rfilename, size: 1 }]),
  ),
  repository('a size below zero', [{ rfilename: 'a.json', size: -1 }]),
  repository('a size that is a text', [{ rfilename: 'a.json', size: 'NaN' }]),
  repository('twice the same name', [
    { rfilename: 'a.json', size: 1 },
    { rfilename: 'A.json', size: 1 },
  ]),
  repository('no list at all', { length: 1 }),
  {
    ...repository('a list without an end', []),
    prepare: ({ hosts }) => {
      hosts.models.answerInstead(/^\/api\/models/, endless('{"siblings":["', 'x'));
    },
  },
];

const mappings = '/v2/customnode/getmappings?mode=remote';
const models = '/v2/models/list?mode=remote';

const channel = (name: string, file: string, body: unknown): HostileForm => ({
  name: `channel: ${name}`,
  prepare: ({ hosts }) => {
    hosts.channel.answerInstead(new RegExp(`/${file}`), json(body));
  },
  act: (stage) => playRead(stage, file === 'model-list.json' ? models : mappings),
  ends: 'either',
  blockedBefore: 'rows that do not read as an entry are left out',
});

const channels: readonly HostileForm[] = [
  channel('null for a list', 'custom-node-list.json', null),
  channel('rows of wrong types', 'custom-node-list.json', { custom_nodes: [1, null, 'x', [], { files: 'x', id: {} }] }),
  channel('paths for ids and files', 'custom-node-list.json', {
    custom_nodes: [
      {
        id: '../../escape',
        title: 'x',
        reference: 'javascript:alert(1)',
        files: ['../../escape.py'],
        install_type: 'copy',
      },
    ],
  }),
  channel('a map that is a list', 'extension-node-map.json', [[['x']]]),
  channel('a pattern that never ends', 'extension-node-map.json', {
    'https://github.com/a/b': [['x'], { nodename_pattern: '(a+)+$', title_aux: 'x' }],
  }),
  channel('models with bad places', 'model-list.json', {
    models: [
      {
        name: 'x',
        type: 'x',
        base: 'x',
        save_path: '../../escape',
        filename: '../escape',
        url: 'file:///etc/passwd',
        size: 'NaNGB',
      },
    ],
  }),
  channel('models of wrong types', 'model-list.json', { models: { length: 1 } }),
];

/** What model hosts and channels can answer. */
export const modelForms: readonly HostileForm[] = [...places, ...addresses, ...files, ...repositories, ...channels].map(
  (form) => ({ leaves, ...form }),
);
