import { join } from 'node:path';
import { pathExists } from '../../base/files';
import type { JobContext } from '../../base/job';
import { alreadyThere, judgeExisting } from './existing-file';
import { fetchModelFile } from './fetch-model-file';
import type { ModelInstall } from './model-install';
import { askServer, assertSafeAddress } from './remote-facts';
import { describeBytes } from './size-text';
import { placeModel, withStaging } from './staging';

/** Installs a model that is one file. Answers what was done in one sentence. */
export async function installFile(install: ModelInstall, job: JobContext): Promise<string> {
  const { url, target, network, params } = install;
  const path = join(target.dir, install.name);
  if (await pathExists(path)) {
    assertSafeAddress(url, network);
    job.report({ phase: 'Checking', message: install.name });
    const facts = await askServer(url, network, job.signal);
    return alreadyThere(path, await judgeExisting({ path, facts, listedSize: install.listed?.size ?? null }, job));
  }
  return withStaging({ stagingDir: install.stagingDir, dir: target.dir }, async (staging) => {
    const file = join(staging, 'file.part');
    const expected = { sizeBytes: null, sha256: null };
    const fetched = await fetchModelFile({ url, file, name: params.filename, network, expected }, job);
    await placeModel(file, path, target);
    const proof = fetched.isHashVerified ? ', SHA-256 verified' : '';
    return `Downloaded "${install.name}" (${describeBytes(fetched.bytes)}${proof}) to ${path}`;
  });
}
