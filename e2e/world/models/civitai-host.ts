import { createHash } from 'node:crypto';
import { sendJson, startHost, type Host } from '../host';
import { modelBytes, type ModelFile } from './model-bytes';
import { createFaults, sendBody, type Faults } from '../wire';

/** A model as its maker has put it on Civitai: what it is, and the file of its newest version. */
export interface CivitaiModel {
  name: string;
  /** Civitai's word for the kind: `LORA`. */
  type: string;
  baseModel: string;
  file: string;
  sizeBytes: number;
}

/** Finds models and gives their files; `url` is what `hosts.civitai` is set to. */
export interface CivitaiHost extends Host {
  /** Faults by file name, or `search`. */
  faults: Faults;
}

const sourceOf = ({ file, sizeBytes }: CivitaiModel): ModelFile => ({ org: 'civitai', repo: 'model', file, sizeBytes });

/** Starts the host with the given models. */
export async function startCivitaiHost(models: readonly CivitaiModel[]): Promise<CivitaiHost> {
  const faults = createFaults();
  const served = await Promise.all(models.map(async (model) => ({ model, bytes: await modelBytes(sourceOf(model)) })));
  const host: Host = await startHost(async ({ request, response, path, url }) => {
    const [, id] = /^\/api\/download\/models\/(\d+)$/u.exec(path) ?? [];
    const file = id === undefined ? undefined : served[Number(id)];
    if (file !== undefined) {
      const { model, bytes } = file;
      response.setHeader('content-disposition', `attachment; filename="${model.file}"`);
      const fault = faults.take(model.file);
      return sendBody({ request, response, body: bytes, contentType: 'application/octet-stream', fault });
    }
    const fault = faults.take('search');
    if (fault !== null)
      return sendBody({ request, response, body: Buffer.from('{}'), contentType: 'application/json', fault });
    const one = answerOne(path, host.url, served);
    if (one !== null) return sendJson(response, one);
    if (path !== '/api/v1/models') return sendJson(response, { error: 'Not found' }, 404);
    const words = (url.searchParams.get('query') ?? '').toLowerCase();
    const items = served.flatMap(({ model, bytes }, at) =>
      model.name.toLowerCase().includes(words) ? [itemOf(model, bytes, { at, address: host.url })] : [],
    );
    sendJson(response, { items, metadata: {} });
  });
  return { ...host, faults };
}

/** A model, or a version of one, by its number; null for any other path. */
function answerOne(path: string, address: string, served: readonly { model: CivitaiModel; bytes: Buffer }[]) {
  const [, kind, number] = /^\/api\/v1\/(models|model-versions)\/(\d+)$/u.exec(path) ?? [];
  const at = Number(number) - (kind === 'models' ? 100 : 0);
  const one = served[at];
  if (one === undefined) return null;
  const { id, ...item } = itemOf(one.model, one.bytes, { at, address });
  const { name, type, modelVersions } = item;
  return kind === 'models' ? { id, ...item } : { ...modelVersions[0], modelId: id, model: { name, type } };
}

function itemOf(
  { name, type, baseModel, file }: CivitaiModel,
  bytes: Buffer,
  { at, address }: { at: number; address: string },
) {
  const downloadUrl = `${address}/api/download/models/${at}`;
  const SHA256 = createHash('sha256').update(bytes).digest('hex').toUpperCase();
  const main = { name: file, sizeKB: bytes.length / 1024, primary: true, hashes: { SHA256 }, downloadUrl };
  const version = {
    ...{ id: at, name: 'v2', baseModel, publishedAt: '2026-10-01T10:00:00.000Z', availability: 'Public' },
    ...{ stats: { downloadCount: 4_321 }, files: [main] },
  };
  return { id: 100 + at, name, type, creator: { username: 'petrasund' }, modelVersions: [version] };
}
