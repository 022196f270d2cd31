import type { AppSettings } from '../../contract/settings';
import { cleanEnvironment } from '../../base/run';
import { publicHub } from './listed';
import type { ModelNetwork } from './remote-facts';

/** The hub of the settings; where they say nothing else, `HF_ENDPOINT` of the environment stays in force, and `HF_TOKEN` with it. */
export function readNetwork(settings: AppSettings): ModelNetwork {
  const { HF_ENDPOINT: endpoint = '', HF_TOKEN: hubToken = '' } = cleanEnvironment();
  const chosen = settings['hosts.huggingface'];
  const isOwn = chosen.replace(/\/+$/, '') !== publicHub;
  return {
    hubUrl: (isOwn || endpoint === '' ? chosen : endpoint).replace(/\/+$/, ''),
    hubToken,
    proxy: settings['network.proxy'],
    stallMs: settings['downloads.stallSeconds'] * 1000,
  };
}
