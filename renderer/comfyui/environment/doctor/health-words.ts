import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DoctorFinding } from '../../../../src/contract/python/doctor';
import { useHealth } from '../../../state/comfyui/health';
import { describeUnmet } from '../../../texts/unmet-words';

/** What is wrong with a package, behind its name. */
export function describeFinding(t: TFunction, { kind, needs, found, detail }: DoctorFinding): string {
  if (kind !== 'unmet') return t(`comfy.environment.doctor.kinds.${kind}`, { needs, detail });
  return found === null
    ? t('comfy.environment.isMissing', { needs })
    : t('comfy.environment.isOther', { needs, found });
}

/** Everything that is wrong with the environment, a line each, for a report. */
export function useHealthLines(): string[] {
  const { t } = useTranslation();
  const { data } = useHealth();
  if (data === undefined) return [];
  return [
    ...data.findings.map((one) => `${one.package} ${one.version}: ${describeFinding(t, one)}`),
    ...data.unmet.map((one) => `${one.asker}: ${describeUnmet(t, one)}`),
  ];
}
