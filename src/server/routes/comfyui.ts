import { answerEmpty, answerJson } from '../http/respond';
import { fileRow, row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';

/** What the page consists of is loaded when somebody needs it. */
const loadParts = async () => (await import('../docs/bisect-page')).bisectParts;

/** ComfyUI itself: its version, and its process. */
export const comfyRoutes: readonly Row[] = [
  row({ path: `${base}/comfyui_versions`, operation: 'comfyui.versions', answer: (versions) => answerJson(versions) }),
  row({ path: `${base}/comfyui_switch_version`, operation: 'comfyui.switchVersion', answer: () => answerEmpty() }),
  row({ path: `${base}/status`, operation: 'comfyui.status', answer: (status) => answerJson(status) }),
  row({ path: `${base}/start`, operation: 'comfyui.start', answer: (status) => answerJson(status) }),
  row({ path: `${base}/stop`, operation: 'comfyui.stop', answer: (status) => answerJson(status) }),
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
