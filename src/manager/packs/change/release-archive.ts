import { dirname } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { unpackArchive } from '../../../base/archives/archive';
import { ensureFolder } from '../../../base/files/files';
import { downloadFile } from '../../../base/http/download';
import type { AppSettings } from '../../../contract/settings';
import type { RegistryVersion } from '../../catalogue/catalogue';
import { refusePlainHttp } from './safe-address';

/** One version of the registry, and the folder that becomes its files. */
interface ReleaseArchive {
  release: Pick<RegistryVersion, 'id' | 'version' | 'downloadUrl'>;
  dir: string;
  settings: AppSettings;
}

/**
 * Downloads the archive of a version beside `dir` and unpacks it there, under the limits of archives. Answers the names in it. Throws what downloads and
 * archives throw, and `download-failed` for a plain http address.
 */
export async function unpackRelease({ release, dir, settings }: ReleaseArchive, job: JobContext): Promise<string[]> {
  const { id, version, downloadUrl: url } = release;
  const file = `${dir}.zip`;
  refusePlainHttp(url, settings['hosts.registry']);
  const stallMs = settings['downloads.stallSeconds'] * 1000;
  await ensureFolder(dirname(file));
  const maxBytes = settings['archive.maxBytes'];
  await downloadFile({ url, file, stallMs, proxy: settings['network.proxy'], maxBytes }, job);
  const limits = { maxBytes, maxEntries: settings['archive.maxEntries'], maxRatio: settings['archive.maxRatio'] };
  return unpackArchive({ file, dir, name: `of ${id} ${version}`, limits }, job);
}
