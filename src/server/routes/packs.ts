import { answerCached } from '../http/cached-answer';
import { answerJson } from '../http/respond';
import { row, textOf, type Fields, type Row } from '../http/route-row';

/** What is known about custom node packs. */
export const packRoutes: readonly Row[] = [
  row({
    path: '/v2/customnode/getmappings',
    operation: 'packs.mappings',
    input: modeOf,
    answer: (mappings) => answerCached(mappings),
  }),
  row({
    path: '/v2/customnode/fetch_updates',
    operation: 'packs.updates',
    input: modeOf,
    answer: (found) => answerJson(found, found.updates.length > 0 ? 201 : 200),
  }),
  row({ path: '/v2/customnode/update_impact', operation: 'packs.updateRisk', answer: (impact) => answerJson(impact) }),
  row({
    path: '/v2/customnode/installed',
    operation: 'packs.installed',
    input: modeOf,
    answer: (packs) => answerCached(packs),
  }),
  row({ path: '/v2/customnode/state', operation: 'packs.states', answer: (states) => answerJson(states) }),
  row({
    path: '/v2/customnode/import_fail_info',
    operation: 'packs.importFailure',
    methods: ['GET', 'HEAD', 'POST'],
    answer: (failure) => answerJson(failure),
  }),
  row({
    path: '/v2/customnode/import_fail_info_bulk',
    operation: 'packs.importFailures',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: (failures) => answerCached(failures),
  }),
  row({
    path: '/v2/manager/packages/doctor',
    operation: 'python.doctor',
    answer: (report) => answerJson(report),
  }),
  row({ path: '/v2/manager/caches', operation: 'disk.caches', answer: (found) => answerJson(found) }),
  row({ path: '/v2/manager/packages', operation: 'python.uses', answer: (uses) => answerJson(uses) }),
  row({
    path: '/v2/manager/packages/why',
    operation: 'python.why',
    input: ({ query }) => ({ name: textOf(query, 'name') }),
    answer: (why) => answerJson(why),
  }),
  row({
    path: '/v2/manager/packages/plan',
    operation: 'python.plan',
    methods: ['POST'],
    // To build runs code: whatever does not clearly say no to it is judged as a change.
    when: ({ body }) => body.allow_build !== undefined && body.allow_build !== false,
    mutates: true,
    input: ({ body }) => body,
    answer: (plan) => answerJson(plan),
  }),
  row({
    path: '/v2/manager/packages/plan',
    operation: 'python.plan',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: (plan) => answerJson(plan),
  }),
];

function modeOf({ query }: Fields): unknown {
  return { mode: textOf(query, 'mode') };
}
