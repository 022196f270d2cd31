/** Normalised name to version, before and after a piece of work. */
export interface PackageChange {
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
}

/** What must be done to get back: names to uninstall, and names to install at a version. */
export interface RevertPlan {
  uninstall: readonly string[];
  reinstall: readonly { name: string; version: string }[];
}

/** Plans the way back, as far as `current` still stands as the change left it. Pure. */
export function planRevert(change: PackageChange, current: ReadonlyMap<string, string>): RevertPlan {
  const { before, after } = change;
  return {
    uninstall: [...after.keys()].filter((name) => !before.has(name) && current.has(name)),
    reinstall: [...before]
      .filter(([name, version]) => after.get(name) !== version && current.get(name) !== version)
      .map(([name, version]) => ({ name, version })),
  };
}

/** The change in one line per package, for logs: `+ a 1.0`, `- b 2.0`, `~ c 1.0 -> 2.0`. */
export function describeChange({ before, after }: PackageChange): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    if (old === undefined) return [`+ ${name} ${now ?? ''}`];
    return now === undefined ? [`- ${name} ${old}`] : [`~ ${name} ${old} -> ${now}`];
  });
}
