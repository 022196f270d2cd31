import { without } from './import-evidence';
import { msg } from '../../../contract/text/message';
import { byHand, culprit, restoreFiles, type ImportRule } from './import-rule';

const shorten = (path: string) => path.split(/[/\\]/).slice(-2).join('/');

const missingFile =
  /(?:No such file or directory|cannot find the (?:file|path) specified|Unable to open file)[^'"]*:? ?['"]([^'"]+)['"]/;

const modelFile = /\.(?:safetensors|ckpt|pth?|onnx|bin|gguf|sft|engine|task|tflite)$/i;

const diskFull: ImportRule = {
  name: 'disk-full',
  find(evidence, facts) {
    if (
      !/No space left on device|\[Errno 28\]|\[Errno 122\]|Disk quota exceeded|\[WinError 112\]/.test(evidence.message)
    )
      return null;
    return {
      cause: msg`${culprit(evidence, facts)} writes a file while it is imported, and the disk is full.`,
      remedy: byHand(msg`Free some space on the disk of ComfyUI and of the home folder, and start it again.`),
    };
  },
};

const memoryFull: ImportRule = {
  name: 'memory-full',
  find(evidence, facts) {
    const isPage = /paging file is too small|WinError 1455/.test(evidence.message);
    if (
      !isPage &&
      evidence.type !== 'MemoryError' &&
      !/Cannot allocate memory|DefaultCPUAllocator: (?:not enough|can't allocate) memory/.test(evidence.message)
    )
      return null;
    const cause = msg`The memory was full while ${culprit(evidence, facts)} was imported.`;
    return {
      cause,
      remedy: byHand(
        isPage
          ? msg`Let Windows manage the size of the paging file, and start ComfyUI again.`
          : msg`End other programs, and start ComfyUI again.`,
      ),
    };
  },
};

const denied: ImportRule = {
  name: 'permission-denied',
  find(evidence, facts) {
    const { message, type } = evidence;
    if (type !== 'PermissionError' && !/Permission denied|Read-only file system|\[WinError 5\]/.test(message))
      return null;
    const file = /['"]([^'"]+)['"]\s*$/m.exec(message)?.[1];
    const what = file === undefined ? msg`a file or folder` : file;
    return {
      cause: msg`${culprit(evidence, facts)} was not allowed to use ${what}.`,
      remedy: byHand(msg`Give the account that runs ComfyUI the right to read and write ${what}.`),
    };
  },
};

const programs =
  /^(?:git|ffmpeg|ffprobe|nvidia-smi|node|npm|magick|convert|exiftool|blender|aria2c|wget|curl)(?:\.exe)?$/;

const missingProgram: ImportRule = {
  name: 'program-missing',
  find(full, facts) {
    const evidence = without(full, 'git', 'ffmpeg', 'pydub');
    const isGit = /Bad git executable|Failed to initialize: Bad git/.test(evidence.message);
    const named =
      missingFile.exec(evidence.message)?.[1] ??
      /(?:Couldn't find|could not find|cannot find) (ffmpeg|ffprobe)/i.exec(evidence.message)?.[1]?.toLowerCase();
    const program = isGit ? 'git' : named;
    if (program === undefined || !programs.test(program)) return null;
    return {
      cause: msg`${culprit(evidence, facts)} needs the program ${program}, which is not on the PATH of ComfyUI.`,
      remedy: byHand(msg`Install ${program} so that it is on the PATH, and start this app again.`),
    };
  },
};

const ownFileGone: ImportRule = {
  name: 'pack-file-missing',
  find(evidence, facts) {
    const file = missingFile.exec(evidence.message)?.[1];
    if (file === undefined || !file.startsWith(evidence.path)) return null;
    const own = file.slice(evidence.path.length + 1);
    const cause = msg`${evidence.name} lacks its file ${own}.`;
    if (modelFile.test(own))
      return {
        cause,
        remedy: byHand(msg`Download ${shorten(own)} as the page of ${evidence.name} says, and put it there.`),
      };
    if (facts.source === 'git')
      return {
        cause,
        remedy: byHand(
          msg`Uninstall ${evidence.name} and install it again; a part of it may be a git submodule that was not fetched.`,
        ),
      };
    return { cause, remedy: restoreFiles(evidence, facts) };
  },
};

const longPath: ImportRule = {
  name: 'path-too-long',
  find(evidence, facts) {
    if (!/WinError 206|File name too long|\[Errno 36\]/.test(evidence.message)) return null;
    return {
      cause: msg`${culprit(evidence, facts)} uses a path that is longer than the system allows.`,
      remedy: byHand(msg`Move ComfyUI into a folder with a shorter path, or switch long paths on in Windows.`),
    };
  },
};

const otherFileGone: ImportRule = {
  name: 'file-missing',
  find(evidence, facts) {
    const file = missingFile.exec(evidence.message)?.[1];
    if (file === undefined) return null;
    return {
      cause: msg`${culprit(evidence, facts)} looks for ${file}, which is not there.`,
      remedy: byHand(msg`Put ${shorten(file)} there as the page of ${evidence.name} says.`),
    };
  },
};

/** Files, folders, programs, and the room for them. */
export const rulesOfFiles: readonly ImportRule[] = [
  ...[diskFull, memoryFull, missingProgram, longPath, ownFileGone, denied, otherFileGone],
];
