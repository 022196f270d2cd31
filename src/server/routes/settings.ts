import type { ManagerOperationName, OperationOutput } from '../../contract/operations';
import { answerEmpty, answerText, type Answer } from '../http/respond';
import { row, type Row } from '../http/route-row';
import type { AnswerWords, PathWords } from '../http/path-words';

const bothWays =
  'GET with `value` sets, as the specification says, and POST sets, as the reference does; there `value` of a GET is ignored. What is no value of this setting is 400 and changes nothing.';

function settingWords(summary: string, read: AnswerWords, difference: string): PathWords {
  return {
    tag: 'settings',
    summary,
    description:
      'GET without `value` reads it; GET with `value` and POST set it. Kept in `config.ini`, where the reference finds it.',
    answers: { 200: { ...read, description: `${read.description} With \`value\` zero bytes: it is set.` } },
    byMethod: { POST: { 200: { description: 'It is set.' } } },
    refusals: ['policy-denied', 'channel-invalid', 'config-unreadable'],
    difference: `${difference} ${bothWays}`,
  };
}

interface SettingText<R extends ManagerOperationName> {
  path: string;
  read: R;
  set: ManagerOperationName;
  answer?: (output: OperationOutput<R>) => Answer;
  words: PathWords;
}

/** One setting: GET with `value` and POST set it, GET without reads it. */
function setting<R extends ManagerOperationName>({ path, read, set, answer, words }: SettingText<R>): readonly Row[] {
  const setter = { path, operation: set, answer: () => answerEmpty(), words: null };
  return [
    row({ ...setter, methods: ['POST'] }),
    row({ ...setter, methods: ['GET'], when: ({ query, body }) => 'value' in query || 'value' in body }),
    row({ path, operation: read, input: () => ({}), answer, words }),
  ];
}

/** Settings kept in `config.ini`, and what this program is. */
export const settingRoutes: readonly Row[] = [
  ...setting({
    path: '/v2/manager/db_mode',
    read: 'config.dbMode',
    set: 'config.setDbMode',
    answer: ({ value }) => answerText(value),
    words: settingWords(
      'Where catalogue data is taken from',
      { description: 'The value.', body: 'text/plain' },
      '`cache` is a value too, and the default, as in the reference; the specification does not name it.',
    ),
  }),
  ...setting({
    path: '/v2/manager/policy/update',
    read: 'config.updatePolicy',
    set: 'config.setUpdatePolicy',
    answer: ({ value }) => answerText(value),
    words: settingWords(
      'Which ComfyUI an update brings',
      { description: 'The value.', body: 'text/plain' },
      '`stable-comfyui` is a value too, and the default, as in the reference; the specification does not name it.',
    ),
  }),
  ...setting({
    path: '/v2/manager/channel_url_list',
    read: 'config.channels',
    set: 'config.setChannel',
    words: settingWords(
      'The channel that pack lists are taken from',
      { description: 'The channels, and the name of the chosen one.', body: ['config.channels'] },
      'Items of `list` are objects, as the specification has it; the reference sends texts `name::url`.',
    ),
  }),
  row({
    path: '/v2/manager/version',
    operation: 'app.version',
    answer: ({ version }) => answerText(`V${version}`),
    words: {
      tag: 'description',
      summary: 'The version of this program',
      description: '`V` and the version.',
      answers: { 200: { description: 'The version.', body: 'text/plain' } },
    },
  }),
  row({
    path: '/v2/manager/is_legacy_manager_ui',
    operation: 'app.legacyUi',
    words: {
      tag: 'description',
      summary: 'Whether the legacy manager UI is served',
      description: 'It never is.',
      answers: { 200: { description: 'The answer.', body: ['app.legacyUi'] } },
    },
  }),
];
