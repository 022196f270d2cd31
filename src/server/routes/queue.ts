import { answerEmpty, answerJson } from '../http/respond';
import { isDryRun, row, textOf, wholeNumberOf, type Row } from '../http/route-row';

/** What is waiting, running and done, and what puts something there. */
export const queueRoutes: readonly Row[] = [
  row({
    path: '/v2/manager/queue/task',
    operation: 'queue.add',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: () => answerEmpty(),
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
