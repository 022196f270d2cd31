import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import { createWorkflowNeeds } from '../workflows/workflows';

/** What workflows need. */
export function createWorkflowOperations({
  catalogue,
  packs,
  models,
  comfy,
  diagnoses,
}: Pick<Areas, 'catalogue' | 'packs' | 'models' | 'comfy' | 'diagnoses'>): OperationsOf<'workflows'> {
  const readNeeds = createWorkflowNeeds({
    catalogue,
    packs: () => packs.list(),
    models,
    nodeClasses: () => comfy.nodeClasses(),
    importedPacks: () => comfy.importedPacks(),
    diagnoses: () => diagnoses(),
  });
  return { 'workflows.needs': ({ text }) => readNeeds(text) };
}
