import { without } from './import-evidence';
import { msg } from '../../../contract/text/message';
import {
  byHand,
  culprit,
  installedFor,
  installPackages,
  packageName,
  updatePack,
  named,
  type ImportRule,
} from './import-rule';
import { readMissingName } from './missing-name';

const torchvision: ImportRule = {
  name: 'torchvision-mismatch',
  find({ text }, facts) {
    if (!/operator torchvision::nms does not exist|Couldn't load custom C\+\+ ops/.test(text)) return null;
    const cause = msg`${named('torchvision', facts)} was built for another torch than ${named('torch', facts)}, which is installed.`;
    return {
      cause,
      remedy: byHand(
        msg`Install the torchvision that belongs to ${named('torch', facts)}, from the same index as torch.`,
      ),
    };
  },
};

const functionalTensor: ImportRule = {
  name: 'torchvision-module-removed',
  find(evidence, facts) {
    if (!/No module named 'torchvision\.transforms\.functional_tensor'/.test(evidence.message)) return null;
    const cause = msg`${culprit(evidence, facts)} needs torchvision.transforms.functional_tensor, which torchvision no longer has since 0.17.`;
    if (evidence.library === null) return { cause, remedy: updatePack(evidence, facts) };
    return {
      cause,
      remedy: byHand(msg`Install a version of ${evidence.library} that was made for newer versions of torchvision.`),
    };
  },
};

/** What the loader of the system did not find: a name of compiled code, and the file that wanted it. */
function readSymbol(message: string): { file: string | null; symbol: string } | null {
  // Windows names neither.
  if (/The specified procedure could not be found|WinError 127/.test(message)) return { file: null, symbol: 'torch' };
  const [before = '', symbol] = message.split(': undefined symbol: ', 2);
  return symbol === undefined ? null : { file: before.split(/[\s/\\]/).at(-1) ?? null, symbol };
}

const torchBinary: ImportRule = {
  name: 'torch-binary-mismatch',
  find({ message, library }, facts) {
    const lacking = readSymbol(message);
    if (lacking === null) return null;
    const isTorch = /c10|torch|at\d|cuda|aoti/i.test(lacking.symbol);
    const what = isTorch ? named('torch', facts) : msg`the libraries that are installed`;
    const subject = library === null ? (lacking.file ?? msg`A compiled package`) : packageName(library, facts);
    const cause = msg`${subject} was built for other versions and does not fit ${what}.`;
    return {
      cause,
      remedy: byHand(msg`Install the build of ${library ?? msg`that package`} that was made for ${what}.`),
    };
  },
};

const noCuda: ImportRule = {
  name: 'torch-without-cuda',
  find(full, facts) {
    const evidence = without(full, 'torch');
    if (
      !/Torch not compiled with CUDA enabled|not compiled with CUDA support|torch\.cuda\.is_available\(\) is False/.test(
        evidence.message,
      )
    )
      return null;
    const cause = msg`${culprit(evidence, facts)} needs CUDA, and ${named('torch', facts)} is a build without it.`;
    return {
      cause,
      remedy: byHand(
        msg`Install a build of torch with CUDA when this machine has an NVIDIA card; else disable the pack.`,
      ),
    };
  },
};

const noDriver: ImportRule = {
  name: 'gpu-driver-missing',
  find(full, facts) {
    const evidence = without(full, 'torch');
    const { message } = evidence;
    const isOld = /CUDA driver version is insufficient|driver on your system is too old/.test(message);
    if (!isOld && !/Found no NVIDIA driver|No CUDA GPUs are available|no CUDA-capable device is detected/.test(message))
      return null;
    const why = isOld
      ? msg`the driver of the graphics card is too old for it`
      : msg`the system shows no NVIDIA card with a working driver`;
    const cause = msg`${culprit(evidence, facts)} uses CUDA while it is imported, and ${why}.`;
    return {
      cause,
      remedy: byHand(
        isOld
          ? msg`Update the NVIDIA driver and start the machine again; without such a card, disable the pack.`
          : msg`Install the NVIDIA driver and start the machine again; without such a card, disable the pack.`,
      ),
    };
  },
};

const cudaMemory: ImportRule = {
  name: 'gpu-memory-full',
  find(full, facts) {
    const evidence = without(full, 'torch');
    if (evidence.type !== 'OutOfMemoryError' && !/CUDA out of memory|CUDA error: out of memory/.test(evidence.message))
      return null;
    const cause = msg`${culprit(evidence, facts)} loads something onto the graphics card while it is imported, and the card's memory is full.`;
    return { cause, remedy: byHand(msg`End other programs that use the graphics card, and start ComfyUI again.`) };
  },
};

const triton: ImportRule = {
  name: 'triton-missing',
  find(evidence, facts) {
    if (!/No module named 'triton(?:\.[\w.]+)?'|working triton installation/i.test(evidence.message)) return null;
    if (installedFor('triton', facts) !== null && /'triton\./.test(evidence.message)) return null;
    const cause = msg`${culprit(evidence, facts)} needs triton, which is not installed.`;
    const isWindows = /\\/.test(evidence.path);
    return {
      cause,
      remedy: isWindows
        ? byHand(msg`Install the package triton-windows that fits ${named('torch', facts)}.`)
        : installPackages('triton'),
    };
  },
};

const torchName: ImportRule = {
  name: 'torch-name-missing',
  find(evidence, facts) {
    const lacking = readMissingName(evidence);
    const family =
      lacking === null ? null : (/^(torch|torchvision|torchaudio)(?:\.|$)/.exec(lacking.module)?.[1] ?? null);
    if (lacking === null || family === null) return null;
    const cause = msg`${culprit(evidence, facts)} needs ${lacking.module}.${lacking.name}, which ${packageName(family, facts)} does not have.`;
    const older =
      evidence.library === null
        ? msg`Choose another version of ${evidence.name}`
        : msg`Install another version of ${evidence.library}`;
    return {
      cause,
      remedy: byHand(
        msg`${older}, or bring torch, torchvision and torchaudio together to the version it was made for.`,
      ),
    };
  },
};

/** The torch family, which this app never changes by itself, and the graphics card. */
export const rulesOfTorch: readonly ImportRule[] = [
  ...[torchvision, functionalTensor, triton, noCuda, noDriver, cudaMemory, torchBinary, torchName],
];
