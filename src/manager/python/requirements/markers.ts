import { satisfies, valid } from '@renovatebot/pep440';
import type { EnvironmentMarker } from 'pip-requirements-js';

/** Values of PEP 508 environment variables; a name that is left out is not known without asking Python. */
export type MarkerValues = Readonly<Partial<Record<string, string>>>;

const machines: Partial<Record<string, Partial<Record<string, string>>>> = {
  linux: { x64: 'x86_64', arm64: 'aarch64' },
  // An Intel Python may run on an ARM Mac or Windows, so only the other case is certain there.
  darwin: { x64: 'x86_64' },
  win32: { x64: 'AMD64' },
};
const systems: Partial<Record<string, string>> = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' };

/** The marker values of an interpreter on this machine, as far as they are known without starting it. */
export function readMarkerValues(pythonVersion: string, platform: string, architecture: string): MarkerValues {
  const [major = '', minor = '', patch] = pythonVersion.split('.');
  const full = patch === undefined ? {} : { python_full_version: pythonVersion, implementation_version: pythonVersion };
  return {
    python_version: `${major}.${minor}`,
    ...full,
    os_name: platform === 'win32' ? 'nt' : 'posix',
    sys_platform: platform,
    platform_system: systems[platform],
    platform_machine: machines[platform]?.[architecture],
    platform_python_implementation: 'CPython',
    implementation_name: 'cpython',
  };
}

const textComparisons: Partial<Record<string, (left: string, right: string) => boolean>> = {
  '==': (left, right) => left === right,
  '===': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  in: (left, right) => right.includes(left),
  'not in': (left, right) => !right.includes(left),
};

function compareValues(left: string, operator: string, right: string): boolean {
  const areVersions = valid(left) !== null && valid(right.replace(/\.\*$/, '')) !== null;
  if (areVersions && !/in$/.test(operator)) return satisfies(left, `${operator}${right}`, { prereleases: true });
  return textComparisons[operator]?.(left, right) ?? false;
}

const mirrored: Partial<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

type MarkerNode = Extract<EnvironmentMarker, { operator: 'and' | 'or' }>;
type MarkerLeaf = Exclude<EnvironmentMarker, MarkerNode>;

function isNode(marker: EnvironmentMarker): marker is MarkerNode {
  return marker.operator === 'and' || marker.operator === 'or';
}

/** Whether a marker holds; null when it asks for something that is not known. */
export function evaluateMarker(marker: EnvironmentMarker, values: MarkerValues): boolean | null {
  if (isNode(marker)) {
    const left = evaluateMarker(marker.left, values);
    const right = evaluateMarker(marker.right, values);
    const decisive = marker.operator === 'or';
    if (left === decisive || right === decisive) return decisive;
    return left === null || right === null ? null : !decisive;
  }
  return evaluateLeaf(marker, values);
}

/** Names of extras are compared like names of packages (PEP 685). */
function foldExtra(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function evaluateLeaf({ left, operator, right }: MarkerLeaf, values: MarkerValues): boolean | null {
  const isLiteral = (side: string) => /^["']/.test(side);
  const read = (side: string) => (isLiteral(side) ? side.slice(1, -1) : values[side]);
  const [leftValue, rightValue] = [read(left), read(right)];
  if (leftValue === undefined || rightValue === undefined) return null;
  const sides: readonly string[] = [left, right];
  if (sides.includes('extra')) return compareValues(foldExtra(leftValue), operator, foldExtra(rightValue));
  // A version is compared by the rules of the side that is the specifier: the literal.
  const turned = isLiteral(left) ? mirrored[operator] : undefined;
  return turned === undefined
    ? compareValues(leftValue, operator, rightValue)
    : compareValues(rightValue, turned, leftValue);
}
