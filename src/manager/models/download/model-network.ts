import type { AppSettings } from '../../../contract/settings';
import { cleanEnvironment } from '../../../base/process/run';
import { withEnvironment, type ReadToken } from '../../installation/tokens';
import { publicHub } from './listed';
import type { ModelNetwork } from './remote-facts';

/** The hub of the settings; where they say nothing else, `HF_ENDPOINT` of the environment stays in force. */
export function readNetwork(settings: AppSettings, readToken: ReadToken = withEnvironment()): ModelNetwork {
  const { HF_ENDPOINT: endpoint = '' } = cleanEnvironment();
  const chosen = settings['hosts.huggingface'];
  const isOwn = chosen.replace(/\/+$/, '') !== publicHub;
  return {
    hubUrl: (isOwn || endpoint === '' ? chosen : endpoint).replace(/\/+$/, ''),
    hubToken: readToken('huggingface'),
    civitai: { url: settings['hosts.civitai'].replace(/\/+$/, ''), token: readToken('civitai') },
    proxy: settings['network.proxy'],
    stallMs: settings['downloads.stallSeconds'] * 1000,
  };
}
