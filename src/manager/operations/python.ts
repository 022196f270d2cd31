import { neverAborted } from '../../base/async/job';
import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import type { PolicyJudge } from '../installation/policy-judge';
import { planPackages } from '../packages/package-plans';
import { examineEnvironment } from '../packages/python-doctor';
import { readPackageUses, readPackageWhy } from '../packages/package-uses';

/** The Python packages of the installation. */
export function createPythonOperations(
  areas: Pick<Areas, 'python' | 'code' | 'details' | 'environments' | 'packs' | 'records'>,
  judge: PolicyJudge,
): OperationsOf<'python'> {
  const { python } = areas;
  return {
    'python.owed': async () => ({ packages: [...(await python.recovery.owedPackages())] }),
    'python.doctor': () => examineEnvironment(areas),
    'python.unmet': async () => ({ unmet: await python.reports.findUnmet() }),
    'python.uses': () => readPackageUses(areas),
    'python.why': ({ name }) => readPackageWhy(areas, name),
    'python.plan': (question, context) =>
      planPackages(areas, question, {
        ...{ authorise: judge.authoriseFor(context), isPerson: context.caller === 'person' },
        signal: context.signal ?? neverAborted(),
      }),
  };
}
