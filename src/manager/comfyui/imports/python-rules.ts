import type { Evidence } from './import-evidence';
import { msg } from '../../../contract/text/message';
import {
  newerPython,
  byHand,
  culprit,
  installPackages,
  isAtLeast,
  pythonName,
  updatePack,
  type ImportRule,
} from './import-rule';
import { readMissingName } from './missing-name';
import { readMissingModule } from './missing-name';

/** What newer versions of Python no longer bring, and the package that brings it back; null: there is none. */
const removedFromPython: Readonly<Record<string, { since: string; package: string | null }>> = {
  asynchat: { since: '3.12', package: 'pyasynchat' },
  asyncore: { since: '3.12', package: 'pyasyncore' },
  audioop: { since: '3.13', package: 'audioop-lts' },
  cgi: { since: '3.13', package: 'legacy-cgi' },
  distutils: { since: '3.12', package: 'setuptools' },
  imghdr: { since: '3.13', package: 'standard-imghdr' },
  imp: { since: '3.12', package: null },
  lib2to3: { since: '3.13', package: null },
  pipes: { since: '3.13', package: null },
  sndhdr: { since: '3.13', package: 'standard-sndhdr' },
  telnetlib: { since: '3.13', package: 'standard-telnetlib' },
};

const removedModule: ImportRule = {
  name: 'python-module-removed',
  find(evidence, facts) {
    const module = readMissingModule(evidence)?.split('.')[0] ?? '';
    if (module === 'pkg_resources') {
      const cause = msg`${culprit(evidence, facts)} needs pkg_resources, which only versions of setuptools below 81 bring.`;
      return { cause, remedy: installPackages('setuptools<81') };
    }
    if (!Object.hasOwn(removedFromPython, module)) return null;
    const removed = removedFromPython[module];
    if (removed === undefined) return null;
    const cause = msg`${culprit(evidence, facts)} needs the module ${module}, which Python no longer has since ${removed.since}; ComfyUI runs on ${pythonName(facts)}.`;
    return { cause, remedy: removed.package === null ? updatePack(evidence, facts) : installPackages(removed.package) };
  },
};

const addedToPython: Readonly<Record<string, string>> = {
  tomllib: '3.11',
  zoneinfo: '3.9',
  graphlib: '3.9',
  annotationlib: '3.14',
  compression: '3.14',
};

const newerModule: ImportRule = {
  name: 'python-module-newer',
  find(evidence, facts) {
    const module = readMissingModule(evidence)?.split('.')[0] ?? '';
    const since = Object.hasOwn(addedToPython, module) ? addedToPython[module] : undefined;
    if (since === undefined || isAtLeast(facts.pythonVersion, since)) return null;
    const cause = msg`${culprit(evidence, facts)} needs the module ${module}, which came with Python ${since}; ComfyUI runs on ${pythonName(facts)}.`;
    return {
      cause,
      remedy: byHand(msg`Choose an older version of ${evidence.name}, or run ComfyUI with Python ${since} or newer.`),
    };
  },
};

/** Parts of Python that need a library of the system, and how a Linux system calls the package that brings them. */
const partsOfPython: Readonly<Record<string, string>> = {
  _bz2: 'libbz2',
  _ctypes: 'libffi',
  _lzma: 'liblzma',
  _sqlite3: 'sqlite3',
  _ssl: 'openssl',
  _tkinter: 'tk',
  tkinter: 'python3-tk',
};

const lackingPart: ImportRule = {
  name: 'python-part-missing',
  find(evidence, facts) {
    const module = readMissingModule(evidence)?.split('.')[0] ?? '';
    const library = Object.hasOwn(partsOfPython, module) ? partsOfPython[module] : undefined;
    if (library === undefined) return null;
    const cause = msg`${pythonName(facts)} was built without its own module ${module}, which ${culprit(evidence, facts)} needs.`;
    return {
      cause,
      remedy: byHand(msg`Install ${library} with the system's package manager, or use a Python that has ${module}.`),
    };
  },
};

/** Names that came with a version of Python, by module. */
const addedNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  typing: {
    TypeAlias: '3.10',
    ParamSpec: '3.10',
    TypeGuard: '3.10',
    Concatenate: '3.10',
    Self: '3.11',
    LiteralString: '3.11',
    Never: '3.11',
    NotRequired: '3.11',
    Required: '3.11',
    Unpack: '3.11',
    TypeVarTuple: '3.11',
    assert_never: '3.11',
    dataclass_transform: '3.11',
    override: '3.12',
    TypeAliasType: '3.12',
    TypeIs: '3.13',
    ReadOnly: '3.13',
  },
  enum: { StrEnum: '3.11', ReprEnum: '3.11', verify: '3.11' },
  datetime: { UTC: '3.11' },
  itertools: { pairwise: '3.10', batched: '3.12' },
  warnings: { deprecated: '3.13' },
  copy: { replace: '3.13' },
  asyncio: { TaskGroup: '3.11', timeout: '3.11', Runner: '3.11' },
  contextlib: { chdir: '3.11', aclosing: '3.10' },
  types: { EllipsisType: '3.10', NoneType: '3.10', UnionType: '3.10' },
  functools: { cache: '3.9' },
};

/** Names that a version of Python took away, by module. */
const removedNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  collections: {
    Callable: '3.10',
    Iterable: '3.10',
    Mapping: '3.10',
    MutableMapping: '3.10',
    MutableSequence: '3.10',
    Sequence: '3.10',
    Set: '3.10',
    Hashable: '3.10',
    OrderedDict: '',
  },
  inspect: { getargspec: '3.11', formatargspec: '3.11' },
  asyncio: { coroutine: '3.11', async: '3.7' },
  ast: { Str: '3.14', Num: '3.14', Bytes: '3.14', NameConstant: '3.14' },
  pkgutil: { ImpImporter: '3.12', find_loader: '3.14', get_loader: '3.14' },
  fractions: { gcd: '3.9' },
  time: { clock: '3.8' },
  configparser: { SafeConfigParser: '3.12' },
  typing: { io: '3.13', re: '3.13' },
};

function versionIn(
  table: Readonly<Record<string, Readonly<Record<string, string>>>>,
  evidence: Evidence,
): { module: string; name: string; version: string } | null {
  const lacking = readMissingName(evidence);
  if (lacking === null || !Object.hasOwn(table, lacking.module)) return null;
  const names = table[lacking.module] ?? {};
  const version = Object.hasOwn(names, lacking.name) ? names[lacking.name] : undefined;
  return version ? { ...lacking, version } : null;
}

const newerName: ImportRule = {
  name: 'python-name-newer',
  find(evidence, facts) {
    const found = versionIn(addedNames, evidence);
    if (found !== null)
      return newerPython(evidence, facts, {
        what: msg`${culprit(evidence, facts)} uses ${found.name} of Python's module ${found.module}, which`,
        since: found.version,
      });
    const isUnion = /unsupported operand type\(s\) for \|: '(?:type|NoneType|_?GenericAlias|_UnionGenericAlias)'/.test(
      evidence.message,
    );
    if (!isUnion || isAtLeast(facts.pythonVersion, '3.10')) return null;
    return newerPython(evidence, facts, {
      what: msg`${culprit(evidence, facts)} joins types by |, which`,
      since: '3.10',
    });
  },
};

const removedName: ImportRule = {
  name: 'python-name-removed',
  find(evidence, facts) {
    const found = versionIn(removedNames, evidence);
    const isStrict = /mutable default <class .+> for field \w+ is not allowed/.test(evidence.message);
    if (found === null && !isStrict) return null;
    const what =
      found === null
        ? msg`uses a default value for a dataclass that Python refuses since 3.11`
        : msg`uses ${found.name} of Python's module ${found.module}, which is gone since Python ${found.version}`;
    const cause = msg`${culprit(evidence, facts)} ${what}; ComfyUI runs on ${pythonName(facts)}.`;
    return { cause, remedy: updatePack(evidence, facts) };
  },
};

/** What this Python lacks, or no longer has. */
export const rulesOfPython: readonly ImportRule[] = [removedModule, newerModule, lackingPart, newerName, removedName];
