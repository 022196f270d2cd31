import type { OperationsOf } from '../../contract/operations';
import { writeManifest } from '../models/manifest/manifest-document';
import type { PolicyJudge } from '../installation/policy-judge';
import type { QueueOperations } from '../queue/operations';
import type { Areas } from '../areas';

/** Models: what is listed, what is on disk, and the task that installs one. */
export function createModelOperations(
  { models, trash, uploads, disk }: Pick<Areas, 'models' | 'trash' | 'uploads' | 'disk'>,
  queue: Pick<QueueOperations, 'queue.add' | 'queue.status'>,
  judge: PolicyJudge,
): OperationsOf<'models'> {
  return {
    'models.list': ({ mode }) => models.list(mode),
    'models.find': ({ query }, { signal }) => models.find(query, signal),
    'models.removal': async ({ path, besidesBytes }) => {
      const { bytes, ...removal } = await models.removal(path);
      const isOurs = removal.obstacle === null;
      return {
        ...removal,
        displaces: isOurs ? await trash.displacedBy(bytes + (besidesBytes ?? 0)) : { count: 0, bytes: 0 },
      };
    },
    'models.remote': ({ url }) => models.remote(url),
    'models.place': (request, { signal }) => uploads.using(request.path, () => models.place(request, signal)),
    'models.placing': async ({ placing_id: id }) => ({ progress: models.placingProgress(id) }),
    'models.local': () => models.local(),
    'models.folderPlan': ({ path }) => models.folderPlan(path),
    'models.movePlan': (params) => models.movePlan(params),
    'models.duplicates': () => models.duplicates(),
    'models.lookup': async ({ path }, { signal }) => ({ known: await models.lookup(path, signal) }),
    'models.manifest': async ({ paths }) => {
      const rows = await models.describe();
      return writeManifest(paths === undefined ? [...rows.values()] : paths.map((path) => rows.get(path)));
    },
    'models.compare': ({ document }) => models.compare(document),
    'models.locations': async (_nothing, context) => {
      const { is_processing: isBusy } = await queue['queue.status']({}, context);
      const leftovers = (await disk.leftovers(isBusy)).filter(({ kind }) => kind !== 'kept');
      return models.locations(leftovers);
    },
    'models.headers': async () => ({ headers: await models.headers() }),
    'models.install': async ({ client_id, ...params }, context) => {
      await models.authoriseInstall(params, judge.authoriseFor(context));
      return queue['queue.add']({ ui_id: params.ui_id, client_id, kind: 'install-model', params }, context);
    },
  };
}
