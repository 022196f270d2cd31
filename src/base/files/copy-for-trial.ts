import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { copyPlain } from './hard-links';
import { copyTree, type CopyProgress } from './copy-tree';
import { ensureFolder, realPathOf } from './files';

/** Weights are written once and then only read. Whatever else a program may open to write is copied. */
const weights = /\.(?:safetensors|sft|ckpt|pth?|bin|onnx|gguf|engine|tflite)$/iu;
/** git writes its objects once, under names by their content. */
const gitObjects = /(?:^|[\\/])\.git[\\/]objects[\\/]/u;
/** Python makes these anew where it wants them. */
const excluded: ReadonlySet<string> = new Set(['__pycache__']);

/**
 * Copies a file or a folder into a place that must not exist yet, so that a program that works with the copy changes nothing of what is copied. Weights and
 * git's objects become second names of the same files, where the disk has such. A link is followed. Throws `disk-full`, and the reason of the signal.
 */
export async function copyForTrial(
  from: string,
  to: string,
  options: { signal: AbortSignal; onProgress?: (progress: CopyProgress) => void },
): Promise<void> {
  const { signal, onProgress = () => undefined } = options;
  const source = await realPathOf(from);
  await ensureFolder(dirname(to));
  if (!(await stat(source)).isDirectory()) {
    await copyPlain(source, to);
    return;
  }
  const mayShare = (path: string): boolean => weights.test(path) || gitObjects.test(path);
  await copyTree(source, to, { signal, onProgress, mayShare, excluded });
}
