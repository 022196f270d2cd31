import type { ManagerOperationName } from '../../contract/operations';

const workflow = JSON.stringify({ nodes: [], links: [] });
const listAt = (address: string): string =>
  JSON.stringify({
    ...{ format: 'comfyui-model-manifest', version: 1 },
    models: [{ name: 'x.safetensors', type: 'loras', urls: [address.replace(/^http:/u, 'https:')] }],
  });

const pack = { key: 'hostile' };

/** For tests only: what each operation that reads can be asked, where it takes fields that it needs; every other one takes none. `address`: of a host of a stranger, without an ending. */
export function readingQuestions(address: string): Partial<Record<ManagerOperationName, readonly object[]>> {
  return {
    'python.plan': [{}],
    'python.why': [{ name: 'source-only' }],
    'comfyui.forecast': [{ ver: 'v0.3.99' }],
    'packs.versions': [pack],
    'packs.details': [pack],
    'packs.readme': [pack],
    'packs.requirements': [pack],
    'packs.nightly': [pack],
    'packs.changes': [pack],
    'packs.updateRisk': [{ ...pack, to: 'nightly' }],
    'packs.titles': [{ names: ['hostile'] }],
    'packs.importFailure': [{ cnr_id: 'hostile' }],
    'packs.importFailures': [{ cnr_ids: ['hostile'] }],
    'packs.picture': [{ url: `${address}.png` }],
    'packs.pictureAt': [{ url: `${address}.png` }],
    'policy.explain': [{ operation: 'python.plan' }],
    'queue.log': [{ ui_id: 'nobody' }],
    'queue.batch': [{ id: 'nobody' }],
    'changes.of': [{ batch_id: 'nobody' }],
    'undo.plan': [{ ui_id: 'nobody' }],
    'models.find': [{ query: 'lora' }],
    'models.removal': [{ path: 'models/checkpoints/none.safetensors' }],
    'models.remote': [{ url: `${address}.safetensors` }],
    'models.folderPlan': [{ path: '/' }],
    'models.movePlan': [{ to: '/' }],
    'models.placing': [{ placing_id: 'nobody' }],
    'models.compare': [{ document: listAt(address) }],
    'workflows.manifest': [{ text: workflow }],
    'models.lookup': [{ path: 'models/checkpoints/none.safetensors' }],
    'snapshots.contents': [{ target: 'none' }],
    'snapshots.read': [{ target: 'none' }],
    'snapshots.plan': [{ target: 'none' }],
    'snapshots.compare': [{ from: 'none', to: 'none' }],
    'transfer.plan': [{ document: {} }],
    'workflows.needs': [{ text: workflow }],
    'workflows.prove': [{ text: workflow }],
    'workflows.fetch': [{ url: `${address}.json` }],
    'workflows.uses': [{ packs: ['hostile'], models: [], classes: [] }],
    'workflows.read': [{ path: 'none.json' }],
    'workflows.packs': [{ text: workflow }],
  };
}
