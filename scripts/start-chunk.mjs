// Names the chunk of the window's bundle that holds everything the page needs before it shows anything.

/** @typedef {{ getModuleInfo: (id: string) => { importedIds: readonly string[] } | null }} Modules */

/** The modules that an entry imports, and what they import; what is imported on demand is left out. @param {Modules} modules */
function collectStart(modules, entry) {
  const reached = new Set();
  const wanted = [entry];
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    wanted.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return reached;
}

/** Schemas are checked at the core's doors; with zod in the start, what is loaded on demand was never shown. */
const neverAtStart = /[\\/]node_modules[\\/]zod[\\/]/;

/**
 * Groups what the start needs into one file: left alone, what it shares with the places became seventy, each costing a millisecond or two.
 *
 * @param {string} entry The absolute path of the page's first module.
 */
export function createStartGroup(entry) {
  let start = null;
  return {
    debugName: 'start',
    /** @param {string} id @param {Modules} modules */
    name: (id, modules) => {
      // Unnoticed, a wrong path would leave seventy files.
      if (modules.getModuleInfo(entry) === null) throw new Error(`${entry} is not part of the window's bundle.`);
      start ??= collectStart(modules, entry);
      const unwanted = [...start].find((module) => neverAtStart.test(module));
      if (unwanted !== undefined) throw new Error(`The window would start with ${unwanted}: import types alone.`);
      return start.has(id) ? 'start' : null;
    },
  };
}
