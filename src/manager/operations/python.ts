import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';

/** The Python packages of the installation. */
export function createPythonOperations({ python }: Pick<Areas, 'python'>): OperationsOf<'python'> {
  return {
    'python.owed': async () => ({ packages: [...(await python.owedPackages())] }),
    'python.reasons': ({ name }) => python.packageReasons(name),
  };
}
