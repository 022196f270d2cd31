import { PackageX, Workflow } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { CheckLine } from '../../components/form/check-box';
import type { UnmetRequirement } from '../../../src/contract/python/doctor';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { startAnyway, startRepaired } from '../../state/comfyui/comfy-actions';
import {
  askingPacks,
  dismissLaunch,
  type Launch,
  launchWithout,
  useLaunchCheck,
} from '../../state/comfyui/launch-check';
import { usePackTitle } from '../../state/packs/use-packs';
import { changeSetting } from '../../state/settings/settings-actions';
import { formatCount } from '../../texts/formatting';
import { describeUnmet } from '../../texts/unmet-words';
import { shortenList } from '../../texts/shorten-list';

const shownNames = 2;

/** Who asks for packages, and what is wrong with each of them. */
function Row({ asker, unmet }: { asker: string; unmet: readonly UnmetRequirement[] }) {
  const titleOf = usePackTitle();
  const isComfy = asker === 'ComfyUI';
  return (
    <li data-testid="unmet-row" className="flex items-start gap-2.5 border-b border-border px-3 py-2 last:border-0">
      <span aria-hidden className="mt-0.5 shrink-0 text-amber-text">
        {isComfy ? <Workflow size={15} /> : <PackageX size={15} />}
      </span>
      <span className="min-w-0">
        <span className="block font-medium break-words">{isComfy ? 'ComfyUI' : titleOf(asker)}</span>
        {unmet.map((one) => (
          <span key={one.needs} className="block text-sm break-words text-muted selectable">
            {describeUnmet(one)}
          </span>
        ))}
      </span>
    </li>
  );
}

interface QuestionProps {
  launch: Launch;
  unmet: readonly UnmetRequirement[];
}

/** The ways on: repaired, without the packs that ask, or as it is. */
function Question({ launch, unmet }: QuestionProps) {
  const titleOf = usePackTitle();
  const [isLast, setLast] = useState(false);
  const count = unmet.length;
  const packs = askingPacks(unmet);
  const names = shortenList(packs.map(titleOf), shownNames);
  const go = (work: () => void): void => {
    dismissLaunch();
    if (isLast) void changeSetting('checkBeforeStart', 'false', undefined);
    work();
  };
  const leave = (): void => startAnyway(launchWithout(launch, packs, t('launchCheck.withoutName', { names })));
  const repair = (): void => void startRepaired(launch, [...new Set(unmet.map(({ needs }) => needs))]);
  return (
    <ConfirmDialog
      isWide
      tone="primary"
      title={t('launchCheck.title', { count, shown: formatCount(count) })}
      text={t('launchCheck.text')}
      more={
        <>
          <Button data-testid="launch-anyway" onClick={() => go(() => startAnyway(launch))}>
            {t('launchCheck.anyway')}
          </Button>
          {unmet.every(({ asker }) => asker !== 'ComfyUI') && (
            <Button data-testid="launch-without" onClick={() => go(leave)}>
              {t('launchCheck.without', { count: packs.length, shown: formatCount(packs.length) })}
            </Button>
          )}
        </>
      }
      confirmLabel={t('launchCheck.repair')}
      confirmTestId="launch-repair"
      onConfirm={() => go(repair)}
      onClose={dismissLaunch}
    >
      <ul data-testid="unmet-list" className="mt-4 overflow-hidden rounded-control border border-border">
        {[...new Set(unmet.map(({ asker }) => asker))].map((asker) => (
          <Row key={asker} asker={asker} unmet={unmet.filter((one) => one.asker === asker)} />
        ))}
      </ul>
      <CheckLine className="mt-3 text-muted" isChecked={isLast} onChoose={setLast}>
        {t('launchCheck.never')}
      </CheckLine>
    </ConfirmDialog>
  );
}

/** Says before a start which packages are not as ComfyUI and its packs need them. Stands above every place. */
export function LaunchCheckDialog() {
  const question = useLaunchCheck((state) => state.question);
  return question && <Question launch={question.launch} unmet={question.unmet} />;
}
