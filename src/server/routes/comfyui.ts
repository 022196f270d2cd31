import { answerEmpty, answerJson } from '../http/respond';
import { row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';

/** ComfyUI itself: its version, and its process. */
export const comfyRoutes: readonly Row[] = [
  row({ path: `${base}/comfyui_versions`, operation: 'comfyui.versions', answer: (versions) => answerJson(versions) }),
  row({ path: `${base}/comfyui_switch_version`, operation: 'comfyui.switchVersion', answer: () => answerEmpty() }),
  row({ path: `${base}/status`, operation: 'comfyui.status', answer: (status) => answerJson(status) }),
  row({ path: `${base}/start`, operation: 'comfyui.start', answer: (status) => answerJson(status) }),
  row({ path: `${base}/stop`, operation: 'comfyui.stop', answer: (status) => answerJson(status) }),
  row({ path: '/v2/manager/reboot', operation: 'comfyui.reboot', answer: () => answerEmpty() }),
];
