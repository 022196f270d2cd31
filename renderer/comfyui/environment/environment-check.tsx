import { CircleCheck, LoaderCircle, PackageSearch, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EnvironmentCheck } from '../../../src/contract/comfyui';
import type { AppError } from '../../../src/contract/errors';
import { installableOf } from '../../../src/contract/text/installable-line';
import { Button } from '../../components/button';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { installMissing, startPackageCheck, stopPackageCheck, usePackageCheck } from './comfy-environment';
import { useDelayed } from '../../hooks/use-delayed';
import { Panel } from '../panel';
import { useDoctor } from './doctor/doctor-queries';

type Problem = EnvironmentCheck['problems'][number];

function ProblemRow({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const { package: name, needs, found, text } = problem;
  const wanted = installableOf(needs);
  const words =
    found === null ? t('comfy.environment.isMissing', { needs }) : t('comfy.environment.isOther', { needs, found });
  return (
    <li
      data-testid="package-problem"
      data-package={name}
      className="flex items-center gap-3 border-b border-border px-3.5 py-2 last:border-0"
    >
      <div className="min-w-0 flex-1">
        <p className="font-mono text-sm font-medium break-words selectable">{name}</p>
        <p title={text} className="text-sm break-words text-soft selectable">
          {wanted === null ? text : words}
        </p>
      </div>
      {wanted !== null && (
        <Button
          size="small"
          aria-label={t('comfy.environment.installNamed', { name: wanted })}
          onClick={() => void installMissing(wanted)}
        >
          {t('actions.install')}
        </Button>
      )}
    </li>
  );
}

function Found({ problems }: { problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const again = (
    <Button size="small" tone="quiet" onClick={() => void startPackageCheck()}>
      {t('comfy.environment.checkAgain')}
    </Button>
  );
  if (problems.length === 0) {
    return (
      <Panel
        testId="package-check"
        icon={<CircleCheck size={16} className="text-green-text" />}
        title={t('comfy.environment.sound')}
        facts={again}
      />
    );
  }
  return (
    <Panel
      tone="amber"
      testId="package-check"
      icon={<TriangleAlert size={16} />}
      title={t('comfy.environment.problems', { count: problems.length })}
      text={t('comfy.environment.problemsText')}
      facts={again}
    >
      <ul>
        {problems.map((problem) => (
          <ProblemRow key={problem.text} problem={problem} />
        ))}
      </ul>
    </Panel>
  );
}

function CheckFailure({ error }: { error: AppError }) {
  const { t } = useTranslation();
  return (
    <div className="mb-4">
      <FailureNotice
        title={t('comfy.environment.checkFailed')}
        error={error}
        onRetry={() => void startPackageCheck()}
      />
    </div>
  );
}

/** Whether the installed packages have what they need of each other. */
export function EnvironmentCheckPanel() {
  const { t } = useTranslation();
  const { isChecking, problems, error } = usePackageCheck();
  const isSlow = useDelayed(isChecking);
  const isDoctorAway = useDoctor().error !== null;
  if (error !== null) return <CheckFailure error={error} />;
  if (problems !== null && !isChecking) return <Found problems={problems} />;
  // The panel of the doctor has the button as long as there is nothing to say.
  if (!isSlow && !isDoctorAway) return null;
  return (
    <Panel
      testId="package-check"
      icon={isSlow ? <LoaderCircle size={16} className="animate-turn" /> : <PackageSearch size={16} />}
      title={t(isSlow ? 'comfy.environment.checking' : 'comfy.environment.checkTitle')}
      text={t('comfy.environment.checkText')}
      facts={
        isSlow ? (
          <Button size="small" onClick={stopPackageCheck}>
            {t('comfy.versionDialog.cancel')}
          </Button>
        ) : (
          <Button size="small" disabled={isChecking} onClick={() => void startPackageCheck()}>
            {t('comfy.environment.check')}
          </Button>
        )
      }
    />
  );
}
