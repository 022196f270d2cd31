import { answerCached } from '../http/cached-answer';
import { answerEmpty, answerJson } from '../http/respond';
import { isDryRun, row, type Row } from '../http/route-row';

/** Pictures of an installation, and the way back to one; what it keeps of its own, for another folder or machine. */
export const snapshotRoutes: readonly Row[] = [
  row({ path: '/v2/snapshot/getlist', operation: 'snapshots.list', answer: (list) => answerJson(list) }),
  row({
    path: '/v2/snapshot/get_current',
    operation: 'snapshots.current',
    answer: (snapshot) => answerCached(snapshot),
  }),
  row({ path: '/v2/snapshot/save', operation: 'snapshots.save', answer: (saved) => answerJson(saved) }),
  row({ path: '/v2/snapshot/remove', operation: 'snapshots.remove', answer: () => answerEmpty() }),
  row({
    path: '/v2/snapshot/restore',
    operation: 'snapshots.plan',
    methods: ['GET', 'POST'],
    when: isDryRun,
    answer: (plan) => answerJson(plan),
  }),
  row({ path: '/v2/snapshot/restore', operation: 'snapshots.restore', answer: (task) => answerJson(task) }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.export',
    input: () => ({}),
    answer: ({ document }) => answerJson(document),
  }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.plan',
    methods: ['POST'],
    when: isDryRun,
    input: ({ body }) => body,
    answer: (plan) => answerJson(plan),
  }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.import',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: (report) => answerJson(report),
  }),
];
