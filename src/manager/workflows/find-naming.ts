const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Whether a workflow may mean this file: by the same name below its folder, or by the bare name of the file, wherever that lies. Another folder of
 * the same name of file is another model.
 */
function meansModel(named: string, file: string): boolean {
  return named === file || named === lastOf(file) || file === lastOf(named);
}

/** What names each of these models; models that nothing names are left out. Upper case counts as lower case, as it does on most disks. Pure. */
export function findNaming<T extends { models: readonly string[] }>(
  models: readonly string[],
  things: readonly T[],
): [model: string, naming: T[]][] {
  const byFile = new Map<string, { thing: T; named: string }[]>();
  for (const thing of things) {
    for (const model of thing.models) {
      const named = model.toLowerCase();
      byFile.set(lastOf(named), [...(byFile.get(lastOf(named)) ?? []), { thing, named }]);
    }
  }
  return models.flatMap((model) => {
    const file = model.toLowerCase();
    const found = (byFile.get(lastOf(file)) ?? []).filter(({ named }) => meansModel(named, file));
    return found.length === 0 ? [] : [[model, [...new Set(found.map(({ thing }) => thing))]] as [string, T[]]];
  });
}
