import { without, type Evidence } from './import-evidence';
import { type Message, msg } from '../../../contract/text/message';
import {
  byHand,
  culprit,
  installPackages,
  isAtLeast,
  packageName,
  updatePack,
  named,
  type ImportFacts,
  type ImportRule,
} from './import-rule';

const versionOf = (name: string, { packages }: ImportFacts) => packages.get(name) ?? null;

/** Whether compiled code was made for NumPy 1 or 2; from the sizes of its records, which changed between them. */
function builtFor({ text }: Evidence, facts: ImportFacts): '1' | '2' | null {
  const [, expected, got] = /Expected (\d+) from C header, got (\d+) from PyObject/.exec(text) ?? [];
  if (expected !== undefined) return Number(expected) < Number(got) ? '1' : '2';
  if (/compiled using NumPy 1\.|_ARRAY_API not found/.test(text)) return '1';
  const installed = versionOf('numpy', facts);
  return installed === null ? null : isAtLeast(installed, '2') ? '1' : '2';
}

const sizeChanged =
  /numpy\.(?:dtype|ndarray|ufunc) size changed|_ARRAY_API not found|numpy\.(?:_?core)\.(?:multiarray|umath) failed/;

const numpyBinary: ImportRule = {
  name: 'numpy-binary-mismatch',
  find(evidence, facts) {
    if (!sizeChanged.test(evidence.text) && !/compiled using NumPy 1\./.test(evidence.text)) return null;
    const made = builtFor(evidence, facts);
    const { library } = without(evidence, 'numpy');
    const subject = library === null ? msg`A compiled package that ${evidence.name} uses` : packageName(library, facts);
    const cause = msg`${subject} was built for ${made === null ? msg`another NumPy` : msg`NumPy ${made}`}, and ${named('numpy', facts)} is installed.`;
    if (made === null)
      return { cause, remedy: byHand(msg`Install a version of numpy that this package was built for.`) };
    return { cause, remedy: installPackages(made === '1' ? 'numpy<2' : 'numpy>=2') };
  },
};

const numpyName: ImportRule = {
  name: 'numpy-name-removed',
  find(full, facts) {
    const evidence = without(full, 'numpy');
    const { message } = evidence;
    const name =
      /module 'numpy(?:\.[\w.]+)?' has no attribute '(\w+)'/.exec(message)?.[1] ??
      /`np\.(\w+)` was (?:a deprecated alias|removed)/.exec(message)?.[1] ??
      /cannot import name '(\w+)' from 'numpy(?:\.[\w.]+)?'/.exec(message)?.[1];
    if (name === undefined) return null;
    const cause = msg`${culprit(evidence, facts)} uses numpy.${name}, which ${named('numpy', facts)} does not have.`;
    if (evidence.library === null) return { cause, remedy: updatePack(evidence, facts) };
    return { cause, remedy: byHand(msg`Update ${evidence.library}, or install an older numpy, in ComfyUI's Python.`) };
  },
};

/** How Debian and Ubuntu call the package of a library; Fedora and others have it under a similar name. */
const systemPackages: readonly (readonly [RegExp, string])[] = [
  [/^libGL\.so/, 'libgl1'],
  [/^libEGL\.so/, 'libegl1'],
  [/^libg(?:lib|thread)-2\.0\.so/, 'libglib2.0-0'],
  [/^libSM\.so/, 'libsm6'],
  [/^libXext\.so/, 'libxext6'],
  [/^libXrender\.so/, 'libxrender1'],
  [/^libgomp\.so/, 'libgomp1'],
  [/^libsndfile\.so/, 'libsndfile1'],
  [/^libportaudio\.so/, 'libportaudio2'],
  [/^libmagic\.so/, 'libmagic1'],
  [/^libtk|^libtcl/, 'python3-tk'],
];

const isCudaLibrary = (file: string) => /^lib(?:cu|nv)\w*\.so/.test(file);

const cudaFile: ImportRule = {
  name: 'cuda-library-missing',
  find(evidence, facts) {
    const file = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(evidence.message)?.[1];
    if (file === undefined || !isCudaLibrary(file)) return null;
    const version = /\.so\.(\d+)/.exec(file)?.[1];
    const cuda = version !== undefined && file.startsWith('libcudart') ? msg`CUDA ${version}` : msg`another CUDA`;
    const cause = msg`${culprit(evidence, facts)} was built for ${cuda}: its library ${file} is not on this machine.`;
    return {
      cause,
      remedy: byHand(
        msg`Install the build of ${evidence.library ?? msg`that package`} for the CUDA that ${named('torch', facts)} uses.`,
      ),
    };
  },
};

/** How to get a library of the system. */
function describeSystemPackage(file: string): Message {
  const known = systemPackages.find(([pattern]) => pattern.test(file))?.[1];
  return known === undefined
    ? msg`Install the system package that brings ${file}`
    : msg`Install the system package ${known} (Debian, Ubuntu: apt install ${known})`;
}

const sharedLibrary: ImportRule = {
  name: 'shared-library-missing',
  find(evidence, facts) {
    const pattern =
      /(?:Library not loaded: \S*\/)?([\w.+-]+\.(?:so|dylib)[\w.]*)(?:: cannot open shared object file|\s|$)/;
    const isMissing = /cannot open shared object file|Library not loaded/.test(evidence.message);
    const file = isMissing ? pattern.exec(evidence.message)?.[1] : undefined;
    if (file === undefined || isCudaLibrary(file)) return null;
    const cause = msg`${culprit(evidence, facts)} needs the system library ${file}, which this machine does not have.`;
    const isOpenCv = file.startsWith('libGL.') && evidence.library === 'cv2';
    const way = isOpenCv ? msg`, or opencv-python-headless in place of opencv-python` : '';
    return { cause, remedy: byHand(msg`${describeSystemPackage(file)}${way}.`) };
  },
};

const dllLoad: ImportRule = {
  name: 'dll-load-failed',
  find(evidence, facts) {
    const module = /DLL load failed(?: while importing (\w+))?/.exec(evidence.message);
    const file = /\[WinError 126\][^"']*["']?([^"'\n]*\.dll)?/.exec(evidence.message);
    if (module === null && file === null) return null;
    const part = module?.[1] ?? file?.[1]?.split(/[/\\]/).at(-1);
    const cause = msg`Windows could not load ${part ?? msg`a compiled module`} of ${culprit(evidence, facts)}: a DLL that it needs is missing.`;
    return {
      cause,
      remedy: byHand(msg`Install the current Microsoft Visual C++ Redistributable (x64), and start ComfyUI again.`),
    };
  },
};

const otherMachine: ImportRule = {
  name: 'other-architecture',
  find(evidence, facts) {
    const { message } = evidence;
    const isOther =
      /incompatible architecture|invalid ELF header|wrong ELF class|not a valid Win32 application|WinError 193|Exec format error/.test(
        message,
      );
    const system = /version [`'](GLIBC(?:XX)?_[\d.]+)' not found/.exec(message)?.[1];
    if (!isOther && system === undefined) return null;
    const why =
      system === undefined
        ? msg`was built for another kind of processor or system`
        : msg`needs ${system}, which this system is too old for`;
    return {
      cause: msg`${culprit(evidence, facts)} ${why}.`,
      remedy: byHand(msg`Install the build of ${evidence.library ?? msg`that package`} that was made for this system.`),
    };
  },
};

const compilers: readonly (readonly [RegExp, Message, Message | null])[] = [
  [
    /Microsoft Visual C\+\+ 14|Error checking compiler version for cl|command '[^']*cl(?:\.exe)?' failed/,
    msg`the C++ compiler of Microsoft`,
    msg`Install the Visual Studio Build Tools with the C++ workload.`,
  ],
  [
    /CUDA_HOME environment variable is not set|nvcc/,
    msg`the CUDA compiler nvcc`,
    msg`Install the CUDA toolkit of the version that torch was built with.`,
  ],
  [/Ninja is required|'ninja'/, msg`the build tool ninja`, null],
  [
    /Failed to find C compiler|command '[^']*(?:gcc|g\+\+|cc|clang)[^']*' failed|'(?:gcc|g\+\+|cc|clang)'|Python\.h: No such file/,
    msg`a C compiler`,
    msg`Install a C compiler and the headers of Python (Debian, Ubuntu: apt install build-essential python3-dev).`,
  ],
];

const compiler: ImportRule = {
  name: 'compiler-missing',
  find(evidence, facts) {
    const found = compilers.find(([pattern]) => pattern.test(evidence.message));
    if (found === undefined) return null;
    const [, what, remedy] = found;
    const cause = msg`${culprit(evidence, facts)} compiles code while it is imported, and ${what} is missing or failed.`;
    return { cause, remedy: remedy === null ? installPackages('ninja') : byHand(remedy) };
  },
};

/** Compiled code and what it stands on. */
export const rulesOfBinaries: readonly ImportRule[] = [
  numpyBinary,
  numpyName,
  cudaFile,
  sharedLibrary,
  dllLoad,
  otherMachine,
  compiler,
];
