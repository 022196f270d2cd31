import type { DoctorAccelerator } from '../../../contract/python/doctor';
import { readRequires, type Distribution } from '../packages/packages';
import { parseRequirement } from '../requirements/requirement';
import { meetsSpecifier, publicVersion } from '../requirements/version-rules';

/** What the fitting ones are chosen by. */
export interface AcceleratorFacts {
  distributions: ReadonlyMap<string, Distribution>;
  platform: NodeJS.Platform;
  /** Whether the installed torch computes with CUDA. */
  hasCuda: boolean;
}

/** The xformers that was built against each torch, as its own wheels name it in `Requires-Dist` (https://pypi.org/project/xformers/#history). */
const xformersFor: Readonly<Record<string, string>> = {
  '2.4.0': '0.0.27.post2',
  '2.4.1': '0.0.28.post1',
  '2.5.0': '0.0.28.post2',
  '2.5.1': '0.0.28.post3',
  '2.6.0': '0.0.29.post3',
  '2.7.0': '0.0.30',
  '2.7.1': '0.0.31.post1',
  '2.8.0': '0.0.32.post2',
  '2.9.0': '0.0.33.post1',
  '2.9.1': '0.0.33.post2',
  '2.10.0': '0.0.34',
};

/** From this one on its wheels bind no single torch; they ask for 2.10 at least. */
const anyTorchXformers = 'xformers>=0.0.35';

/** The versions of triton-windows for each torch (https://github.com/woct0rdho/triton-windows, "Version compatibility"). */
const tritonWindowsFor: Readonly<Record<string, string>> = {
  '2.5': '<3.2',
  '2.6': '>=3.2,<3.3',
  '2.7': '>=3.3,<3.4',
  '2.8': '>=3.4,<3.5',
  '2.9': '>=3.5,<3.6',
  '2.10': '>=3.6,<3.7',
};

type Chosen = Pick<DoctorAccelerator, 'line' | 'reason'>;

const no = (reason: DoctorAccelerator['reason']): Chosen => ({ line: null, reason });

/** Torch itself names the triton that it wants, on Linux; on Windows it is another package, by other people. */
async function chooseTriton({ distributions, platform }: AcceleratorFacts, torch: Distribution): Promise<Chosen> {
  if (platform === 'win32') {
    const range = tritonWindowsFor[publicVersion(torch.version).split('.').slice(0, 2).join('.')];
    return range === undefined ? no('not-known') : { line: `triton-windows${range}`, reason: null };
  }
  const lines = (await readRequires(distributions.get('torch') ?? torch)) ?? [];
  const requirement = lines.map(parseRequirement).find(({ name }) => name === 'triton' || name === 'pytorch-triton');
  if (requirement?.name == null || requirement.specifier === null) return no('not-known');
  return { line: `${requirement.name}${requirement.specifier}`, reason: null };
}

async function choose(
  name: DoctorAccelerator['name'],
  facts: AcceleratorFacts,
  torch: Distribution | undefined,
): Promise<Chosen> {
  // It needs no CUDA, and comes without wheels.
  if (name === 'insightface') return { line: 'insightface', reason: 'source-only' };
  if (facts.platform === 'darwin') return no('not-for-system');
  if (torch === undefined || !facts.hasCuda) return no('no-cuda');
  if (name === 'triton') return chooseTriton(facts, torch);
  if (name === 'flash-attention') return no('source-only');
  const installed = publicVersion(torch.version);
  const version = xformersFor[installed];
  if (version !== undefined) return { line: `xformers==${version}`, reason: null };
  return meetsSpecifier(installed, '>2.10.0') === true ? { line: anyTorchXformers, reason: null } : no('not-known');
}

/** Whether an installed one fits: by the torch that it asks for itself, and by what is known to fit. */
async function judgeFit(
  distribution: Distribution,
  line: string | null,
  torch: Distribution | undefined,
): Promise<boolean | null> {
  const requirement = ((await readRequires(distribution)) ?? [])
    .map(parseRequirement)
    .find(({ name }) => name === 'torch');
  const own =
    requirement?.specifier == null || requirement.specifier === '' || torch === undefined
      ? null
      : meetsSpecifier(publicVersion(torch.version), requirement.specifier);
  if (own !== null || line === null) return own;
  const { specifier } = parseRequirement(line);
  return specifier === null ? null : meetsSpecifier(publicVersion(distribution.version), specifier);
}

const installedAs: Readonly<Record<DoctorAccelerator['name'], readonly string[]>> = {
  triton: ['triton', 'triton-windows', 'pytorch-triton', 'pytorch-triton-rocm', 'pytorch-triton-xpu'],
  xformers: ['xformers'],
  'flash-attention': ['flash-attn'],
  insightface: ['insightface'],
};

/** Whether each of them is there and fits, else which one does, or why there is none. From files alone. */
export async function readAccelerators(facts: AcceleratorFacts): Promise<DoctorAccelerator[]> {
  const torch = facts.distributions.get('torch');
  const names = Object.keys(installedAs) as DoctorAccelerator['name'][];
  const read = names.map(async (name): Promise<DoctorAccelerator> => {
    const found = installedAs[name].flatMap((one) => facts.distributions.get(one) ?? [])[0];
    const chosen = await choose(name, facts, torch);
    const usual = name === 'triton' && facts.platform === 'win32' ? 'triton-windows' : (installedAs[name][0] ?? name);
    if (found === undefined) return { name, package: usual, version: null, fits: null, ...chosen };
    const fits = await judgeFit(found, chosen.line, torch);
    const isRight = fits !== false;
    return {
      ...{ name, package: found.name, version: found.version, fits },
      ...(isRight ? { line: null, reason: null } : chosen),
    };
  });
  return Promise.all(read);
}
