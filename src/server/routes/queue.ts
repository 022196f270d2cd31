import { answerEmpty } from '../http/respond';
import { isDryRun, row, textOf, wholeNumberOf, type Fields, type Row } from '../http/route-row';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { emptyAnswer } from '../http/path-words';
import { taskExamples } from './task-examples';

const { ui_id, client_id, params } = taskExamples['install-model']?.value as Record<string, object>;

const getStays =
  'The reference moved this change from GET to POST. Here both work: the specification says GET, current web UIs send POST. ' +
  'A page of another site can send neither, since such requests are refused before anything is read.';

/** What is waiting, running and done, and what puts something there. */
export const queueRoutes: readonly Row[] = [
  row({
    path: '/v2/manager/queue/task',
    operation: 'queue.add',
    methods: ['POST'],
    when: (fields) => !isDryRun(fields),
    input: ({ body }) => body,
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Put a task into the queue',
      description:
        'The task waits until `queue/start`, or begins at once where the queue is at work. What cannot be known yet (whether a pack exists, ' +
        'whether the policy allows it) is told when the task ends, in its `result` and in its history item.',
      answers: {
        200: emptyAnswer(
          'The task is in the queue; with `dry_run` nothing is, and the answer is that of `/v2/manager/packages/plan`.',
        ),
      },
      refusals: ['duplicate-task', 'environment-missing', 'requirements-failed'],
      selectors: { dry_run: { type: 'boolean', default: false } },
      examples: taskExamples,
      difference:
        'Parameters are judged by the kind of the task; the reference takes whatever fits any kind, and stops its worker later. ' +
        'Kind `update-all` is accepted, as the example of the specification has it. Malformed JSON is 400, not 500. An id that is waiting or running is refused.',
    },
  }),
  row({
    path: '/v2/manager/queue/task',
    operation: 'python.plan',
    methods: ['POST'],
    when: isDryRun,
    input: planOfTask,
    words: null,
  }),
  row({
    path: '/v2/manager/queue/status',
    operation: 'queue.status',
    input: ({ query }) => ({ client_id: textOf(query, 'client_id') }),
    words: {
      tag: 'queue',
      summary: 'How many tasks wait, run and are done',
      description: 'With `client_id` only tasks of that client are counted, and `is_processing` is about them alone.',
      answers: { 200: { description: 'The counts.', body: ['QueueStatus'] } },
    },
  }),
  row({
    path: '/v2/manager/queue/start',
    operation: 'queue.start',
    answer: ({ started }) => answerEmpty(started ? 200 : 201),
    words: {
      tag: 'queue',
      summary: 'Begin to work',
      description: 'The queue works until nothing waits.',
      answers: { 200: emptyAnswer('The queue begins to work.'), 201: emptyAnswer('It is at work already.') },
      difference: getStays,
    },
  }),
  row({
    path: '/v2/manager/queue/reset',
    operation: 'queue.reset',
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Forget the tasks that wait',
      description: 'A task that runs goes on, and history stays.',
      answers: { 200: emptyAnswer('Nothing waits any more.') },
      difference: getStays,
    },
  }),
  row({
    path: '/v2/manager/queue/cancel',
    operation: 'queue.cancel',
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Cancel one task',
      description:
        'A waiting task leaves the queue; a running one is stopped, what it began is undone, and it ends as `skipped`.',
      answers: { 200: emptyAnswer('The task is cancelled, or is being stopped.') },
      refusals: ['task-not-found'],
      difference: 'The reference cannot cancel a single task.',
    },
  }),
  row({
    path: '/v2/manager/queue/pause_task',
    operation: 'queue.pauseTask',
    methods: ['POST'],
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Pause one task, or let it go on',
      description:
        'A task that waits is passed over until it goes on. A download of a model that runs is stopped; what has come of it stays, and it goes on from there, also ' +
        'after a restart of the app. `paused=false` lets it go on.',
      answers: { 200: emptyAnswer('The task is paused, or goes on when it is its turn.') },
      refusals: ['task-not-found'],
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/manager/queue/move',
    operation: 'queue.move',
    methods: ['POST'],
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Move one task that waits',
      description: 'It goes before the waiting task `before`, or to the end without it.',
      answers: { 200: emptyAnswer('The task is in its new place.') },
      refusals: ['task-not-found'],
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/manager/queue/undo',
    operation: 'undo.plan',
    methods: ['GET', 'POST'],
    when: isDryRun,
    words: {
      tag: 'queue',
      summary: 'Take back what one task changed',
      description:
        'A task of kind `undo` that starts at once: what the task with this `ui_id` moved, replaced or removed is put back out of the trash of the installation, the version of ComfyUI ' +
        'and Python packages with it, all of it without a network but for the packages in `notHeld`. What cannot be taken back says why in `reason`. It is judged by the policy like the change it takes back, and can itself be taken back. `dry_run` changes nothing and tells what would be done, or what stands in the way.',
      answers: {
        200: { description: 'The id of the task; with `dry_run` the plan.', body: ['undo.order', 'UndoPlan'] },
      },
      refusals: ['undo-impossible', 'policy-denied'],
      selectors: { dry_run: { type: 'boolean', default: false } },
      difference: 'The reference has no way back from a single change.',
    },
  }),
  row({ path: '/v2/manager/queue/undo', operation: 'undo.order', words: null }),
  row({
    path: '/v2/manager/queue/update_all',
    operation: 'packs.updateAll',
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Put one update task for every pack into the queue',
      description:
        'For every enabled pack that came from the registry or from git; the id of each task is `<ui_id>_<registry id or folder name>`. ' +
        'Nothing is started.',
      answers: { 200: emptyAnswer('The tasks are in the queue.') },
      refusals: ['queue-busy', 'policy-denied', 'duplicate-task', 'catalogue-unavailable'],
      difference: `Answers at once, and 401 while the queue is at work, as the specification says; the reference can take minutes and never answers 401. Plain folders, which nothing could update, get no task. ${getStays}`,
    },
  }),
  row({
    path: '/v2/manager/queue/update_comfyui',
    operation: 'comfyui.update',
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Put an update of ComfyUI into the queue',
      description:
        '`stable` chooses between the newest release and the newest commit; left out, the update policy decides. With `plan_id` or `only_new` the task stops where the packages would change otherwise than `/v2/manager/packages/plan` has told; ' +
        'without them it is refused where its requirements cannot be met together with those of the enabled packs. A task that fails leaves code and packages as they were.',
      answers: { 200: emptyAnswer('The task is in the queue.') },
      refusals: ['policy-denied', 'duplicate-task'],
      difference: `\`is_stable\`, which web UIs send, means the same as \`stable\`; the reference ignores it, and never asks its update policy. ${getStays}`,
    },
  }),
  row({
    path: '/v2/manager/queue/install_model',
    operation: 'models.install',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: () => answerEmpty(),
    words: {
      tag: 'queue',
      summary: 'Put the download of a model into the queue',
      description: 'The fields of a model, and who asks: `client_id` and `ui_id`.',
      answers: { 200: emptyAnswer('The task is in the queue.') },
      refusals: ['policy-denied', 'duplicate-task'],
      examples: { model: { summary: 'A checkpoint', value: { ...params, ui_id, client_id } } },
      difference:
        '`client_id` and `ui_id` are required, as in the reference, since a task needs both. The policy is asked here, so 403 comes from this path; in the reference only the task fails. ' +
        'A `save_path` that leaves the models folder is 400.',
    },
  }),
  row({
    path: '/v2/manager/queue/history',
    operation: 'queue.batch',
    when: ({ query }) => query.id !== undefined,
    input: ({ query }) => ({ id: query.id }),
    words: {
      tag: 'queue',
      summary: 'What became of finished tasks',
      description:
        'With `id` the record of one batch, as it was written to disk, with `ui_id` that one task. Else the tasks of this session by their id: those of ' +
        '`client_id` first, then paged; without `offset` the newest `max_items`.',
      answers: {
        200: { description: 'History items, or one batch record.', body: ['HistoryResponse', 'queue.batch'] },
      },
      refusals: ['history-not-found', 'history-unreadable'],
      difference:
        'With `ui_id` the answer has the same form as without: a map of items, as the specification says; the reference answers the bare item. ' +
        '`client_id` counts before paging, not after it. `max_items` below 1 and `offset` below 0 are 400. Date-times carry their offset.',
    },
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
    words: null,
  }),
  row({
    path: '/v2/manager/queue/history_list',
    operation: 'queue.batches',
    words: {
      tag: 'queue',
      summary: 'Names of the batch records',
      description: 'Newest first. Each name is an `id` for `queue/history`.',
      answers: { 200: { description: 'The names.', body: ['HistoryListResponse'] } },
      refusals: ['history-unreadable'],
    },
  }),
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
