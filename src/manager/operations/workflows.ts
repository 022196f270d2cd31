import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import type { AppSettings } from '../../contract/settings';
import { createPublicReader } from '../installation/read-public';
import { writeManifest } from '../models/manifest/manifest-document';
import { describeNeed } from '../workflows/describe-need';
import { fetchWorkflow } from '../workflows/fetch-workflow';
import { proveWorkflow } from '../workflows/prove-workflow';
import { createWorkflowPacks } from '../workflows/workflow-packs';
import { createWorkflowUses, nameOf } from '../workflows/workflow-uses';
import { createWorkflowNeeds } from '../workflows/workflows';

/** What workflows need. */
export function createWorkflowOperations(
  areas: Pick<Areas, 'catalogue' | 'packs' | 'models' | 'comfy' | 'diagnoses' | 'savedWorkflows' | 'config'>,
  settings: AppSettings,
): OperationsOf<'workflows'> {
  const { catalogue, packs, models, comfy, diagnoses, savedWorkflows: saved } = areas;
  const readNeeds = createWorkflowNeeds({
    catalogue,
    packs: () => packs.list(),
    models,
    nodeClasses: () => comfy.nodeClasses(),
    importedPacks: () => comfy.importedPacks(),
    diagnoses: () => diagnoses(),
  });
  const parts = { catalogue, packs: () => packs.list(), nodeClasses: () => comfy.nodeClasses(), saved };
  const readPacks = createWorkflowPacks(parts);
  const proof = {
    status: () => comfy.status(),
    nodeClasses: () => comfy.nodeClasses(),
    baseUrl: () => comfy.baseUrl(),
    localModels: async () => (await models.local()).models,
  };
  const readPublic = createPublicReader(settings, () => areas.config.current().network_mode);
  return {
    'workflows.needs': ({ text }) => readNeeds(text),
    'workflows.manifest': async ({ text }) => {
      const [needs, rows] = await Promise.all([readNeeds(text), models.describe()]);
      return writeManifest(needs.models.map((model) => describeNeed(model, rows)));
    },
    'workflows.uses': createWorkflowUses(parts),
    'workflows.saved': async () => ({
      workflows: (await saved.read()).map(({ path, changedAt }) => ({ path, name: nameOf(path), changedAt })),
    }),
    'workflows.read': async ({ path }) => ({ name: nameOf(path), text: await saved.text(path) }),
    'workflows.packs': async (question) => ({ packs: await readPacks(question) }),
    'workflows.fetch': ({ url }) => fetchWorkflow(url, readPublic),
    'workflows.prove': async ({ text }) => ({ proof: await proveWorkflow(text, proof) }),
  };
}
