import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import { createSavedWorkflows } from '../workflows/saved-workflows';
import { createWorkflowUses } from '../workflows/workflow-uses';
import { createWorkflowNeeds } from '../workflows/workflows';

/** What workflows need. */
export function createWorkflowOperations(
  { catalogue, packs, models, comfy, diagnoses }: Pick<Areas, 'catalogue' | 'packs' | 'models' | 'comfy' | 'diagnoses'>,
  userDir: string,
): OperationsOf<'workflows'> {
  const readNeeds = createWorkflowNeeds({
    catalogue,
    packs: () => packs.list(),
    models,
    nodeClasses: () => comfy.nodeClasses(),
    importedPacks: () => comfy.importedPacks(),
    diagnoses: () => diagnoses(),
  });
  const readUses = createWorkflowUses({
    catalogue,
    packs: () => packs.list(),
    nodeClasses: () => comfy.nodeClasses(),
    saved: createSavedWorkflows(userDir),
  });
  return { 'workflows.needs': ({ text }) => readNeeds(text), 'workflows.uses': readUses };
}
