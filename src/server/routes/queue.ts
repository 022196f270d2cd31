import { answerEmpty, answerJson } from '../http/respond';
import { isDryRun, row, textOf, wholeNumberOf, type Fields, type Row } from '../http/route-row';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** What is waiting, running and done, and what puts something there. */
export const queueRoutes: readonly Row[] = [
  row({
    path: '/v2/manager/queue/task',
    operation: 'queue.add',
    methods: ['POST'],
    when: (fields) => !isDryRun(fields),
    input: ({ body }) => body,
    answer: () => answerEmpty(),
  }),
  row({
    path: '/v2/manager/queue/task',
    operation: 'python.plan',
    methods: ['POST'],
    when: isDryRun,
    input: planOfTask,
    answer: (plan) => answerJson(plan),
  }),
  row({
    path: '/v2/manager/queue/status',
    operation: 'queue.status',
    input: ({ query }) => ({ client_id: textOf(query, 'client_id') }),
    answer: (status) => answerJson(status),
  }),
  row({
    path: '/v2/manager/queue/start',
    operation: 'queue.start',
    answer: ({ started }) => answerEmpty(started ? 200 : 201),
  }),
  row({ path: '/v2/manager/queue/reset', operation: 'queue.reset', answer: () => answerEmpty() }),
  row({ path: '/v2/manager/queue/cancel', operation: 'queue.cancel', answer: () => answerEmpty() }),
  row({
    path: '/v2/manager/queue/undo',
    operation: 'undo.plan',
    methods: ['GET', 'POST'],
    when: isDryRun,
    answer: (plan) => answerJson(plan),
  }),
  row({ path: '/v2/manager/queue/undo', operation: 'undo.order', answer: (task) => answerJson(task) }),
  row({ path: '/v2/manager/queue/update_all', operation: 'packs.updateAll', answer: () => answerEmpty() }),
  row({ path: '/v2/manager/queue/update_comfyui', operation: 'comfyui.update', answer: () => answerEmpty() }),
  row({
    path: '/v2/manager/queue/install_model',
    operation: 'models.install',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: () => answerEmpty(),
  }),
  row({
    path: '/v2/manager/queue/history',
    operation: 'queue.batch',
    when: ({ query }) => query.id !== undefined,
    input: ({ query }) => ({ id: query.id }),
    answer: (record) => answerJson(record),
  }),
  row({
    path: '/v2/manager/queue/history',
    operation: 'queue.history',
    input: ({ query }) => ({
      ui_id: textOf(query, 'ui_id'),
      client_id: textOf(query, 'client_id'),
      max_items: wholeNumberOf(query, 'max_items'),
      offset: wholeNumberOf(query, 'offset'),
    }),
    answer: (history) => answerJson(history),
  }),
  row({ path: '/v2/manager/queue/history_list', operation: 'queue.batches', answer: (list) => answerJson(list) }),
];

const withoutNull = (value: unknown): unknown => value ?? undefined;

/** What a task would ask of the Python packages; of kinds that bring none, nothing is asked. */
function planOfTask({ body: { kind, params } }: Fields): unknown {
  const given = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
  const { id, selected_version: version, node_name: name, packages, remove } = given;
  const policy = { requirement_policy: withoutNull(given['requirement_policy']) };
  const shared = { leave_out: withoutNull(given['leave_out']), ...policy };
  const groups = { optional_groups: withoutNull(given['optional_groups']) };
  switch (kind) {
    case 'install':
      return { ...shared, packs: [{ key: id, to: version, pip: withoutNull(given['pip']), ...groups }] };
    case 'update':
      return { ...shared, packs: [{ key: name, ...groups }] };
    case 'fix':
      return { ...shared, packs: [{ key: name, stays: true, ...groups }] };
    case 'install-packages':
      return { packages, remove, ...policy };
    case 'update-comfyui':
      return { comfyui: { is_stable: given.is_stable, target_version: given.target_version } };
    default:
      throw new AppError(
        'invalid-input',
        msg`Only tasks of the kinds install, update, fix, install-packages and update-comfyui have a plan.`,
        {
          remedy: msg`Leave out dry_run, or send one of these.`,
        },
      );
  }
}
