import { gzipSync } from 'node:zlib';
import { installParams } from '../../api';
import type { HostileZip } from '../../world/hostile-zip';
import { bytes, endless, json, redirect, type Answer } from '../hostile-host';
import { playRead, playTask, servedPack, type HostileForm, type Stage } from '../stage';

const { id: pack, version } = servedPack;
const installPath = new RegExp(`^/nodes/${pack}/install`);

const install = (stage: Stage) => playTask(stage, { kind: 'install', params: installParams(pack) });

const recordOf = ({ world }: Stage) => ({
  id: `${pack}@${version}`,
  node_id: pack,
  version,
  dependencies: [],
  status: 'NodeVersionStatusActive',
  downloadUrl: `${world.registry.url}/cdn/${pack}/${version}.zip`,
});

const leaves = new RegExp(`^[^/]+/custom_nodes/${pack}(/|$)`);

type Fields = Record<string, unknown> | ((stage: Stage) => Record<string, unknown>);

/** The record of the version to install, with one field that is bad. */
function field(name: string, fields: Fields, more: Partial<HostileForm> = {}): HostileForm {
  return {
    name: `registry: ${name}`,
    prepare: (stage) => {
      const bad = typeof fields === 'function' ? fields(stage) : fields;
      stage.hosts.registry.answerInstead(installPath, json({ ...recordOf(stage), ...bad }));
    },
    act: install,
    ends: 'failed',
    ...more,
  };
}

/** Another answer in the place of the record. */
function answer(name: string, write: (stage: Stage) => Answer, more: Partial<HostileForm> = {}): HostileForm {
  return {
    name: `registry: ${name}`,
    prepare: (stage) => {
      stage.hosts.registry.answerInstead(installPath, write(stage));
    },
    act: install,
    ends: 'failed',
    blockedBefore: 'only an answer that reads as a record is taken',
    ...more,
  };
}

const badIds = [
  '../../escape1',
  '..',
  '.git',
  '.disabled',
  'CON',
  'nul.txt',
  'a/escape2',
  '..\\escape3',
  'escape4. ',
  '/tmp/escape5',
  'escape\u00006',
  'escape\n7',
  `escape${'x'.repeat(300)}`,
  'tidy-latents',
  'escape8',
  '%2e%2e%2fescape9',
];

const ids: readonly HostileForm[] = badIds.map((id) =>
  field(
    `the id ${JSON.stringify(id.slice(0, 30))}`,
    { node_id: id },
    // Of the others a folder was made.
    id === '..' || id.includes('\u0000') || id.length > 255
      ? { blockedBefore: 'no file system makes such a folder' }
      : {},
  ),
);

const versions: readonly HostileForm[] = [
  '../../escape',
  '1.0.0/../../escape',
  '--upload-pack=escape',
  '1.0.0\u0000',
  'x'.repeat(100_000),
].map((bad) =>
  field(
    `the version ${JSON.stringify(bad.slice(0, 30))}`,
    { version: bad },
    { ends: 'either', leaves, blockedBefore: 'a version is compared and shown, and names no file' },
  ),
);

const scheme = 'only http and https are fetched';
const address = (name: string, downloadUrl: unknown, blockedBefore?: string): HostileForm =>
  field(`the download address ${name}`, { downloadUrl }, blockedBefore === undefined ? {} : { blockedBefore });

const sent = (name: string, location: (stage: Stage) => string, more: Partial<HostileForm> = {}): HostileForm => ({
  ...field(`a download that redirects ${name}`, ({ hosts }) => ({ downloadUrl: `${hosts.evil.url}/zip` }), more),
  prepare: (stage) => {
    stage.hosts.registry.answerInstead(
      installPath,
      json({ ...recordOf(stage), downloadUrl: `${stage.hosts.evil.url}/zip` }),
    );
    stage.hosts.evil.answerInstead(/^\/zip/, redirect(location(stage)));
  },
});

const port = (address: string) => new URL(address).port;

const addresses: readonly HostileForm[] = [
  address('file:', 'file:///etc/passwd', scheme),
  address('ftp:', 'ftp://127.0.0.1/escape.zip', scheme),
  address('javascript:', 'javascript:alert(1)', scheme),
  address('data:', 'data:application/zip;base64,UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', scheme),
  address('without a host', 'http://', scheme),
  address('that is a number', 7),
  address('that is an object', { href: 'file:///etc/passwd' }),
  address('of plain http', 'http://192.0.2.1/escape.zip', 'code is not fetched over plain http'),
  field('the download address of our own door', ({ ownDoor }) => ({ downloadUrl: ownDoor })),
  field('the download address of our own door, localhost', ({ ownDoor }) => ({
    downloadUrl: ownDoor.replace('127.0.0.1', 'localhost'),
  })),
  field('the download address of our own door, 127.1', ({ ownDoor }) => ({
    downloadUrl: ownDoor.replace('127.0.0.1', '127.1'),
  })),
  sent('to our own door', ({ ownDoor }) => ownDoor),
  sent('to our own door, permanently', ({ ownDoor }) => ownDoor),
  sent('to our own door by another name', ({ ownDoor }) => `http://localhost:${port(ownDoor)}/v2/snapshot/save`),
  sent('to file:', () => 'file:///etc/passwd', { blockedBefore: scheme }),
  sent('to data:', () => 'data:application/zip,escape', { blockedBefore: scheme }),
  sent('in a circle', ({ hosts }) => `${hosts.evil.url}/zip`, { blockedBefore: 'five redirects are followed' }),
  sent('to nothing', () => 'http://', { blockedBefore: scheme }),
];

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const gigabyteOfZeros = gzipSync(Buffer.alloc(128 * 1024 * 1024));

const mended: Partial<HostileForm> = { blockedBefore: undefined };

const documents: readonly HostileForm[] = [
  answer('null', () => json(null), mended),
  answer('a list', () => json([]), mended),
  answer('a text', () => json('"prompt-garden"'), mended),
  answer('a number that is none', () => json('NaN')),
  answer('half a document', () => json('{"node_id": "prompt-')),
  answer('a document 200,000 lists deep', () => json(deep), mended),
  answer('bytes that are no UTF-8', () => json(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))),
  answer('a document without an end', () => endless('{"a":"', 'x')),
  answer('a compressed document of 128 MiB', () => json(gigabyteOfZeros, { 'content-encoding': 'gzip' })),
  answer('a compression that is none', () => json('{}', { 'content-encoding': 'gzip' })),
  answer('a prototype', () => json('{"__proto__": {"node_id": "escape", "downloadUrl": "http://192.0.2.1/"}}'), {
    // What names no version is taken from its repository.
    ends: 'either',
    leaves,
  }),
  answer(
    'every field of a wrong type',
    () => json({ node_id: [], version: {}, downloadUrl: [], dependencies: 'x', status: 7 }),
    mended,
  ),
  answer('a redirect to our own door', ({ ownDoor }) => redirect(ownDoor), mended),
  answer('a redirect to file:', () => redirect('file:///etc/passwd')),
];

const zipKinds: readonly HostileZip[] = [
  'parent-path',
  'absolute-path',
  'drive-letter',
  'backslash-parent',
  'symlink',
  'device-name',
  'bomb',
  'bomb-single',
  'bomb-lying',
];

const zips: readonly HostileForm[] = [
  ...zipKinds.map((kind): HostileForm => ({
    name: `registry: a zip, ${kind}`,
    prepare: ({ world }) => {
      world.registry.replaceZip(pack, version, kind);
    },
    act: install,
    ends: 'failed',
    blockedBefore: 'the whole archive is read before the first byte is written',
  })),
  field(
    'a zip that is none',
    ({ hosts }) => {
      hosts.evil.answerInstead(/^\/zip/, bytes('PK\u0003\u0004 not a zip'));
      return { downloadUrl: `${hosts.evil.url}/zip` };
    },
    { blockedBefore: 'what is no zip is refused' },
  ),
  field(
    'a zip with a file name in its header',
    ({ hosts, world }) => {
      hosts.evil.answerInstead(/^\/zip/, async ({ response }) => {
        const zip = await world.registry.zipOf(pack, version);
        response.writeHead(200, { 'content-disposition': 'attachment; filename="../../escape.zip"' }).end(zip);
      });
      return { downloadUrl: `${hosts.evil.url}/zip` };
    },
    { ends: 'either', leaves, blockedBefore: 'names in headers are not looked at' },
  ),
  field(
    'a zip that says it is longer than it is',
    ({ hosts }) => {
      hosts.evil.answerInstead(/^\/zip/, ({ response }) => {
        response.writeHead(200, { 'content-length': '1000000' });
        response.write('PK', () => response.destroy());
      });
      return { downloadUrl: `${hosts.evil.url}/zip` };
    },
    { blockedBefore: 'half a file is no file' },
  ),
];

const list = (name: string, body: Answer): HostileForm => ({
  name: `registry: the list, ${name}`,
  prepare: ({ hosts }) => {
    hosts.registry.answerInstead(/^\/nodes\?/, body);
  },
  act: (stage) => playRead(stage, '/v2/customnode/getmappings?mode=remote'),
  ends: 'either',
  blockedBefore: 'rows that do not read as a pack are left out',
});

const lists: readonly HostileForm[] = [
  list('null', json(null)),
  list(
    'ids that are paths',
    json({
      total: 1,
      page: 1,
      totalPages: 1,
      nodes: [{ id: '../../escape', name: 'x', latest_version: { version: '1.0.0' } }],
    }),
  ),
  list('negative numbers', json({ total: -1, page: -1, limit: -5, totalPages: -3, nodes: [] })),
  list('endless pages', json({ total: 1e9, page: 1, limit: 1, totalPages: 1e9, nodes: [] })),
  list('deep', json(`{"nodes": ${deep}}`)),
];

/** What a registry can answer. */
export const registryForms: readonly HostileForm[] = [
  ...ids,
  ...versions,
  ...addresses,
  ...documents,
  ...zips,
  ...lists,
];
