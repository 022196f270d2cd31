import { createHash } from 'node:crypto';
import { startHost, type Host } from './host';
import { createFaults, sendBody, type Faults } from './wire';

/** One downloadable weight file: Hugging Face's path form `/<org>/<repo>/resolve/main/<file>`. */
export interface ModelFile {
  org: string;
  repo: string;
  file: string;
  sizeBytes: number;
}

/** Serves weight files with ETag and Range; `url` is what `hosts.huggingface` is set to. */
export interface ModelHost extends Host {
  /** Faults by file name. */
  faults: Faults;
  /** The bytes a file must have after a download. */
  bytesOf(file: ModelFile): Buffer;
}

/** Starts the host with the given files. */
export async function startModelHost(files: ModelFile[]): Promise<ModelHost> {
  const faults = createFaults();
  const host = await startHost(async ({ request, response, path }) => {
    const file = files.find((item) => path === `/${item.org}/${item.repo}/resolve/main/${item.file}`);
    const missing = { kind: 'status', status: 404, body: 'Entry not found' } as const;
    const body = file ? modelBytes(file) : Buffer.alloc(0);
    const fault = file ? faults.take(file.file) : missing;
    await sendBody({ request, response, body, contentType: 'application/octet-stream', fault });
  });
  return { ...host, faults, bytesOf: modelBytes };
}

/** Bytes seeded by the file's name, the same on every machine. */
function modelBytes({ org, repo, file, sizeBytes }: ModelFile): Buffer {
  const body = Buffer.alloc(sizeBytes);
  for (let block = 0; block * 32 < sizeBytes; block += 1) {
    createHash('sha256')
      .update(`${org}/${repo}/${file}#${block}`)
      .digest()
      .copy(body, block * 32);
  }
  return body;
}
