import type { ManagerOperationName, OperationOutput } from '../../contract/operations';
import { answerEmpty, answerJson, answerText, type Answer } from '../http/respond';
import { row, type Row } from '../http/route-row';

interface SettingText<R extends ManagerOperationName> {
  path: string;
  read: R;
  set: ManagerOperationName;
  answer: (output: OperationOutput<R>) => Answer;
}

/** One setting: GET with `value` and POST set it, GET without reads it. */
function setting<R extends ManagerOperationName>({ path, read, set, answer }: SettingText<R>): readonly Row[] {
  const setter = { path, operation: set, answer: () => answerEmpty() };
  return [
    row({ ...setter, methods: ['POST'] }),
    row({ ...setter, methods: ['GET'], when: ({ query, body }) => 'value' in query || 'value' in body }),
    row({ path, operation: read, input: () => ({}), answer }),
  ];
}

/** Settings kept in `config.ini`, and what this program is. */
export const settingRoutes: readonly Row[] = [
  ...setting({
    path: '/v2/manager/db_mode',
    read: 'config.dbMode',
    set: 'config.setDbMode',
    answer: ({ value }) => answerText(value),
  }),
  ...setting({
    path: '/v2/manager/policy/update',
    read: 'config.updatePolicy',
    set: 'config.setUpdatePolicy',
    answer: ({ value }) => answerText(value),
  }),
  ...setting({
    path: '/v2/manager/channel_url_list',
    read: 'config.channels',
    set: 'config.setChannel',
    answer: (channels) => answerJson(channels),
  }),
  row({ path: '/v2/manager/version', operation: 'app.version', answer: ({ version }) => answerText(`V${version}`) }),
  row({
    path: '/v2/manager/is_legacy_manager_ui',
    operation: 'app.legacyUi',
    answer: (answer) => answerJson(answer),
  }),
];
