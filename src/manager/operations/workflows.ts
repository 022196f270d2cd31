import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import type { AppSettings } from '../../contract/settings';
import { fetchWorkflow } from '../workflows/fetch-workflow';
import { proveWorkflow } from '../workflows/prove-workflow';
import { createSavedWorkflows } from '../workflows/saved-workflows';
import { createWorkflowPacks } from '../workflows/workflow-packs';
import { createWorkflowUses, nameOf } from '../workflows/workflow-uses';
import { createWorkflowNeeds } from '../workflows/workflows';

/** Where saved workflows lie, and what the requests of theirs keep to. */
interface WorkflowPlace {
  userDir: string;
  settings: AppSettings;
}

/** What workflows need. */
export function createWorkflowOperations(
  { catalogue, packs, models, comfy, diagnoses }: Pick<Areas, 'catalogue' | 'packs' | 'models' | 'comfy' | 'diagnoses'>,
  { userDir, settings }: WorkflowPlace,
): OperationsOf<'workflows'> {
  const readNeeds = createWorkflowNeeds({
    catalogue,
    packs: () => packs.list(),
    models,
    nodeClasses: () => comfy.nodeClasses(),
    importedPacks: () => comfy.importedPacks(),
    diagnoses: () => diagnoses(),
  });
  const saved = createSavedWorkflows(userDir);
  const parts = { catalogue, packs: () => packs.list(), nodeClasses: () => comfy.nodeClasses(), saved };
  const readPacks = createWorkflowPacks(parts);
  const proof = {
    status: () => comfy.status(),
    nodeClasses: () => comfy.nodeClasses(),
    baseUrl: () => comfy.baseUrl(),
    localModels: async () => (await models.local()).models,
  };
  return {
    'workflows.needs': ({ text }) => readNeeds(text),
    'workflows.uses': createWorkflowUses(parts),
    'workflows.saved': async () => ({
      workflows: (await saved.read()).map(({ path }) => ({ path, name: nameOf(path) })),
    }),
    'workflows.packs': async (question) => ({ packs: await readPacks(question) }),
    'workflows.fetch': ({ url }) => fetchWorkflow(url, settings),
    'workflows.prove': async ({ text }) => ({ proof: await proveWorkflow(text, proof) }),
  };
}
