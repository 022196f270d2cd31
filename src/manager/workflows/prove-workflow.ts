import { z } from 'zod';
import { fetchJson } from '../../base/http/fetch';
import type { ComfyStatus } from '../../contract/comfyui/comfyui-status';
import type { LocalModel } from '../../contract/models';
import type { WorkflowProof } from '../../contract/workflows';
import { editorClasses } from './plan-needs';
import { readContent } from './workflow-readings';
import type { ModelUse } from './workflow-content';

/** What the proof asks. */
export interface ProofSources {
  status: () => Pick<ComfyStatus, 'state'>;
  /** Node class to module, as the running ComfyUI told after its start. */
  nodeClasses: () => ReadonlyMap<string, string>;
  /** Where it answers. */
  baseUrl: () => string;
  localModels: () => Promise<readonly LocalModel[]>;
}

const Names = z.array(z.string());
const maxListed = 1000;

/** The names of one model folder, as ComfyUI lists them to its nodes. */
async function readList(baseUrl: string, directory: string): Promise<ReadonlySet<string>> {
  const address = `${baseUrl}/models/${encodeURIComponent(directory)}`;
  const answer = await fetchJson(address, { isToOurselves: true }).catch(() => []);
  const names = Names.safeParse(answer);
  return new Set((names.data ?? []).map((name) => name.replaceAll('\\', '/')));
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** Where a model is looked for: in the folder that the workflow names, else in those where a file of its name lies. */
function foldersOf({ name, directory }: ModelUse, files: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return directory === null ? (files.get(lastOf(name)) ?? []) : [directory];
}

function groupTypes(local: readonly LocalModel[]): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  for (const { name, type } of local) {
    const known = types.get(lastOf(name)) ?? [];
    if (!known.includes(type)) types.set(lastOf(name), [...known, type]);
  }
  return types;
}

async function missingModels(uses: readonly ModelUse[], sources: ProofSources): Promise<string[]> {
  const files = groupTypes(await sources.localModels());
  const folders = [...new Set(uses.flatMap((use) => foldersOf(use, files)))];
  const lists = new Map(
    await Promise.all(folders.map(async (folder) => [folder, await readList(sources.baseUrl(), folder)] as const)),
  );
  const isListed = (use: ModelUse): boolean => foldersOf(use, files).some((folder) => lists.get(folder)?.has(use.name));
  return uses.filter((use) => !isListed(use)).map(({ name }) => name);
}

/**
 * Compares a workflow with what the running ComfyUI itself tells: its node classes (`/object_info`, read when it began to serve) and its lists of models
 * (`/models/FOLDER`, asked now). Null where none runs, or its classes have not come yet. Throws `workflow-unreadable`.
 */
export async function proveWorkflow(text: string, sources: ProofSources): Promise<WorkflowProof | null> {
  const { classes, models } = await readContent(text);
  const loaded = sources.nodeClasses();
  const { state } = sources.status();
  if (state !== 'running' || loaded.size === 0) return null;
  const names = [...classes.keys()].filter((name) => !editorClasses.has(name));
  const uses = [...models.values()];
  const lacking = names.filter((name) => !loaded.has(name));
  const missing = await missingModels(uses.slice(0, maxListed), sources);
  return {
    classes: { total: names.length, missingCount: lacking.length, missing: lacking.slice(0, maxListed) },
    models: { total: uses.length, missingCount: missing.length, missing },
  };
}
