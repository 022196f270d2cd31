import type { ComfyRun } from './comfy-run';
import type { PackOnDisk, PackRun } from './pack-states';

const withoutPacks = '--disable-all-custom-nodes';

function nameIn(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** Every pack, where ComfyUI serves and has printed no table of imports: then it prints no such lines, or there was nothing to import. */
function triedWithoutTable(run: ComfyRun, packs: ReadonlyMap<string, PackOnDisk>): Iterable<string> {
  return run.hasServed() && !run.plan.argv.includes(withoutPacks) ? packs.keys() : [];
}

/** What a run says of the packs that stood there when it began. */
export function readPackRun(run: ComfyRun, packs: ReadonlyMap<string, PackOnDisk>): PackRun {
  const { report } = run;
  const failures = new Map(report.failures().map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg] as const));
  const table = report.imports().map(({ path }) => nameIn(path));
  const tried = report.hasImported() ? table : triedWithoutTable(run, packs);
  return {
    isLiving: !run.signal.aborted,
    isThrough: report.hasImported() || run.hasServed(),
    tried: new Set([...tried, ...failures.keys()]),
    packs,
    failures,
  };
}
