import type { DuplicateFile, DuplicateGroup, LocalModel } from '../../../contract/models';
import type { FileIdentity } from './known-hashes';
import type { WalkedModels } from './local-models';

/** A counter that gives each key a number of its own, from 0. */
function createNumbering(): (key: string | number) => number {
  const numbers = new Map<string | number, number>();
  return (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
}

function groupOf(
  hash: string,
  models: readonly LocalModel[],
  identities: ReadonlyMap<string, FileIdentity>,
): DuplicateGroup {
  const [numberCopy, numberDisk] = [createNumbering(), createNumbering()];
  const files = models.map(({ path, name, type }): DuplicateFile => {
    const { dev = 0, ino = 0 } = identities.get(path) ?? {};
    return { path, name, type, copy: numberCopy(`${dev} ${ino}`), disk: numberDisk(dev) };
  });
  const count = (key: 'copy' | 'disk'): number => new Set(files.map((file) => file[key])).size;
  const size = models[0]?.size_bytes ?? 0;
  return { hash, size_bytes: size, freeable_bytes: (count('copy') - count('disk')) * size, files };
}

/** The files that lie on disk more than once, what frees the most first. Second names of one file are no copies. Pure. */
export function findDuplicates({ models, identities }: Pick<WalkedModels, 'models' | 'identities'>): DuplicateGroup[] {
  const byHash = new Map<string, LocalModel[]>();
  for (const model of models) {
    if (model.hash === null || model.size_bytes === 0) continue;
    byHash.set(model.hash, [...(byHash.get(model.hash) ?? []), model]);
  }
  const groups = [...byHash].map(([hash, same]) => groupOf(hash, same, identities));
  const isCopied = ({ files }: DuplicateGroup): boolean => files.some(({ copy }) => copy > 0);
  return groups.filter(isCopied).sort((a, b) => b.freeable_bytes - a.freeable_bytes || b.size_bytes - a.size_bytes);
}
