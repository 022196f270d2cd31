import type { WorkflowOrPath } from '../../contract/workflows';
import { createKnownPacks, indexListed } from './known-packs';
import { readContent } from './workflow-readings';
import { notSaved, type SavedWorkflow, type SavedWorkflows } from './saved-workflows';
import { findPacksOf, type UsesParts } from './workflow-uses';

type WorkflowClasses = Pick<SavedWorkflow, 'classes'>;

async function find(saved: SavedWorkflows, { path, text }: WorkflowOrPath): Promise<WorkflowClasses> {
  if (text != null) return { classes: (await readContent(text)).classes };
  const found = (await saved.read()).find((workflow) => workflow.path === path);
  if (found !== undefined) return found;
  throw notSaved(path ?? '');
}

/** Answers which enabled packs a workflow uses, by what is on this machine: nobody is asked. Throws `invalid-input`. */
export function createWorkflowPacks(parts: UsesParts): (question: WorkflowOrPath) => Promise<string[]> {
  const { catalogue, packs, nodeClasses, saved } = parts;
  return async (question) => {
    const workflow = await find(saved, question);
    const [locals, listed] = await Promise.all([packs(), catalogue.load('local')]);
    const mappings = await catalogue.mappings('local', locals, nodeClasses());
    const known = createKnownPacks(await indexListed(listed.packs), mappings, locals);
    return findPacksOf(workflow, { locals, known, mappings, nodeClasses: nodeClasses() });
  };
}
