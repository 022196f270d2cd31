import { AppSettings } from '../src/contract/settings';
import type { Ground } from './core-slot';

/** What a run decides by itself, whatever ground a folder is opened on. */
export interface RunFacts {
  /** Port of ComfyUI. */
  port: number;
  /** The person's own settings: our door listens where they say, and the policy asks about it in the demo too. */
  own: AppSettings;
}

/** A ground with the settings of this run. They are a copy, so what is changed while the folder is open is changed in both. */
export function fitGround(ground: Ground, { port, own }: RunFacts): Ground {
  const settings: AppSettings = {
    ...ground.settings,
    'comfyui.port': port,
    'gateway.host': own['gateway.host'],
    'gateway.allowedHosts': own['gateway.allowedHosts'],
  };
  return {
    ...ground,
    settings,
    keepSetting: (name, value) => {
      ground.keepSetting(name, value);
      settings[name] = AppSettings.shape[name].parse(value);
    },
  };
}
