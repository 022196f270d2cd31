import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { readTextIfPresent, writePlain } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { parseRequirement, describeRequirement } from '../requirements/requirement';
import { evaluateMarker } from '../requirements/markers';
import { normaliseName } from '../packages/packages';
import { askCache } from '../environment/tool';
import type { ExactChange } from './changes';
import type { SolveContext } from './question';
import type { Solution } from './solve';
import { writeQuestion } from './tool-question';

/** Who asks for a package, and by which line. */
export interface PackageAsk {
  name: string;
  by: string;
  line: string;
}

const timeoutMs = 60_000;

/** `idna==3.20   # via requests, -c pins.txt` of `uv pip compile`: the packages that lead to another. Pure. */
function readVia(printed: readonly string[]): PackageAsk[] {
  return printed.flatMap((text) => {
    const [, name, via] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:==|\s@\s)\S+\s+# via (.+)$/u.exec(text) ?? [];
    if (name === undefined || via === undefined) return [];
    const owners = via.split(', ').filter((one) => /^[A-Za-z0-9][\w.-]*$/u.test(one));
    return owners.map((by) => ({ name: normaliseName(name), by: normaliseName(by), line: name }));
  });
}

/** uv does not say in a dry run who leads to whom, so it is asked once more for the way to these very versions. */
async function readByUv(
  solution: Solution,
  changes: readonly ExactChange[],
  context: SolveContext,
): Promise<PackageAsk[]> {
  return withTemporaryFolder(context.paths.stagingDir, 'plan', async (folder) => {
    const candidates = solution.groups.filter(({ kind }) => kind === 'candidate');
    const sources = candidates.some(({ lines }) => lines.length > 0) ? candidates : solution.groups;
    const files = await writeQuestion(sources, folder);
    const pins = join(folder, 'pins.txt');
    const versions = new Map([...context.distributions.values()].map(({ name, version }) => [name, version] as const));
    for (const { name, to, address } of changes) if (to !== null && address === null) versions.set(name, to);
    await writePlain(pins, `${[...versions].map(([name, version]) => `${name}==${version}`).join('\n')}\n`);
    const extra = files.hasExtraIndex ? ['--index-strategy', 'unsafe-best-match'] : [];
    const viaFile = join(folder, 'via.txt');
    const args = ['--annotation-style', 'line', '--no-header', '--quiet', ...extra, '-c', pins, '-o', viaFile];
    const { signal } = context;
    const quiet = { log: () => undefined, report: () => undefined, phase: msg`Planning packages`, signal, timeoutMs };
    try {
      await askCache({ ...context, cwd: folder }, ['compile', ...args, files.requirementsFile], quiet);
      return readVia(((await readTextIfPresent(viaFile)) ?? '').split(/\r?\n/));
    } catch (error) {
      // What is installed may be gone from the index: then nobody knows who leads to what is new.
      if (error instanceof AppError && error.code === 'cancelled') throw error;
      return [];
    }
  });
}

function readByReport(solution: Extract<Solution, { kind: 'solved' }>, { markers }: SolveContext): PackageAsk[] {
  return solution.found.flatMap(({ name: by, requires }) =>
    (requires ?? []).flatMap((text) => {
      const { name, marker } = parseRequirement(text);
      const counts = marker === null || evaluateMarker(marker, { ...markers, extra: '' }) !== false;
      return name !== null && counts ? [{ name, by, line: describeRequirement(text) }] : [];
    }),
  );
}

/** Which packages lead to what will be changed, as far as the tool tells. Throws `cancelled`. */
export async function readWhoLeads(
  solution: Extract<Solution, { kind: 'solved' }>,
  changes: readonly ExactChange[],
  context: SolveContext,
): Promise<PackageAsk[]> {
  const hasReport = solution.found.some(({ requires }) => requires !== null);
  return hasReport ? readByReport(solution, context) : readByUv(solution, changes, context);
}
