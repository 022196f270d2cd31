import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost, type HostRequest } from '../../../../e2e/world/host';
import { silentLogger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import { AppSettings } from '../../../contract/settings';
import { openConfig, type ConfigFile } from '../../installation/config';
import { createPaths, type Paths } from '../../installation/paths';
import { createCatalogue, type LiveCatalogue } from '../catalogue';

/** For tests only: a registry and a channel on one port, whose answers the tests change, and a catalogue that uses them. */
export interface TestWorld {
  url: string;
  files: Map<string, unknown>;
  nodes: Record<string, unknown>[];
  /** Paths with query, in the order they were asked for. */
  requestedPaths: string[];
  /** A status to answer instead, or `hang` to answer never. */
  broken: (path: string) => number | 'hang' | null;
  paths: Paths;
  config: ConfigFile;
  /** Opens the catalogue as after a start of the app. */
  open(): Promise<LiveCatalogue>;
  stopHost(): Promise<void>;
  remove(): Promise<void>;
}

/** A registry record. */
export const node = (id: string, rest: Record<string, unknown> = {}) => ({
  id,
  name: `The ${id}`,
  description: '',
  repository: `https://github.com/Maker/${id}`,
  publisher: { name: 'Maker' },
  latest_version: { version: '1.2.0', createdAt: '2026-01-02T03:04:05Z' },
  status: 'NodeStatusActive',
  ...rest,
});
/** An entry of a channel list. */
export const entry = (name: string, rest: Record<string, unknown> = {}) => ({
  author: 'someone',
  title: name,
  reference: `https://github.com/${name}`,
  files: [`https://github.com/${name}`],
  install_type: 'git-clone',
  description: '',
  ...rest,
});

function answerRegistry(world: Pick<TestWorld, 'url' | 'nodes'>, url: URL, response: ServerResponse): void {
  const [, , id, action] = url.pathname.split('/');
  if (id === undefined) {
    const page = Number(url.searchParams.get('page'));
    const limit = Number(url.searchParams.get('limit'));
    const totalPages = Math.ceil(world.nodes.length / limit);
    response.end(JSON.stringify({ totalPages, nodes: world.nodes.slice((page - 1) * limit, page * limit) }));
    return;
  }
  const found = world.nodes.find((item) => item['id'] === decodeURIComponent(id));
  const version = url.searchParams.get('version');
  if (!found) response.writeHead(404).end('{}');
  else if (action === undefined) response.end(JSON.stringify(found));
  else if (version === '6.6.6') response.writeHead(403).end('{}');
  else if (version !== null && !/^\d+\.\d+\.\d+$/.test(version)) response.writeHead(400).end('{}');
  else if (version === '9.9.9') response.writeHead(404).end('{}');
  else {
    const record = (name: string, status = 'NodeVersionStatusActive') => ({
      version: name,
      downloadUrl: `${world.url}/${id}.zip`,
      status,
      dependencies: ['numpy'],
      changelog: 'new',
    });
    const list = [record('1.2.0'), record('1.10.0'), record('1.9.0', 'NodeVersionStatusFlagged')];
    response.end(JSON.stringify(action === 'versions' ? list : record(version ?? '1.2.0')));
  }
}

type Answers = Pick<TestWorld, 'url' | 'files' | 'nodes' | 'requestedPaths' | 'broken'>;

function answer(world: Answers, { request, response, url }: HostRequest): void {
  const path = url.pathname + url.search;
  world.requestedPaths.push(path);
  const fault = world.broken(path);
  const content = world.files.get(url.pathname);
  if (fault === 'hang') return;
  if (fault !== null) response.writeHead(fault).end('broken');
  else if (url.pathname.startsWith('/nodes')) answerRegistry(world, url, response);
  else if (content === undefined) response.writeHead(404).end('404: Not Found');
  else {
    const body = JSON.stringify(content);
    const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : body);
  }
}

/** The files of a small channel. */
function channelFiles(): Map<string, unknown> {
  return new Map<string, unknown>([
    [
      '/custom-node-list.json',
      {
        custom_nodes: [
          entry('maker/Alpha', { description: 'See [a/this](http://x).' }),
          entry('some/beta', { id: 'short' }),
          entry('other/beta'),
          entry('x/gamma'),
        ],
      },
    ],
    [
      '/extension-node-map.json',
      {
        'https://github.com/maker/alpha': [['AlphaSampler'], { title_aux: 'a' }],
        'https://github.com/x/gamma': [['Gamma', 'Owned'], { title_aux: 'g' }],
        'https://github.com/some/beta': [['Owned'], { title_aux: 'b', preemptions: ['Owned'] }],
        'https://github.com/comfyanonymous/ComfyUI': [['KSampler'], { title_aux: 'ComfyUI' }],
      },
    ],
    ['/github-stats.json', { 'https://github.com/maker/Alpha': { stars: 7, last_update: '2025-03-02 11:59:14' } }],
  ]);
}

function installationAt(baseDir: string): Installation {
  const customNodesDir = join(baseDir, 'custom_nodes');
  const userDir = join(baseDir, 'user');
  return {
    kind: 'git',
    rootDir: baseDir,
    comfyDir: baseDir,
    baseDir,
    customNodesDir,
    userDir,
    interpreter: null,
    version: null,
  };
}

/** Starts the host and makes an empty installation in a folder with blanks and umlauts. */
export async function createTestWorld(): Promise<TestWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'cmd katalog ü-'));
  const paths = await createPaths(installationAt(folder));
  const config = await openConfig(paths);
  const host = await startHost((input) => answer(world, input));
  const world: TestWorld = {
    url: host.url,
    files: channelFiles(),
    nodes: [node('alpha'), node('solo', { repository: 'https://github.com/Maker/solo-repo' })],
    requestedPaths: [],
    broken: () => null,
    paths,
    config,
    open: () => {
      const settings = AppSettings.parse({ 'hosts.registry': host.url, 'hosts.channel': host.url });
      return createCatalogue({ settings, config, paths, log: silentLogger, comfyVersion: 'v0.3.0' });
    },
    stopHost: () => host.stop(),
    remove: async () => {
      await host.stop().catch(() => undefined);
      await rm(folder, { recursive: true });
    },
  };
  return world;
}
