import type { ImportFailure } from '../../../contract/comfyui';
import { loadNone } from '../arguments/part-of-packs';
import type { ComfyRun } from './comfy-run';
import type { PackOnDisk, PackRun } from './pack-states';

function nameIn(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** Every pack, where ComfyUI serves and has printed no table of imports: then it prints no such lines, or there was nothing to import. */
function triedWithoutTable(run: ComfyRun, packs: ReadonlyMap<string, PackOnDisk>): Iterable<string> {
  if (!run.hasServed()) return [];
  if (run.plan.lean !== null) return run.plan.lean.packs.filter((name) => packs.has(name));
  return run.plan.argv.includes(loadNone) ? [] : packs.keys();
}

/** What a run says of the packs that stood there when it began. `failed`: what could not be imported, by it or by the last one that tried. */
export function readPackRun(
  run: ComfyRun,
  packs: ReadonlyMap<string, PackOnDisk>,
  failed: readonly ImportFailure[],
): PackRun {
  const { report } = run;
  const failures = new Map(failed.map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg] as const));
  const table = report.imports().map(({ path }) => nameIn(path));
  const tried = report.hasImported() ? table : triedWithoutTable(run, packs);
  return {
    isLiving: !run.signal.aborted,
    isThrough: report.hasImported() || run.hasServed(),
    tried: new Set([...tried, ...report.failures().map(({ name }) => name)]),
    packs,
    only: run.plan.lean === null ? null : new Set(run.plan.lean.packs),
    failures,
  };
}
