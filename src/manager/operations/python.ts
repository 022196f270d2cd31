import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import { planPackages } from '../package-plans';

/** The Python packages of the installation. */
export function createPythonOperations(areas: Pick<Areas, 'python' | 'details' | 'packs'>): OperationsOf<'python'> {
  const { python } = areas;
  return {
    'python.owed': async () => ({ packages: [...(await python.owedPackages())] }),
    'python.checkLaunch': async () => ({ unmet: await python.checkLaunch() }),
    'python.reasons': ({ name }) => python.packageReasons(name),
    'python.plan': (question) => planPackages(areas, question),
  };
}
