import { t } from 'i18next';
import type { UnmetRequirement } from '../../src/contract/python/doctor';

/** What is wrong with one package that a pack or ComfyUI asks for, behind the name of who asks. */
export function describeUnmet({ needs, package: name, found, damage }: UnmetRequirement): string {
  if (damage !== null) return t('launchCheck.damaged', { needs, name });
  return found === null ? t('launchCheck.absent', { needs }) : t('launchCheck.other', { needs, name, found });
}
