import type { OperationsOf } from '../../contract/operations';
import type { ConfigFile } from '../installation/config';
import type { Paths } from '../installation/paths';
import { describeUnverified, discardUnverified, useUnverified } from '../installation/unverified';

/** What came with the folder, and what becomes of it. */
export function createUnverifiedOperations(config: ConfigFile, paths: Paths): OperationsOf<'unverified'> {
  return {
    'unverified.list': async () => {
      const values = Object.entries(config.held()).map(([key, value]) => `config.ini: ${key} = ${String(value)}`);
      return { items: [...values, ...(await describeUnverified(paths))].map((name) => ({ name })) };
    },
    'unverified.use': async () => {
      await useUnverified(paths);
      await config.letCount();
      return {};
    },
    'unverified.discard': async () => {
      await discardUnverified(paths);
      await config.discardHeld();
      return {};
    },
  };
}
