import { overlayEnvironment } from '../../src/base/process/run';
import type { Ground } from './core-slot';
import type { DemoPlace, DemoWorld } from './demo-world';
import { resolveSettings } from '../store/stored-state';

/** What a core in the demo world stands on. The person's settings are left out whole: their interpreter, proxy and hosts have no business there. */
export function createDemoGround(place: DemoPlace, demo: DemoWorld): Ground {
  return {
    kind: 'demo',
    settings: resolveSettings({}, place.set),
    // The demo ends with its folder, and its settings with it.
    keepSetting: () => undefined,
    enter: () => {
      const undo = overlayEnvironment(place.env);
      return async () => {
        undo();
        await demo.stop();
      };
    },
  };
}
