import { t } from 'i18next';
import type { UndoStep } from '../../../src/contract/changes';
import { shortenVersion } from '../../../src/contract/text/version';
import { Chip, type ChipTone } from '../chip';
import { Becomes, subjectIcons } from './subject-groups';

const tones: Record<UndoStep['action'], ChipTone> = {
  ...{ 'put-back': 'green', enable: 'green', switch: 'accent', choose: 'accent', disable: 'amber', remove: 'red' },
};

/** The version it has now, and the one it will have. */
function Versions({ step: { from, to } }: { step: UndoStep }) {
  const [one] = [from, to].filter((version) => version !== null);
  if (one === undefined) return null;
  if (from === null || to === null || from === to) return shortenVersion(one);
  return <Becomes from={shortenVersion(from)} to={shortenVersion(to)} />;
}

/** What taking a change back does, one line for each pack, Python package and model, and for ComfyUI. `nameOf`: the title of a pack by its folder. */
export function UndoSteps({ steps, nameOf }: { steps: readonly UndoStep[]; nameOf: (folder: string) => string }) {
  return (
    <ul
      aria-label={t('undo.steps')}
      className="max-h-72 overflow-y-auto rounded-control border border-border bg-panel text-soft"
    >
      {steps.map((step) => (
        <li
          key={`${step.subject} ${step.name} ${step.action}`}
          data-testid="undo-step"
          data-action={step.action}
          className="flex min-h-9 items-center gap-2.5 border-b border-border px-3 py-1 last:border-0"
        >
          <span className="shrink-0 text-faint">{subjectIcons[step.subject]}</span>
          <span className="min-w-0 flex-1 truncate text-text selectable" title={step.name}>
            {step.subject === 'pack' ? nameOf(step.name) : step.name}
          </span>
          <span className="min-w-0 shrink-0 font-mono text-xs text-muted selectable">
            <Versions step={step} />
          </span>
          <Chip tone={tones[step.action]}>{t(`undo.actions.${step.action}`)}</Chip>
        </li>
      ))}
    </ul>
  );
}
