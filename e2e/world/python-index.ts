import { createHash } from 'node:crypto';
import { startHost, type Host } from './host';
import { createFaults, sendBody, type Faults } from './wire';
import { buildSource, sourceFileName, type SourceSpec } from './source-package';
import { buildWheel, normaliseName, wheelFileName, wheelMetadata, type WheelSpec } from './wheel';
import { standardWheels } from './wheels';

/** A Python package index (PEP 503 pages and PEP 691 answers with sizes, sha256 fragments, PEP 658 metadata) of small real wheels. */
export interface PythonIndexHost extends Host {
  /** What `python.indexUrl` is set to: `http://127.0.0.1:PORT/simple/`. */
  indexUrl: string;
  /** Faults by distribution name (its page and files) or by wheel file name. */
  faults: Faults;
  /** Publishes one more wheel. */
  publish(spec: WheelSpec): Promise<void>;
  /** Publishes a package that has no wheel; answers the address of its file. */
  publishSource(spec: SourceSpec): Promise<string>;
}

interface Published {
  project: string;
  fileName: string;
  bytes: Buffer;
  metadata: string | null;
}

/** Starts the index with the standard wheels and `brokenwheel`, whose hash is right but whose zip is not. */
export async function startPythonIndex(): Promise<PythonIndexHost> {
  const files = new Map<string, Published>();
  const faults = createFaults();
  const publish = async (spec: WheelSpec) => {
    const fileName = wheelFileName(spec);
    const published = { project: normaliseName(spec.name), fileName, bytes: await buildWheel(spec) };
    files.set(fileName, { ...published, metadata: wheelMetadata(spec) });
  };
  const addSource = async (spec: SourceSpec): Promise<string> => {
    const fileName = sourceFileName(spec);
    const bytes = await buildSource(spec);
    files.set(fileName, { project: normaliseName(spec.name), fileName, bytes, metadata: null });
    return `/files/${fileName}`;
  };
  for (const spec of standardWheels) await publish(spec);
  files.set('brokenwheel-1.0-py3-none-any.whl', {
    project: 'brokenwheel',
    fileName: 'brokenwheel-1.0-py3-none-any.whl',
    bytes: Buffer.from('PK\x03\x04 this is not a wheel, though its name says so\n'),
    metadata: null,
  });
  const host = await startHost(async ({ request, response, path }) => {
    const isJson = (request.headers.accept ?? '').includes(jsonType);
    const found = findAnswer(path, [...files.values()], isJson);
    if (found === null) {
      const fault = { kind: 'status', status: 404, body: 'not on this index' } as const;
      return sendBody({ request, response, body: Buffer.alloc(0), contentType: 'text/plain', fault });
    }
    await sendBody({ request, response, ...found, fault: faults.take(found.fileName, found.project) });
  });
  const publishSource = async (spec: SourceSpec) => `${host.url}${await addSource(spec)}`;
  return { ...host, indexUrl: `${host.url}/simple/`, faults, publish, publishSource };
}

const jsonType = 'application/vnd.pypi.simple.v1+json';

interface Found {
  project: string;
  fileName: string;
  body: Buffer;
  contentType: string;
}

function findAnswer(path: string, files: Published[], isJson: boolean): Found | null {
  const page = /^\/simple\/([^/]+)\/?$/.exec(path)?.[1];
  if (page !== undefined) return (isJson ? projectJson : projectPage)(normaliseName(page), files);
  if (/^\/simple\/?$/.test(path)) return rootPage(files);
  return findFile(path, files);
}

function findFile(path: string, files: Published[]): Found | null {
  const name = /^\/files\/([^/]+)$/.exec(path)?.[1];
  const file = files.find((item) => item.fileName === name || `${item.fileName}.metadata` === name);
  if (!file) return null;
  const isMetadata = name !== file.fileName;
  if (isMetadata && file.metadata === null) return null;
  const body = isMetadata ? Buffer.from(file.metadata ?? '') : file.bytes;
  return { project: file.project, fileName: file.fileName, body, contentType: 'application/octet-stream' };
}

function rootPage(files: Published[]): Found {
  const projects = [...new Set(files.map((file) => file.project))].sort();
  const links = projects.map((project) => `<a href="/simple/${project}/">${project}</a>`);
  return { project: '', fileName: '', body: page(links), contentType: 'text/html' };
}

function projectPage(project: string, files: Published[]): Found | null {
  const own = files.filter((file) => file.project === project);
  if (own.length === 0) return null;
  const links = own.map((file) => {
    const hash = sha256(file.bytes);
    const metadata = file.metadata === null ? '' : ` data-core-metadata="sha256=${sha256(Buffer.from(file.metadata))}"`;
    return `<a href="/files/${file.fileName}#sha256=${hash}"${metadata}>${file.fileName}</a>`;
  });
  return { project, fileName: '', body: page(links), contentType: 'text/html' };
}

/** What pip and uv ask for first; it alone tells the sizes of files. */
function projectJson(project: string, files: Published[]): Found | null {
  const own = files.filter((file) => file.project === project);
  if (own.length === 0) return null;
  const described = own.map(({ fileName, bytes, metadata }) => ({
    ...{ filename: fileName, url: `/files/${fileName}`, hashes: { sha256: sha256(bytes) }, size: bytes.length },
    ...(metadata === null ? {} : { 'core-metadata': { sha256: sha256(Buffer.from(metadata)) } }),
  }));
  const versions = [...new Set(own.map(({ fileName }) => versionOf(fileName)))];
  const body = { meta: { 'api-version': '1.1' }, name: project, versions, files: described };
  return { project, fileName: '', body: Buffer.from(JSON.stringify(body)), contentType: jsonType };
}

/** A wheel has its tags behind the version; a name may have dashes in the file of a source package. */
function versionOf(fileName: string): string {
  const source = /-([^-]+)\.zip$/.exec(fileName)?.[1];
  return source ?? fileName.split('-')[1] ?? '';
}

function page(links: string[]): Buffer {
  return Buffer.from(`<!DOCTYPE html><html><body>\n${links.join('<br>\n')}\n</body></html>\n`);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
