import type { OperationsOf } from '../../contract/operations';
import { proveHarmless } from '../installation/variable-rules';
import type { Areas } from '../areas';

/** Environment variables of the installation. */
export function createVariableOperations({ variables }: Pick<Areas, 'variables'>): OperationsOf<'variables'> {
  return {
    'variables.list': () => Promise.resolve(variables.list()),
    'variables.set': async ({ name, value }, { caller }) => {
      if (caller !== 'person') proveHarmless(name, value);
      await variables.set(name, value);
      return variables.list();
    },
    'variables.remove': async ({ name }) => {
      await variables.remove(name);
      return variables.list();
    },
  };
}
