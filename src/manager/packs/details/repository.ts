import { join } from 'node:path';
import { z } from 'zod';
import pLimit from 'p-limit';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { readNewestFiles, type NewestFiles } from '../../../base/git/history-files';
import type { HistoryOf } from '../../../base/git/history';
import { redactSecrets } from '../../../base/log';
import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { isLicenseName } from './license';
import { openCachedAnswers, type CachedAnswer } from './cached-answers';
import { refuseOffline } from '../../installation/offline';
import type { DetailSources } from './sources';
import { runLimited } from './limit';
import { chooseReadme, cutReadme } from './readme-choice';

/** What the root of a repository says about a pack that is not installed. */
export const RepositoryFacts = z.object({
  readme: z.object({ name: z.string(), text: z.string(), isCut: z.boolean() }).nullable(),
  requirements: z.string().nullable(),
  project: z.string().nullable(),
  license: z.string().nullable(),
  hasInstallScript: z.boolean(),
});
export type RepositoryFacts = z.infer<typeof RepositoryFacts>;

/** The files of repositories nobody has cloned, kept. */
export interface RepositoryReader {
  /** Throws what git said when nothing was kept, and `network-failed` in offline mode. */
  read(of: HistoryOf, maxAgeMs: number): Promise<CachedAnswer<RepositoryFacts>>;
  /** What was read before, whatever its age; asks nobody. */
  peek(of: HistoryOf): Promise<RepositoryFacts | null>;
  /** Reads anew, and has more read out of the same clone before it goes; `read` need not clone for the same then. Throws as `read`, and what `work` throws. */
  visit<T>(of: HistoryOf, work: (clone: VisitedClone, job: JobContext) => Promise<T>): Promise<T>;
}

/** A clone of the newest commit, bare and without contents, for as long as it is there. */
export interface VisitedClone {
  dir: string;
  commit: string;
  facts: RepositoryFacts;
  /** An empty folder beside it. */
  workDir: string;
}

const maxFileBytes = 1024 * 1024;
const limitMs = 30_000;
const clonesAtOnce = 2;

/** Where clones are made before they are read or moved in whole. */
export function readingFolder({ folder }: Pick<DetailSources, 'folder'>): string {
  return join(folder, 'reading');
}

/** Which files of the root are read. */
function chooseFiles(names: readonly string[]): string[] {
  const license = names.find(isLicenseName);
  const wanted = [chooseReadme(names), 'requirements.txt', 'pyproject.toml', license ?? null];
  return wanted.filter((name): name is string => name !== null && names.includes(name));
}

function tooLongReadme(name: string): AppError {
  return new AppError(
    'download-failed',
    msg`${name} of this repository is longer than ${maxFileBytes / 1024 / 1024} MiB.`,
    {
      remedy: msg`Read it on the page of the repository.`,
    },
  );
}

/** Refuses to ask anybody when the person forbade it. */
export function refuseToAsk(sources: Pick<DetailSources, 'networkMode'>, whom: 'registry' | 'repository'): void {
  const what =
    whom === 'registry'
      ? msg`The registry was not asked, because network_mode = offline in config.ini.`
      : msg`The repository was not asked, because network_mode = offline in config.ini.`;
  refuseOffline(sources.networkMode(), what);
}

function readmeOf({ names, texts, tooLong }: NewestFiles): RepositoryFacts['readme'] {
  const name = chooseReadme(names);
  if (name === null) return null;
  if (tooLong.includes(name)) throw tooLongReadme(name);
  return { name, ...cutReadme(texts.get(name) ?? '') };
}

/** The beginning says which it is; one that is too long to read is told by its file's name. */
function licenseOf({ names, texts }: NewestFiles): string | null {
  const name = names.find(isLicenseName);
  return name === undefined ? null : (texts.get(name)?.slice(0, 2000) ?? name);
}

/** A file that names packages. It is kept on disk and shown, and an address in it may carry the password of a private package. */
function packagesFile({ texts }: NewestFiles, name: string): string | null {
  const text = texts.get(name);
  return text === undefined ? null : redactSecrets(text);
}

function toFacts(files: NewestFiles): RepositoryFacts {
  return {
    readme: readmeOf(files),
    requirements: packagesFile(files, 'requirements.txt'),
    project: packagesFile(files, 'pyproject.toml'),
    license: licenseOf(files),
    hasInstallScript: files.names.includes('install.py'),
  };
}

async function visitClone<T>(
  sources: DetailSources,
  of: HistoryOf,
  work: (clone: VisitedClone, job: JobContext) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(readingFolder(sources), 'clone', async (place) => {
    const dir = join(place, 'files.git');
    const request = { ...of, dir, cwd: place, choose: chooseFiles, maxBytes: maxFileBytes };
    return runLimited(limitMs, async (job) => {
      const files = await readNewestFiles(sources.git, request, job);
      return work({ dir, commit: files.commit, facts: toFacts(files), workDir: place }, job);
    });
  });
}

/** Opens the reader; what it reads is kept below the folder of the sources. */
export function createRepositoryReader(sources: DetailSources): RepositoryReader {
  const cache = openCachedAnswers(join(sources.folder, 'repositories'), RepositoryFacts);
  const limit = pLimit(clonesAtOnce);
  const keyOf = ({ url, branch }: HistoryOf) => `${url} ${branch ?? ''}`;
  const visit: RepositoryReader['visit'] = async (of, work) => {
    refuseToAsk(sources, 'repository');
    return limit(() => visitClone(sources, of, work));
  };
  /** Visits whose clone is not read yet: a review asks for the nodes and for the requirements of a pack at once. */
  const arriving = new Map<string, Promise<void>>();
  const visitAndKeep: RepositoryReader['visit'] = async (of, work) => {
    const key = keyOf(of);
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    arriving.set(key, arrival);
    const settle = (): void => {
      if (arriving.get(key) === arrival) arriving.delete(key);
      arrived();
    };
    try {
      return await visit(of, async (clone, job) => {
        await cache.keep(key, clone.facts);
        settle();
        return work(clone, job);
      });
    } finally {
      settle();
    }
  };
  return {
    visit: visitAndKeep,
    async read(of, maxAgeMs) {
      await arriving.get(keyOf(of));
      return cache.ask(keyOf(of), maxAgeMs, () => visit(of, ({ facts }) => Promise.resolve(facts)));
    },
    peek: async (of) => (await cache.read(keyOf(of)))?.value ?? null,
  };
}
