import { unchanged, type AnswerWords, type PathWords } from './path-words';

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

function docsWords(summary: string, body: string): PathWords {
  const answers = { 200: { description: 'The file.', body }, ...unchanged };
  const difference = 'Not in the reference, which has no page of its own.';
  return {
    tag: 'description',
    summary,
    description: 'Answers also while no installation is open.',
    answers,
    difference,
  };
}

/** The paths of settings, and those that describe, in words. */
export const settingsWords: Readonly<Record<string, PathWords>> = {
  '/v2/manager/db_mode': settingWords(
    'Where catalogue data is taken from',
    { description: 'The value.', body: 'text/plain' },
    '`cache` is a value too, and the default, as in the reference; the specification does not name it.',
  ),
  '/v2/manager/policy/update': settingWords(
    'Which ComfyUI an update brings',
    { description: 'The value.', body: 'text/plain' },
    '`stable-comfyui` is a value too, and the default, as in the reference; the specification does not name it.',
  ),
  '/v2/manager/channel_url_list': settingWords(
    'The channel that pack lists are taken from',
    { description: 'The channels, and the name of the chosen one.', body: ['config.channels'] },
    'Items of `list` are objects, as the specification has it; the reference sends texts `name::url`.',
  ),
  '/v2/manager/version': {
    tag: 'description',
    summary: 'The version of this program',
    description: '`V` and the version.',
    answers: { 200: { description: 'The version.', body: 'text/plain' } },
  },
  '/v2/manager/is_legacy_manager_ui': {
    tag: 'description',
    summary: 'Whether the legacy manager UI is served',
    description: 'It never is.',
    answers: { 200: { description: 'The answer.', body: ['app.legacyUi'] } },
  },
  '/v2/policy/explain': {
    tag: 'description',
    summary: 'Whether the policy allows something, and why',
    description:
      '`operation` is a row of the policy (`install-model`), an operation (`comfyui.reboot`), or the end of a path (`reboot`, `queue/start`). Of several paths that end alike the riskiest is told. Every 403 of the policy carries the same fields.\n\n' +
      '`permissions` is what the person at this machine allows the window for now; to callers of this API they open nothing.',
    answers: {
      200: {
        description: 'Allowed or not, the rule, what it was judged by, and what would allow it.',
        body: ['PolicyVerdict'],
      },
    },
    difference: 'Not in the reference, whose refusals have no words.',
  },
  '/v2/docs': docsWords('A page to browse and try this API', 'text/html'),
  '/v2/docs/openapi.yaml': docsWords('This document', 'application/yaml'),
  '/v2/docs/page.js': docsWords('Part of the page', 'text/javascript'),
  '/v2/docs/swagger-ui.js': docsWords('Part of the page', 'text/javascript'),
  '/v2/docs/swagger-ui.css': docsWords('Part of the page', 'text/css'),
};
