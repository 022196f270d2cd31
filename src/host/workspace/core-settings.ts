import { overlayEnvironment } from '../../base/process/run';
import type { AppSettings } from '../../contract/settings';
import { applySetting, followSettings, parseSetting, type ChangeSetting } from '../store/change-setting';
import { resolveSettings } from '../store/stored-state';
import type { DemoPlace, DemoWorld } from './demo-world';
import type { OpenedCore } from './opened-core';

/** The settings a core is made with, and where it leaves one that was changed while it was open. */
export interface StoredSettings {
  settings: AppSettings;
  changeSetting: ChangeSetting;
}

/** What a core stands on: the settings it is made with, and what must be arranged around it while it is open. */
export interface CoreSettings extends StoredSettings {
  kind: 'own' | 'demo';
  /** Arranges it; called before the core is made. The answer takes it back; called after the core has closed. */
  enter: () => () => Promise<void>;
  /** One that is there already, on another machine; else it is made. */
  core?: OpenedCore;
}

/** What a core in the demo world stands on. The person's settings are left out whole: their interpreter, proxy and hosts have no business there. */
export function createDemoSettings(place: DemoPlace, demo: DemoWorld): CoreSettings {
  return {
    kind: 'demo',
    settings: resolveSettings({}, place.set),
    // The demo ends with its folder, and its settings with it.
    changeSetting: () => undefined,
    enter: () => {
      const undo = overlayEnvironment(place.env);
      return async () => {
        undo();
        await demo.stop();
      };
    },
  };
}

/** What a run decides by itself, whichever folder is opened. */
export interface RunFacts {
  /** Port of ComfyUI. */
  port: number;
  /** The person's own settings: our door listens where they say, and the policy asks about it in the demo too. */
  own: AppSettings;
}

/** The settings of a core with those of this run; what is changed while the folder is open counts here at its next use. */
export function fitCoreSettings(given: CoreSettings, { port, own }: RunFacts): CoreSettings {
  const settings = followSettings(given.settings, {
    'comfyui.port': port,
    'gateway.host': own['gateway.host'],
    'gateway.allowedHosts': own['gateway.allowedHosts'],
  });
  return {
    ...given,
    settings,
    changeSetting: (name, value) => {
      given.changeSetting(name, value);
      applySetting(settings, name, parseSetting(name, value));
    },
  };
}
