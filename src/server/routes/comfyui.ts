import { answerEmpty, answerJson } from '../http/respond';
import { fileRow, row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';

/** What the page consists of is loaded when somebody needs it. */
const loadParts = async () => (await import('../docs/bisect-page')).bisectParts;

/** ComfyUI itself: its version, and its process. */
export const comfyRoutes: readonly Row[] = [
  row({ path: `${base}/comfyui_versions`, operation: 'comfyui.versions', answer: (versions) => answerJson(versions) }),
  row({ path: `${base}/comfyui_switch_version`, operation: 'comfyui.switchVersion', answer: () => answerEmpty() }),
  row({ path: `${base}/forecast`, operation: 'comfyui.forecast', answer: (found) => answerJson(found) }),
  row({ path: `${base}/status`, operation: 'comfyui.status', answer: (status) => answerJson(status) }),
  row({ path: `${base}/start`, operation: 'comfyui.start', answer: (status) => answerJson(status) }),
  row({ path: `${base}/stop`, operation: 'comfyui.stop', answer: (status) => answerJson(status) }),
  row({ path: `${base}/environments`, operation: 'environments.list', answer: (view) => answerJson(view) }),
  row({ path: `${base}/variables`, operation: 'variables.list', answer: (variables) => answerJson(variables) }),
  row({
    path: `${base}/variables/set`,
    operation: 'variables.set',
    methods: ['POST'],
    answer: (variables) => answerJson(variables),
  }),
  row({
    path: `${base}/variables/remove`,
    operation: 'variables.remove',
    methods: ['POST'],
    answer: (variables) => answerJson(variables),
  }),
  row({ path: `${base}/profiles`, operation: 'profiles.list', answer: (profiles) => answerJson(profiles) }),
  row({
    path: `${base}/profiles/save`,
    operation: 'profiles.save',
    methods: ['POST'],
    answer: (profiles) => answerJson(profiles),
  }),
  row({
    path: `${base}/profiles/rename`,
    operation: 'profiles.rename',
    methods: ['POST'],
    answer: (profiles) => answerJson(profiles),
  }),
  row({
    path: `${base}/profiles/remove`,
    operation: 'profiles.remove',
    methods: ['POST'],
    answer: (profiles) => answerJson(profiles),
  }),
  row({ path: `${base}/bisect`, operation: 'bisect.view', answer: (view) => answerJson(view) }),
  row({
    path: `${base}/bisect/begin`,
    operation: 'bisect.begin',
    methods: ['POST'],
    answer: (view) => answerJson(view),
  }),
  row({
    path: `${base}/bisect/answer`,
    operation: 'bisect.answer',
    methods: ['POST'],
    answer: (view) => answerJson(view),
  }),
  row({
    path: `${base}/bisect/cancel`,
    operation: 'bisect.cancel',
    methods: ['POST'],
    answer: (view) => answerJson(view),
  }),
  fileRow(`${base}/bisect/page`, async () => (await loadParts()).page),
  fileRow(`${base}/bisect/page.js`, async () => (await loadParts()).script),
  fileRow(`${base}/bisect/page.css`, async () => (await loadParts()).style),
  row({ path: '/v2/manager/reboot', operation: 'comfyui.reboot', answer: () => answerEmpty() }),
];
