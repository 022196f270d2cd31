import { answerEmpty, answerJson, answerText } from './respond';
import { row, textOf, wholeNumberOf, type Row } from './route-row';

/** Every path of the API. A new path is a new row; method rules, guards, validation and errors come with it. */
export const routes: readonly Row[] = [
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
  row({
    path: '/v2/customnode/installed',
    operation: 'packs.installed',
    input: ({ query }) => ({ mode: textOf(query, 'mode') }),
    answer: (packs) => answerJson(packs),
  }),
  row({
    path: '/v2/customnode/getmappings',
    operation: 'packs.mappings',
    input: ({ query }) => ({ mode: textOf(query, 'mode') }),
    answer: (mappings) => answerJson(mappings),
  }),
  row({
    path: '/v2/manager/version',
    operation: 'app.version',
    answer: ({ version }) => answerText(`V${version}`),
  }),
  row({ path: '/v2/policy/explain', operation: 'policy.explain', answer: (verdict) => answerJson(verdict) }),
];
