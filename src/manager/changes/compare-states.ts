import type { ChangeCounts, DiskChange } from '../../contract/changes';
import type { RecordedBatch, RecordedState } from './recorded-batch';

type Subject = DiskChange['subject'];

/** One thing of a state, in the words a change uses. */
interface Thing {
  name: string;
  /** Version, size or value. */
  value: string;
  isEnabled: boolean;
  sizeBytes: number | null;
}

type Things = ReadonlyMap<string, Thing>;

const thing = (name: string, value: string): Thing => ({ name, value, isEnabled: true, sizeBytes: null });

function toThings<T>(items: Readonly<Record<string, T>>, read: (name: string, item: T) => [string, Thing]): Things {
  return new Map(Object.entries(items).map(([name, item]) => read(name, item)));
}

/** Ids are compared folded (decision 25); `name@version` is how the reference names a disabled copy. */
function packKey(name: string): string {
  return name.toLowerCase().replace(/@[\w.+-]+$/u, '');
}

/** Names of Python packages are the same with `-`, `_` and `.` (PEP 503). */
function packageKey(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/gu, '-');
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const readers: Readonly<Record<Exclude<Subject, 'comfyui'>, (state: RecordedState) => Things>> = {
  pack: ({ installed_nodes: packs }) =>
    toThings(packs, (name, { version, enabled }) => [packKey(name), { ...thing(name, version), isEnabled: enabled }]),
  python: ({ pip_packages: packages }) =>
    toThings(packages, (name, version) => [packageKey(name), thing(name, version)]),
  model: ({ installed_models: models }) =>
    toThings(models, (name, { size_bytes: sizeBytes }) => [
      name,
      { ...thing(name, String(sizeBytes ?? '')), sizeBytes },
    ]),
  setting: ({ manager_config: config }) => toThings(config, (name, value) => [name, thing(name, shownValue(value))]),
};

function actionBetween(before: Thing, after: Thing): DiskChange['action'] {
  if (before.value !== after.value) return 'switch';
  return after.isEnabled ? 'enable' : 'disable';
}

/** The value of a thing as a change tells it; a model's is its size, which has a field of its own. */
function shownVersion(subject: Subject, one: Thing | undefined): string | null {
  return one === undefined || subject === 'model' || one.value === '' ? null : one.value;
}

function compareThing(subject: Subject, before: Thing | undefined, after: Thing | undefined): DiskChange[] {
  const shown = after ?? before;
  if (shown === undefined) return [];
  const change = {
    subject,
    name: shown.name,
    from: shownVersion(subject, before),
    to: shownVersion(subject, after),
    sizeBytes: shown.sizeBytes,
  };
  if (before === undefined) return [{ ...change, action: 'add' }];
  if (after === undefined) return [{ ...change, action: 'remove' }];
  if (before.value === after.value && before.isEnabled === after.isEnabled) return [];
  return [{ ...change, action: actionBetween(before, after) }];
}

function compareThings(subject: Subject, before: Things, after: Things): DiskChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .flatMap((key) => compareThing(subject, before.get(key), after.get(key)))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function compareComfy(before: RecordedState, after: RecordedState): DiskChange[] {
  const [was, is] = [before.comfyui_version, after.comfyui_version];
  if (was === null || is === null) return [];
  const isSameVersion = was.version === is.version;
  if (isSameVersion && was.commit_hash === is.commit_hash) return [];
  // Two commits of one version are told apart by themselves.
  const [from, to] = isSameVersion ? [was.commit_hash, is.commit_hash] : [was.version, is.version];
  return [{ subject: 'comfyui', name: 'ComfyUI', action: 'switch', from, to, sizeBytes: null }];
}

/** A Python that could not be read is written down without packages, which is not the same as having none. */
function isPythonKnown(states: readonly RecordedState[]): boolean {
  return states.every(({ pip_packages: packages }) => Object.keys(packages).length > 0);
}

/**
 * The entries whose values differ between the two. A batch changes one pack of 2,000, and the state after it shares the objects of the others with
 * the one before.
 */
function differing<T>(one: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>): Record<string, T> {
  const found: Record<string, T> = {};
  if (one === other) return found;
  // By name, which is twice as quick as by entries.
  for (const name of Object.keys(one)) {
    const item = one[name];
    if (item !== undefined && other[name] !== item) found[name] = item;
  }
  return found;
}

/** A state without what it has in common with another one. */
function without(state: RecordedState, other: RecordedState): RecordedState {
  return {
    ...state,
    installed_nodes: differing(state.installed_nodes, other.installed_nodes),
    installed_models: differing(state.installed_models, other.installed_models),
    pip_packages: differing(state.pip_packages, other.pip_packages),
    manager_config: differing(state.manager_config, other.manager_config),
  };
}

const order: readonly Exclude<Subject, 'comfyui'>[] = ['pack', 'python', 'model', 'setting'];

/** What differs on disk between before and after: ComfyUI, packs, Python packages, models and settings, each by name. Pure. */
export function compareStates(before: RecordedState, after: RecordedState): DiskChange[] {
  const [was, is] = [without(before, after), without(after, before)];
  const compared = order
    .filter((subject) => subject !== 'python' || isPythonKnown([before, after]))
    .flatMap((subject) => compareThings(subject, readers[subject](was), readers[subject](is)));
  return [...compareComfy(before, after), ...compared];
}

/** What a batch changed; null when its record does not have both states. */
export function changesOfBatch({ state_before: before, state_after: after }: RecordedBatch): DiskChange[] | null {
  return before === null || after === null ? null : compareStates(before, after);
}

/** How many changes there are of each subject. */
export function countChanges(changes: readonly DiskChange[]): ChangeCounts {
  const counts: ChangeCounts = { comfyui: 0, pack: 0, python: 0, model: 0, setting: 0 };
  for (const { subject } of changes) counts[subject] += 1;
  return counts;
}
