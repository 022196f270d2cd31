import { HeartPulse, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { toAppError } from '../../../../src/contract/errors';
import type {
  DoctorAccelerator,
  DoctorFinding,
  DoctorReport,
  UnmetRequirement,
} from '../../../../src/contract/python/doctor';
import { installableOf } from '../../../../src/contract/text/installable-line';
import { Button } from '../../../components/button';
import { classNames } from '../../../components/class-names';
import { FailureNotice } from '../../../components/feedback/failure-notice';
import { useDelayed } from '../../../hooks/use-delayed';
import { askNewEnvironment } from '../../../state/environments/new-environment';
import { formatCount } from '../../../texts/formatting';
import { Panel } from '../../panel';
import { PackagePlanDialog } from '../change-package-dialog';
import { installMissing } from '../comfy-environment';
import { countWrong, useHealth } from '../../../state/comfyui/health';
import { usePackTitle } from '../../../state/packs/use-packs';
import { describeUnmet } from '../../../texts/unmet-words';
import { describeFinding } from './health-words';

interface LineProps {
  name: string;
  version: string | null;
  text: string;
  testId: string;
  kind: string;
  label: string | null;
  onAct: () => void;
}

function Line({ name, version, text, testId, kind, label, onAct }: LineProps) {
  return (
    <li
      data-testid={testId}
      data-package={name}
      data-kind={kind}
      className="flex items-center gap-3 border-b border-border px-3.5 py-2 last:border-0"
    >
      <div className="min-w-0 flex-1">
        <p className="break-words selectable">
          <span className={classNames('font-medium', kind !== 'lacking' && 'font-mono text-sm')}>{name}</span>{' '}
          <span className="font-mono text-xs text-faint">{version ?? ''}</span>
        </p>
        <p className="text-sm break-words text-soft selectable">{text}</p>
      </div>
      {label !== null && (
        <Button
          size="small"
          className="shrink-0"
          data-testid="doctor-act"
          aria-label={`${label} (${name})`}
          onClick={onAct}
        >
          {label}
        </Button>
      )}
    </li>
  );
}

function FindingLine({ finding, onPlan }: { finding: DoctorFinding; onPlan: (line: string) => void }) {
  const { kind, package: name, version, needs, act } = finding;
  const line = needs === null ? null : installableOf(needs);
  // A line that nobody can install by itself leaves the package that asks for it.
  const chosen = act === 'install' && line === null ? 'environment' : act;
  const perform = (): void => {
    if (chosen === 'environment') void askNewEnvironment({ packs: [], copyOf: '' });
    else if (chosen === 'install' && line !== null) onPlan(line.replaceAll(/\s/gu, ''));
    else void installMissing(name);
  };
  return (
    <Line
      {...{ name, version, kind }}
      text={describeFinding(finding)}
      testId="doctor-finding"
      label={chosen === null ? null : t(`comfy.environment.doctor.acts.${chosen}`)}
      onAct={perform}
    />
  );
}

/** What ComfyUI or a pack asks for and does not have. */
function UnmetLine({ unmet, onPlan }: { unmet: UnmetRequirement; onPlan: (line: string) => void }) {
  const titleOf = usePackTitle();
  const { asker, needs } = unmet;
  // What a list of the person keeps out is not offered.
  const line = unmet.isLeftOut ? null : installableOf(needs);
  return (
    <Line
      {...{ version: null, kind: 'lacking' }}
      name={asker === 'ComfyUI' ? asker : titleOf(asker)}
      text={`${describeUnmet(unmet)}.`}
      testId="doctor-finding"
      label={line === null ? null : t('comfy.environment.doctor.acts.install')}
      onAct={() => line !== null && onPlan(line.replaceAll(/\s/gu, ''))}
    />
  );
}

interface AcceleratorLineProps {
  accelerator: DoctorAccelerator;
  hasCard: boolean;
  onPlan: (line: string) => void;
}

function AcceleratorLine({ accelerator, hasCard, onPlan }: AcceleratorLineProps) {
  const { name, package: installed, version, fits, line, reason } = accelerator;
  const state = version === null ? 'absent' : fits === false ? 'misfit' : 'fits';
  const words = [
    t(`comfy.environment.doctor.states.${state}`),
    reason === null ? '' : t(`comfy.environment.doctor.reasons.${reason}`),
  ];
  const needsCuda = reason === 'no-cuda' && hasCard;
  const label =
    line !== null ? t('actions.install') : needsCuda ? t('comfy.environment.doctor.acts.environment') : null;
  const perform = (): void => {
    if (line !== null) onPlan(line);
    else void askNewEnvironment({ packs: [], copyOf: '' });
  };
  return (
    <Line
      name={version === null ? name : installed}
      {...{ version, label }}
      kind={state}
      testId="doctor-accelerator"
      text={words.filter(Boolean).join(' ')}
      onAct={perform}
    />
  );
}

function Report({ report }: { report: DoctorReport }) {
  const [line, setLine] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const { findings, unmet, accelerators, hasNvidiaCard } = report;
  const count = countWrong(report);
  const isSound = count === 0;
  return (
    <Panel
      testId="doctor"
      tone={isSound ? 'neutral' : 'amber'}
      icon={isSound ? <HeartPulse size={16} className="text-green-text" /> : <Stethoscope size={16} />}
      title={
        isSound
          ? t('comfy.environment.doctor.sound')
          : t('comfy.environment.doctor.found', { count, shown: formatCount(count) })
      }
      facts={
        <Button
          size="small"
          tone="quiet"
          aria-expanded={isOpen}
          data-testid="doctor-more"
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? 'comfy.environment.doctor.less' : 'comfy.environment.doctor.more')}
        </Button>
      }
    >
      {(!isSound || isOpen) && (
        <ul>
          {findings.map((finding) => (
            <FindingLine
              key={`${finding.kind} ${finding.package} ${finding.needs ?? ''}`}
              finding={finding}
              onPlan={setLine}
            />
          ))}
          {unmet.map((one) => (
            <UnmetLine key={`${one.asker} ${one.needs}`} unmet={one} onPlan={setLine} />
          ))}
          {isOpen &&
            accelerators.map((one) => (
              <AcceleratorLine key={one.name} accelerator={one} hasCard={hasNvidiaCard} onPlan={setLine} />
            ))}
        </ul>
      )}
      {line !== null && <PackagePlanDialog line={line} onClose={() => setLine(null)} />}
    </Panel>
  );
}

/** What is wrong with the environment, each with what mends it; one sentence where all is well. */
export function DoctorPanel() {
  const { data, error, refetch, isPending } = useHealth();
  const isSlow = useDelayed(isPending);
  if (data !== undefined) return <Report report={data} />;
  if (error === null)
    return isSlow ? <Panel icon={<Stethoscope size={16} />} title={t('comfy.environment.doctor.looking')} /> : null;
  return (
    <div className="mb-4">
      <FailureNotice
        title={t('comfy.environment.doctor.failed')}
        error={toAppError(error)}
        onRetry={() => void refetch()}
      />
    </div>
  );
}
