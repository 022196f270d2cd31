import type { Accelerator } from '../../contract/python/python-environment';
import { argumentsFor } from '../python/making/torch-builds';

const split = (words: string): string[] => words.split(/\s+/u).filter((word) => word !== '');

/** The word that a ComfyUI with this torch needs; '' for none. */
export function neededArgument(accelerator: Accelerator | undefined): string {
  return accelerator === 'cpu' ? argumentsFor('cpu') : '';
}

/** The arguments with what this torch needs; the same where it is there. Pure. */
export function withArgument(words: string, accelerator: Accelerator | undefined): string {
  const needed = neededArgument(accelerator);
  return needed === '' || split(words).includes(needed) ? words : `${words} ${needed}`.trim();
}

/** The arguments without a word that was added for another environment. Pure. */
export function withoutArgument(words: string, added: string | null): string {
  if (added === null || !split(words).includes(added)) return words;
  const [before = '', ...after] = words.split(added);
  return `${before.trimEnd()} ${after.join(added).trimStart()}`.trim();
}
