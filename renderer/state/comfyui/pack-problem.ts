import type { ImportDiagnosis } from '../../../src/contract/comfyui/imports';
import type { PackRecord } from '../packs/pack-record';
import { useImportProblems } from './comfy-queries';

/** Why an enabled pack did not load when ComfyUI started last; undefined where it did, or nothing is known. */
export function usePackProblem({ local }: PackRecord): ImportDiagnosis | undefined {
  const { data } = useImportProblems();
  return local?.enabled === true ? data?.find(({ name }) => name === local.name) : undefined;
}
