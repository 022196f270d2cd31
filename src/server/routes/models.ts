import { answerCached } from '../http/cached-answer';
import { row, textOf, type Row } from '../http/route-row';

/** Models: what the list offers, and what is on disk. */
export const modelRoutes: readonly Row[] = [
  row({
    path: '/v2/models/list',
    operation: 'models.list',
    input: ({ query }) => ({ mode: textOf(query, 'mode') }),
    answer: (list) => answerCached(list),
  }),
  row({ path: '/v2/models/local', operation: 'models.local', answer: (models) => answerCached(models) }),
];
