import type { AppSettings } from '../../src/contract/settings';
import type { Ground } from './core-slot';
import { applySetting, followSettings, parseSetting } from '../store/change-setting';

/** What a run decides by itself, whatever ground a folder is opened on. */
export interface RunFacts {
  /** Port of ComfyUI. */
  port: number;
  /** The person's own settings: our door listens where they say, and the policy asks about it in the demo too. */
  own: AppSettings;
}

/** A ground with the settings of this run; what is changed in the ground while the folder is open counts here at its next use. */
export function fitGround(ground: Ground, { port, own }: RunFacts): Ground {
  const settings = followSettings(ground.settings, {
    'comfyui.port': port,
    'gateway.host': own['gateway.host'],
    'gateway.allowedHosts': own['gateway.allowedHosts'],
  });
  return {
    ...ground,
    settings,
    keepSetting: (name, value) => {
      ground.keepSetting(name, value);
      applySetting(settings, name, parseSetting(name, value));
    },
  };
}
