import { t } from 'i18next';
import type { DoctorFinding } from '../../../../src/contract/python/doctor';
import { useHealth } from '../../../state/comfyui/health';
import { describeUnmet } from '../../../texts/unmet-words';

/** What is wrong with a package, behind its name. */
export function describeFinding({ kind, needs, found, detail }: DoctorFinding): string {
  if (kind !== 'unmet') return t(`comfy.environment.doctor.kinds.${kind}`, { needs, detail });
  return found === null
    ? t('comfy.environment.isMissing', { needs })
    : t('comfy.environment.isOther', { needs, found });
}

/** Everything that is wrong with the environment, a line each, for a report. */
export function useHealthLines(): string[] {
  const { data } = useHealth();
  if (data === undefined) return [];
  return [
    ...data.findings.map((one) => `${one.package} ${one.version}: ${describeFinding(one)}`),
    ...data.unmet.map((one) => `${one.asker}: ${describeUnmet(one)}`),
  ];
}
