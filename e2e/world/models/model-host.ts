import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, startHost, type Host, type HostRequest } from '../host';
import { isText, modelBytes, type ModelFile } from './model-bytes';
import { searchRepositories } from './hub-search';
import { createFaults, sendBody, type Faults } from '../wire';

/** Serves weight files with ETag and Range; `url` is what `hosts.huggingface` is set to. */
export interface ModelHost extends Host {
  /** Faults by file name (without folders), or `api` for the list of a repository. */
  faults: Faults;
  /** The bytes a file must have after a download. */
  bytesOf(file: ModelFile): Buffer;
  /** Adds or replaces a file. */
  publish(file: ModelFile, bytes: Buffer): void;
  /** Lets the description of a file claim another size than it has. */
  declare(file: ModelFile, sizeBytes: number): void;
  /** Gives a file, by its name without folders, only to who sends this token. */
  requireToken(fileName: string, token: string): void;
  /** Address of a file as a plain host gives it: without hash, under a number, with the name in a header only. */
  plainUrl(file: ModelFile): string;
}

interface Served extends ModelFile {
  bytes: Buffer;
  sha256: string;
}

const revision = '0123456789abcdef0123456789abcdef01234567';
const baseName = (file: string) => file.slice(file.lastIndexOf('/') + 1);
const keyOf = ({ org, repo, file }: Pick<ModelFile, 'org' | 'repo' | 'file'>) => `${org}/${repo}/${file}`;

/** Starts the host with the given files. */
export async function startModelHost(files: ModelFile[]): Promise<ModelHost> {
  const faults = createFaults();
  const served = new Map<string, Served>();
  const tokens = new Map<string, string>();
  const publish = (file: ModelFile, bytes: Buffer) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    served.set(keyOf(file), { ...file, bytes, sha256, sizeBytes: bytes.length });
  };
  for (const file of files) publish(file, await modelBytes(file));
  const host = await startHost((input) => answer(input, { served: [...served.values()], faults, tokens }));
  const find = (file: ModelFile): Served => {
    const found = served.get(keyOf(file));
    if (found === undefined) throw new Error(`The model host has no ${keyOf(file)}`);
    return found;
  };
  return {
    ...host,
    faults,
    publish,
    declare: (file, sizeBytes) => void served.set(keyOf(file), { ...find(file), sizeBytes }),
    requireToken: (fileName, token) => void tokens.set(fileName, token),
    bytesOf: (file) => find(file).bytes,
    plainUrl: (file) => `${host.url}/api/download/models/${[...served.keys()].indexOf(keyOf(file))}`,
  };
}

interface Shelf {
  served: Served[];
  faults: Faults;
  tokens: Map<string, string>;
}

async function answer({ request, response, path, url }: HostRequest, shelf: Shelf): Promise<void> {
  const [, first = '', second = '', third = '', fourth = ''] = path.split('/');
  if (path === '/api/models') {
    sendJson(response, searchRepositories(shelf.served, url.searchParams.get('search') ?? ''));
    return;
  }
  if (path.startsWith('/api/models/')) return answerList(request, response, { shelf, repo: `${third}/${fourth}` });
  if (path.startsWith('/api/download/models/'))
    return sendPlain(request, response, { shelf, file: shelf.served[Number(fourth)] });
  if (first !== 'cdn') return answerFile(request, response, { shelf, path });
  const stored = shelf.served.find((item) => item.sha256 === second && url.searchParams.get('file') === item.file);
  return sendFile(request, response, { shelf, file: stored });
}

/** `GET /<org>/<repo>/resolve/<revision>/<file>`: text at once; big files are described here and sent from another place. */
async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  { shelf, path }: { shelf: Shelf; path: string },
): Promise<void> {
  const [, org, repo, name] = /^\/([^/]+)\/([^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path) ?? [];
  const file = shelf.served.find((item) => item.org === org && item.repo === repo && item.file === name);
  if (file === undefined || isText(file.file)) return sendFile(request, response, { shelf, file });
  const token = shelf.tokens.get(baseName(file.file));
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
    sendJson(response, { error: 'Access to this model is restricted' }, 401);
    return;
  }
  response.writeHead(302, {
    location: `/cdn/${file.sha256}?file=${encodeURIComponent(file.file)}`,
    'x-linked-etag': `"${file.sha256}"`,
    'x-linked-size': file.sizeBytes,
    'x-repo-commit': revision,
    'content-length': 0,
  });
  response.end();
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { shelf, file }: { shelf: Shelf; file: Served | undefined },
): Promise<void> {
  const missing = { kind: 'status', status: 404, body: 'Entry not found' } as const;
  const fault = file ? shelf.faults.take(baseName(file.file)) : missing;
  const body = file?.bytes ?? Buffer.alloc(0);
  await sendBody({ request, response, body, contentType: 'application/octet-stream', fault });
}

function sendPlain(
  request: IncomingMessage,
  response: ServerResponse,
  about: { shelf: Shelf; file: Served | undefined },
): Promise<void> {
  if (about.file)
    response.setHeader(
      'content-disposition',
      `attachment; filename="${encodeURIComponent(baseName(about.file.file))}"`,
    );
  return sendFile(request, response, about);
}

/** `GET /api/models/<owner>/<name>?blobs=true`: the files with size and, for the big ones, SHA-256. */
async function answerList(
  request: IncomingMessage,
  response: ServerResponse,
  { shelf, repo }: { shelf: Shelf; repo: string },
): Promise<void> {
  const files = shelf.served.filter((item) => `${item.org}/${item.repo}` === repo);
  const fault = shelf.faults.take('api');
  if (fault !== null) {
    await sendBody({ request, response, body: Buffer.from('{}'), contentType: 'application/json', fault });
    return;
  }
  if (files.length === 0) {
    sendJson(response, { error: 'Repository not found' }, 404);
    return;
  }
  sendJson(response, { id: repo, modelId: repo, sha: revision, private: false, siblings: files.map(listRow) });
}

function listRow({ file, sizeBytes, sha256 }: Served): Record<string, unknown> {
  const row = { rfilename: file, size: sizeBytes, blobId: sha256.slice(0, 40) };
  return isText(file) ? row : { ...row, lfs: { sha256, size: sizeBytes, pointerSize: 135 } };
}
