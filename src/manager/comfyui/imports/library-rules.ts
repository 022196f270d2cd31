import { normaliseName } from '../../python/packages/packages';
import { msg } from '../../../contract/text/message';
import { without } from './import-evidence';
import {
  byHand,
  culprit,
  installedFor,
  installPackages,
  packageName,
  updatePack,
  type ImportRule,
  type WordedRemedy,
} from './import-rule';
import { packagesOf } from './module-packages';
import { readMissingName } from './missing-name';

/** What newer generated code asks of protobuf, and the first version that has it. */
const newInProtobuf: readonly (readonly [RegExp, string])[] = [
  [/cannot import name 'builder' from 'google\.protobuf\.internal'/, '3.20'],
  [/cannot import name 'runtime_version' from 'google\.protobuf'/, '5.26'],
];

const protobuf: ImportRule = {
  name: 'protobuf-mismatch',
  find(evidence, facts) {
    const { message } = evidence;
    const since = newInProtobuf.find(([pattern]) => pattern.test(message))?.[1];
    const isTooNew = /Descriptors cannot (?:not )?be created directly|Couldn't build proto file into descriptor pool/;
    if (since === undefined && !isTooNew.test(message)) return null;
    const subject = culprit(without(evidence, 'google'), facts);
    const cause = msg`${subject} was made for ${since === undefined ? msg`an older` : msg`a newer`} protobuf than ${packageName('google.protobuf', facts)}, which is installed.`;
    return { cause, remedy: installPackages(since === undefined ? 'protobuf<3.21' : `protobuf>=${since}`) };
  },
};

const onnxruntime: ImportRule = {
  name: 'onnxruntime-broken',
  find({ message }, { packages }) {
    if (!/module 'onnxruntime' has no attribute|from 'onnxruntime(?:\.capi[\w.]*)?'/.test(message)) return null;
    const builds = [...packages.keys()].filter((name) => name.startsWith('onnxruntime'));
    const which =
      builds.length > 1 ? msg`${builds.join(' and ')} are installed over one another` : msg`a part of it is missing`;
    return {
      cause: msg`onnxruntime does not work: ${which}.`,
      remedy: byHand(msg`Uninstall every onnxruntime package in ComfyUI's Python, then install one of them again.`),
    };
  },
};

/** All builds of OpenCV bring the same files: the larger one takes the place of what is there, and is not laid over it. */
function takeLargerBuild(builds: readonly string[]): WordedRemedy {
  const hasWindows = builds.some((name) => !name.endsWith('-headless'));
  const larger = hasWindows ? 'opencv-contrib-python' : 'opencv-contrib-python-headless';
  return builds.length === 0
    ? installPackages(larger)
    : byHand(msg`Uninstall ${builds.join(', ')} in ComfyUI's Python, then install ${larger} in its place.`);
}

const opencv: ImportRule = {
  name: 'opencv-incomplete',
  find(evidence, facts) {
    const lacking = readMissingName(evidence);
    if (lacking === null || lacking.module.split('.')[0] !== 'cv2') return null;
    const builds = [...facts.packages.keys()].filter((name) => name.startsWith('opencv-'));
    const part = `${lacking.module}.${lacking.name}`;
    if (
      /^(?:ximgproc|xphoto|saliency|optflow|face|aruco|bgsegm|guidedFilter)$/.test(lacking.name) &&
      !builds.some((name) => name.includes('contrib'))
    ) {
      return {
        cause: msg`${culprit(evidence, facts)} needs ${part}, which only the larger build of OpenCV has.`,
        remedy: takeLargerBuild(builds),
      };
    }
    const which =
      builds.length > 1
        ? msg`${builds.join(', ')} are installed over one another`
        : msg`its installation is incomplete or another version than expected`;
    return {
      cause: msg`OpenCV lacks ${part}: ${which}.`,
      remedy: byHand(msg`Uninstall every OpenCV package in ComfyUI's Python, then install one of them again.`),
    };
  },
};

const circular: ImportRule = {
  name: 'circular-import',
  find(evidence, facts) {
    const module = /partially initialized module '([^']+)'/.exec(evidence.message)?.[1];
    if (module === undefined) return null;
    const own = module.startsWith(evidence.path.replaceAll('.', '_x_'))
      ? module.slice(evidence.path.replaceAll('.', '_x_').length + 1) || '__init__'
      : module;
    const cause = msg`Modules of ${culprit(evidence, facts)} import one another in a circle: ${own} was used before it was complete.`;
    return { cause, remedy: updatePack(evidence, facts) };
  },
};

interface RefusedVersion {
  required: string;
  name: string;
  version: string;
}

/** How transformers and its kin say that an installed version does not do. */
function readChecked(message: string): RefusedVersion | null {
  const [before = '', after = ''] = message.split(
    ' is required for a normal functioning of this module, but found ',
    2,
  );
  const [, name, version] = /^([\w.-]+)==([\w.+-]*\w)/.exec(after) ?? [];
  return name === undefined || version === undefined
    ? null
    : { name, version, required: before.split(/\s/).at(-1) ?? name };
}

/** How setuptools says it. */
function readConflict(message: string): RefusedVersion | null {
  const found = /^\(([\w.-]+) (\S+) \(.*\), Requirement\.parse\('([^']+)'\)/.exec(message);
  return found === null ? null : { name: found[1] ?? '', version: found[2] ?? '', required: found[3] ?? '' };
}

const refusedVersion: ImportRule = {
  name: 'package-version-refused',
  find(evidence, facts) {
    const refused = readChecked(evidence.message) ?? readConflict(evidence.message);
    if (refused === null) return null;
    const { required, name, version } = refused;
    const cause = msg`${culprit(evidence, facts)} requires ${required}, but ${name} ${version} is installed.`;
    // Only what is here already: a pack can write any name into its words.
    const isKnown = facts.packages.has(normaliseName(name)) && required.startsWith(name);
    return {
      cause,
      remedy: isKnown ? installPackages(required) : byHand(msg`Install ${required} in ComfyUI's Python.`),
    };
  },
};

const libraryName: ImportRule = {
  name: 'library-name-missing',
  find(evidence, facts) {
    const lacking = readMissingName(evidence);
    const installed = lacking === null ? null : installedFor(lacking.module, facts);
    if (lacking === null || installed === null) return null;
    const cause = msg`${culprit(evidence, facts)} was written for another version of ${installed.name}: it needs ${lacking.name}, which ${installed.name} ${installed.version} does not have.`;
    if (evidence.library === null) return { cause, remedy: updatePack(evidence, facts) };
    return {
      cause,
      remedy: byHand(
        msg`Update ${packagesOf(evidence.library)[0] ?? evidence.library} in ComfyUI's Python to a version that fits ${installed.name} ${installed.version}.`,
      ),
    };
  },
};

const asksForPackage: ImportRule = {
  name: 'package-asked-for',
  find(evidence, facts) {
    const requirement =
      /pip install (?:(?:-U|--upgrade|-q) )?["'`]?([A-Za-z][\w.-]*)/.exec(evidence.message)?.[1] ??
      /requires the ([A-Za-z][\w.-]*) library but it was not found/.exec(evidence.message)?.[1];
    if (requirement === undefined) return null;
    const cause = msg`${culprit(evidence, facts)} says that it needs the package ${requirement}.`;
    const isKnown = packagesOf(requirement).length > 0;
    return {
      cause,
      remedy: isKnown
        ? installPackages(packagesOf(requirement)[0] ?? requirement)
        : byHand(msg`Install ${requirement} in ComfyUI's Python, when the page of ${evidence.name} says so too.`),
    };
  },
};

/** Packages that are there and do not fit. */
export const rulesOfSingleLibraries: readonly ImportRule[] = [protobuf, onnxruntime, opencv, circular, refusedVersion];
/** The same for any package. */
export const rulesOfLibraries: readonly ImportRule[] = [libraryName, asksForPackage];
