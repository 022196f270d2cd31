import type { DoctorFinding, DoctorReport, UnmetRequirement } from '../../../contract/python/doctor';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { checkNoFiles, createDamageCheck, type FindDamage } from '../packages/distribution-files';
import { isBuiltForHardware, isTorchFamily } from '../packages/hardware-packages';
import { findOverlaps } from '../packages/overlaps';
import { listRecords, readRequires, type Distribution } from '../packages/packages';
import { findForeignTags } from '../packages/wheel-tags';
import { readOwned } from '../requirements/broken-needs';
import { readEnvironmentRules, type EnvironmentRules } from '../requirements/environment-rules';
import { evaluateMarker } from '../requirements/markers';
import { parseRequirement, type Requirement } from '../requirements/requirement';
import { findUnmet as findUnmetAmong, findUnmetLines } from '../requirements/unmet-lines';
import { readAccelerators } from './accelerators';

/** What is known of torch and of the machine, which other rooms read. */
export interface DoctorQuestion {
  /** Whether the installed torch was built for CUDA, for the processor alone, or for something else; null: there is none. */
  torch: 'cuda' | 'cpu' | 'other' | null;
  /** The card of NVIDIA that is there. */
  card: string | null;
}

/** Looks for what is wrong with an environment. Reads files alone and starts no Python. */
export interface Doctor {
  /** Throws `environment-missing`. */
  examine(question: (torch: Distribution | undefined) => Promise<DoctorQuestion>): Promise<DoctorReport>;
  /** The unmet lines of that report alone; nothing else is read for them. Throws `environment-missing`. */
  findUnmet(): Promise<UnmetRequirement[]>;
}

interface Examined extends EnvironmentRules {
  environment: Pick<PythonEnvironment, 'pythonVersion' | 'sitePackagesDirs'>;
  /** One for the whole look, so that no folder is read twice. */
  findDamage: FindDamage;
}

type Wrong = Pick<DoctorFinding, 'kind'> & Partial<Pick<DoctorFinding, 'needs' | 'found' | 'detail'>>;

/** What mends a package by itself; what belongs to torch is made anew with everything that was chosen with it. */
function actFor(name: string, kind: DoctorFinding['kind']): DoctorFinding['act'] {
  if (kind === 'overlap') return null;
  if (kind === 'torch-cpu') return 'environment';
  if (kind === 'unmet' || kind === 'cuda-missing') return 'install';
  return isBuiltForHardware(name) ? 'environment' : 'reinstall';
}

function finding({ name, version }: Distribution, { kind, ...wrong }: Wrong): DoctorFinding {
  const act = actFor(name, kind);
  return { kind, package: name, version, needs: null, found: null, detail: null, act, ...wrong };
}

/** What of the lines of a package is not met. That a package which they name is damaged is said once, of that one. */
async function findUnmetOf(one: Distribution, lines: readonly Requirement[], { distributions }: Examined) {
  const asker = { name: one.name, lines, leftOut: [] };
  const unmet = await findUnmetAmong([asker], { distributions, findDamage: checkNoFiles });
  return unmet.map(({ needs, found }) => ({ needs, found }));
}

async function findUnmetNeeds(examined: Examined): Promise<DoctorFinding[]> {
  const read = [...examined.distributions.values()].map(async (one) => {
    const lines = (await readOwned(one, examined)).map(({ need }) => need);
    return (await findUnmetOf(one, lines, examined)).map((unmet) => finding(one, { kind: 'unmet', ...unmet }));
  });
  return (await Promise.all(read)).flat();
}

/** The parts of CUDA that torch asks for by its own metadata and that are not there at all. */
async function findMissingCuda(examined: Examined): Promise<DoctorFinding[]> {
  const { distributions, markers } = examined;
  const torch = distributions.get('torch');
  if (torch === undefined) return [];
  const lines = ((await readRequires(torch)) ?? []).map(parseRequirement);
  const parts = lines.filter(
    ({ name, marker }) =>
      name?.startsWith('nvidia-') === true &&
      (marker === null || evaluateMarker(marker, { ...markers, extra: '' }) === true),
  );
  return (await findUnmetOf(torch, parts, examined))
    .filter(({ found }) => found === null)
    .map((unmet) => finding(torch, { kind: 'cuda-missing', ...unmet }));
}

async function findDamaged({ distributions, environment, findDamage }: Examined): Promise<DoctorFinding[]> {
  const twins = (await Promise.all(environment.sitePackagesDirs.map(listRecords))).flat();
  const judge = async (one: Distribution): Promise<DoctorFinding[]> => {
    if (one.hasTwin) {
      const versions = twins.filter(({ name }) => name === one.name).map(({ version }) => version);
      return [finding(one, { kind: 'duplicate', detail: versions.sort().join(', ') })];
    }
    const damage = await findDamage(one);
    if (damage !== null) return [finding(one, { kind: 'damaged', detail: damage })];
    const isUnread = one.infoPath.endsWith('.dist-info') && (await readRequires(one)) === null;
    if (isUnread) return [finding(one, { kind: 'damaged', detail: 'its METADATA cannot be read' })];
    const tags = await findForeignTags(one, environment.pythonVersion);
    return tags === null ? [] : [finding(one, { kind: 'other-python', detail: tags.join(', ') })];
  };
  return (await Promise.all([...distributions.values()].map(judge))).flat();
}

async function findLyingOnTop({ distributions }: Examined): Promise<DoctorFinding[]> {
  const overlaps = await findOverlaps(distributions.values());
  return overlaps.flatMap(({ one, other, file }) => {
    const top = distributions.get(other);
    const detail = `${one} ${distributions.get(one)?.version ?? ''} (${file})`;
    return top === undefined ? [] : [finding(top, { kind: 'overlap', detail })];
  });
}

/** Opens the doctor on an environment. */
export function createDoctor(options: PythonOptions, environment: () => Promise<PythonEnvironment>): Doctor {
  return {
    async findUnmet() {
      const rules = await readEnvironmentRules(await environment(), options);
      return findUnmetLines({ ...rules, findDamage: createDamageCheck() }, options);
    },
    async examine(question) {
      const found = await environment();
      const rules = await readEnvironmentRules(found, options);
      const examined: Examined = { ...rules, environment: found, findDamage: createDamageCheck() };
      const { distributions } = rules;
      const torch = distributions.get('torch');
      const { torch: build, card } = await question(torch);
      const [damaged, overlapping, owned, cuda, unmet, accelerators] = await Promise.all([
        findDamaged(examined),
        findLyingOnTop(examined),
        findUnmetNeeds(examined),
        findMissingCuda(examined),
        findUnmetLines(examined, options),
        readAccelerators({ distributions, platform: process.platform, hasCuda: build === 'cuda' }),
      ]);
      const slow =
        torch !== undefined && build === 'cpu' && card !== null
          ? [finding(torch, { kind: 'torch-cpu', detail: card })]
          : [];
      // Torch may not be reinstalled for a line, so what it lacks itself is said once, by its own kind.
      const needs = owned.filter(({ package: name }) => !isTorchFamily(name));
      const findings = [...slow, ...cuda, ...damaged, ...overlapping, ...needs];
      return { packages: distributions.size, findings, unmet, accelerators, hasNvidiaCard: card !== null };
    },
  };
}
