import { startRun } from '../../testing/task-run';
import type { PackPlace } from './pack-place';

/** For tests only: the operations on one pack as a person asks for them. `read` gives the place of the test that is running. */
export function actOn(read: () => PackPlace) {
  const packs = () => read().packs;
  const run = () => startRun(read());
  return {
    disable: (name: string) => packs().disable({ node_name: name, is_unknown: false }, run()),
    enable: (id: string) => packs().enable({ cnr_id: id }, run()),
    uninstall: (name: string) => packs().uninstall({ node_name: name, is_unknown: false }, run()),
    update: (name: string) => packs().update({ node_name: name }, run()),
    fix: (name: string) => packs().fix({ node_name: name }, run()),
    onlyPack: async () => Object.entries(await packs().installed())[0],
  };
}
