import { CircleX, Flag, GitBranch, ScrollText, ShieldAlert, ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { PackSecurity, PackStatus } from '../../../src/contract/packs/pack-details';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { classNames } from '../../components/class-names';
import { effectOf, reasonToAsk } from '../../texts/policy-words';

type Tone = 'amber' | 'red' | 'violet' | 'neutral';

const tones: Record<Tone, string> = {
  amber: 'text-amber-text',
  red: 'text-red-text',
  violet: 'text-violet-text',
  neutral: 'text-faint',
};

const ofStatus: Record<Exclude<PackStatus, 'active' | 'none'>, { tone: Tone; icon: ReactNode }> = {
  pending: { tone: 'amber', icon: <ShieldQuestion size={15} /> },
  flagged: { tone: 'red', icon: <Flag size={15} /> },
  banned: { tone: 'red', icon: <ShieldAlert size={15} /> },
  deleted: { tone: 'red', icon: <ShieldAlert size={15} /> },
  unknown: { tone: 'neutral', icon: <ShieldQuestion size={15} /> },
};

/** Where files come from that the registry has not seen. */
const ofOrigin: Record<'git-listed' | 'git-free', { tone: Tone; icon: ReactNode }> = {
  'git-listed': { tone: 'violet', icon: <GitBranch size={15} /> },
  'git-free': { tone: 'amber', icon: <ShieldAlert size={15} /> },
};

interface LineProps {
  tone: Tone;
  icon: ReactNode;
  title: string;
  text: string;
  testId?: string;
}

function Line({ tone, icon, title, text, testId }: LineProps) {
  return (
    <li className="flex gap-2 py-1.5" data-testid={testId}>
      <span aria-hidden className={classNames('mt-0.5 shrink-0', tones[tone])}>
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words text-soft">{title}</p>
        <p className="text-sm break-words text-muted">{text}</p>
      </div>
    </li>
  );
}

/** Rows of the policy in the words of a person; what the table names otherwise is shown by its own name. */
const knownRows = [
  'install-registry',
  'install-nightly',
  'install-git-url',
  'install-flagged',
  'update',
  'enable',
] as const;

function DenialLine({ verdict }: { verdict: PolicyVerdict }) {
  const { operation } = verdict;
  const row = knownRows.find((known) => known === operation);
  const what = row === undefined ? operation : t(`details.rows.${row}`);
  const text = `${effectOf(operation)} ${reasonToAsk(verdict)}`.trim();
  const title = t('details.denied', { what });
  return <Line tone="red" icon={<CircleX size={15} />} {...{ title, text }} testId="policy-verdict" />;
}

/** What speaks against trusting a pack, each fact with the sentence of what it means; nothing where nothing does. */
export function DetailsSecurity({ security }: { security: PackSecurity }) {
  const { status, version, origin, hasInstallScript } = security;
  const denied = security.verdicts.filter(({ allowed }) => !allowed);
  const isListed = status === 'active' || status === 'none';
  const isFromGit = origin === 'git-listed' || origin === 'git-free';
  if (![!isListed, isFromGit, hasInstallScript, denied.length > 0].includes(true)) return null;
  return (
    <section aria-label={t('details.security')} data-testid="security" data-status={status} className="mt-5">
      <h3 className="text-sm font-semibold text-muted">{t('details.security')}</h3>
      <ul className="mt-1 border-t border-border pt-1">
        {!isListed && (
          <Line
            {...ofStatus[status]}
            title={t(`details.statusTitles.${status}`, { version: version ?? '' })}
            text={t(`details.statusTexts.${status}`)}
          />
        )}
        {isFromGit && (
          <Line
            {...ofOrigin[origin]}
            title={t(`details.originTitles.${origin}`)}
            text={t(`details.originTexts.${origin}`)}
          />
        )}
        {hasInstallScript === true && (
          <Line
            tone="amber"
            icon={<ScrollText size={15} />}
            title={t('details.script')}
            text={t('details.scriptText')}
            testId="install-script"
          />
        )}
        {denied.map((verdict) => (
          <DenialLine key={verdict.operation} verdict={verdict} />
        ))}
      </ul>
    </section>
  );
}
