import { join } from 'node:path';
import { z } from 'zod';
import { unwatchedJob } from '../../../base/async/job';
import { readTextIfPresent } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { redactSecrets } from '../../../base/log';
import { readRequestedTexts } from '../../python/requirements/requested-texts';
import { unpackRelease } from '../change/release-archive';
import { openCachedAnswers } from './cached-answers';
import { readingFolder, refuseToAsk } from './repository';
import type { DetailSources, RequirementLine } from './sources';

/** What the files of a published version say; they do not change. */
const ReleaseText = z.object({
  lines: z.array(z.object({ text: z.string(), source: z.string(), isConstraint: z.boolean(), folder: z.string() })),
  /** Its `pyproject.toml`. */
  project: z.string().nullable(),
});
type ReleaseText = z.infer<typeof ReleaseText>;

const keepMs = 30 * 24 * 3_600_000;
/** What the registry tells of a version may be more by the next day: it reads on. */
const listedMs = 24 * 3_600_000;

/** Where lines stand that the registry tells of a version. */
export const registrySource = 'the registry';

/** Reads what versions of the registry ask for. Throws the errors of whoever had to be asked, and those of archives. */
interface ReleaseReader {
  /** As the registry lists it: it takes that out of the pyproject.toml. */
  readListed(id: string, version: string): Promise<RequirementLine[]>;
  /** Out of its own archive, as its installation does; null where the registry does not say where that is. */
  readArchive(id: string, version: string): Promise<ReleaseText | null>;
}

async function readArchive(
  sources: DetailSources,
  release: { id: string; version: string; downloadUrl: string },
): Promise<ReleaseText> {
  const { settings } = sources;
  return withTemporaryFolder(readingFolder(sources), 'release', async (place) => {
    const dir = join(place, 'pack');
    await unpackRelease({ release, dir, settings }, unwatchedJob());
    const lines = await readRequestedTexts(dir, { groups: [] });
    const project = await readTextIfPresent(join(dir, 'pyproject.toml'));
    return {
      // What is kept and shown may be an address with a password.
      lines: lines.map((line) => ({ ...line, text: redactSecrets(line.text) })),
      project: project === null ? null : redactSecrets(project),
    };
  });
}

/** Makes the reader; what it read is kept below the folder of the sources. */
export function createReleaseReader(sources: DetailSources): ReleaseReader {
  const listed = openCachedAnswers(join(sources.folder, 'asked-lines'), z.array(z.string()));
  const files = openCachedAnswers(join(sources.folder, 'release-files'), ReleaseText.nullable());
  const keyOf = (id: string, version: string): string => `${id.toLowerCase()}@${version}`;
  // Not by its address for installations: a look is none, and the registry counts those.
  const ask = (id: string, version: string) => {
    refuseToAsk(sources, 'registry');
    return sources.catalogue.releaseFacts(id, version);
  };
  return {
    async readListed(id, version) {
      const read = async () => (await ask(id, version)).dependencies;
      const { value } = await listed.ask(keyOf(id, version), listedMs, read);
      return value.map((text) => ({ text, source: registrySource }));
    },
    async readArchive(id, version) {
      const read = async () => {
        const { downloadUrl } = await ask(id, version);
        return downloadUrl === '' ? null : readArchive(sources, { id, version, downloadUrl });
      };
      return (await files.ask(keyOf(id, version), keepMs, read)).value;
    },
  };
}
