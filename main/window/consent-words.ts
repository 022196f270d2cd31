import { policyEffects, policyTitles } from '../../src/contract/text/policy-words';
import { packMessage } from '../../src/contract/text/message';
import { formatSentence } from '../texts/core-sentences';
import type { Translate } from '../texts/texts';
import type { ConsentChoice, ConsentQuestion, ConsentSubject } from './consent';

/** What a task is about can be a list of fifty packages; nobody reads more than this. */
const longestTarget = 600;

/** A row of the policy as people call it; one of a newer core as it is written. */
const titleOf = (row: string): string => formatSentence(policyTitles[row] ?? row);

function describePermission(
  { operation, target }: Extract<ConsentSubject, { kind: 'permission' }>,
  t: Translate,
): string {
  const what = titleOf(operation);
  const about = target === null ? null : formatSentence(packMessage(target)).slice(0, longestTarget);
  const named = about === null ? what : t('consent.about', { what, target: about });
  const effect = policyEffects[operation];
  return [named, ...(effect === undefined ? [] : [formatSentence(effect)])].join('\n');
}

function describeSubject(subject: ConsentSubject, t: Translate): string {
  switch (subject.kind) {
    case 'change': {
      const { opens, line } = subject;
      return [opens === undefined ? t('consent.change') : t(`consent.opens.${opens}`), line].join('\n');
    }
    case 'level': {
      const means = t('consent.level', { level: t(`consent.levels.${subject.level}`) });
      if (subject.rows.length === 0) return [means, t('consent.nothingNew')].join('\n');
      return [means, t('consent.becomesPossible'), ...subject.rows.map((row) => `• ${titleOf(row)}`)].join('\n');
    }
    case 'permission':
      return describePermission(subject, t);
    case 'token':
      return t('consent.token');
  }
}

/** What the dialog of the system says of a question. */
export function describeConsent({ subjects, choices }: ConsentQuestion, t: Translate): string {
  const hasPermission = subjects.some(({ kind }) => kind === 'permission');
  const isOnce = choices.some(({ kind }) => kind === 'once');
  return [
    ...subjects.map((subject) => describeSubject(subject, t)),
    ...(hasPermission ? [t('consent.permission')] : []),
    ...(isOnce ? [t('consent.onceOrMinutes')] : []),
  ].join('\n\n');
}

/** The words of a button that says yes. */
export function wordChoice({ kind, minutes }: Pick<ConsentChoice, 'kind' | 'minutes'>, t: Translate): string {
  return kind === 'minutes' ? t('consent.minutes', { count: minutes }) : t(`consent.${kind}`);
}
