import { useId } from 'react';
import { t } from 'i18next';
import { CheckBox } from '../../components/form/check-box';
import { ChoiceField } from '../../components/form/choice-field';
import { TextField } from '../../components/form/text-field';
import { Fold } from '../../components/fold';
import type { BisectRequest } from '../../navigation/window-store';
import { formatCount } from '../../texts/formatting';

/** A pack that a start of ComfyUI loads. */
export interface LoadedPack {
  /** Folder or file below `custom_nodes`. */
  name: string;
  title: string;
}

const symptoms: readonly BisectRequest['question'][] = ['start', 'pack', 'web-ui'];

interface SymptomFieldProps {
  value: BisectRequest['question'];
  onChoose: (value: BisectRequest['question']) => void;
}

/** What is wrong. */
export function SymptomField({ value, onChoose }: SymptomFieldProps) {
  const group = useId();
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium text-muted">{t('bisect.ask.symptom')}</legend>
      <div className="overflow-hidden rounded-control border border-border">
        {symptoms.map((symptom) => (
          <label
            key={symptom}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-b border-border px-3 py-2 last:border-0 hover:bg-hover has-checked:bg-accent-tint"
          >
            <input
              type="radio"
              name={group}
              value={symptom}
              data-testid={`bisect-${symptom}`}
              checked={value === symptom}
              onChange={() => onChoose(symptom)}
              className="mt-0.5 size-4 accent-accent"
            />
            <span className="font-medium">{t(`bisect.symptoms.${symptom}`)}</span>
            <span className="col-start-2 text-sm text-muted">{t(`bisect.symptomTexts.${symptom}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface PackFieldsProps {
  packs: readonly LoadedPack[];
  pack: string | null;
  nodeClass: string;
  onPack: (pack: string | null) => void;
  onNodeClass: (nodeClass: string) => void;
}

/** Which pack does not load, or which of its nodes is missing. */
export function PackFields({ packs, pack, nodeClass, onPack, onNodeClass }: PackFieldsProps) {
  const options = packs.map(({ name, title }) => ({ value: name, label: title }));
  return (
    <div className="mt-3">
      <p className="mb-1 text-sm font-medium text-muted">{t('bisect.ask.pack')}</p>
      <div className="mb-3 flex">
        <ChoiceField
          label={t('bisect.ask.pack')}
          value={pack ?? ''}
          options={[{ value: '', label: t('bisect.ask.noPack') }, ...options]}
          onChoose={(name) => onPack(name === '' ? null : name)}
        />
      </div>
      <TextField
        isExact
        id="bisect-node"
        label={t('bisect.ask.node')}
        value={nodeClass}
        isInvalid={false}
        words={t('bisect.ask.nodeHint')}
        onChange={onNodeClass}
      />
    </div>
  );
}

interface SuspectsFieldProps {
  packs: readonly LoadedPack[];
  /** Names of those that are suspected. */
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Among which packs is searched: all of them, unless somebody knows better. */
export function SuspectsField({ packs, chosen, onChoose }: SuspectsFieldProps) {
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(next);
  };
  const count = packs.filter(({ name }) => chosen.has(name)).length;
  const facts = t('bisect.ask.chosen', {
    count: packs.length,
    chosen: formatCount(count),
    of: formatCount(packs.length),
  });
  return (
    <Fold label={t('bisect.ask.among')} facts={facts} className="mt-2">
      <p className="mb-1.5 text-sm text-muted">{t('bisect.ask.amongText')}</p>
      <ul className="max-h-34 overflow-y-auto rounded-control border border-border">
        {packs.map(({ name, title }) => (
          <li key={name} className="border-b border-border last:border-0">
            <label className="flex items-center gap-2.5 px-3 py-1.5 hover:bg-hover">
              <CheckBox isChecked={chosen.has(name)} onChoose={() => toggle(name)} />
              <span className="min-w-0 truncate">{title}</span>
            </label>
          </li>
        ))}
      </ul>
    </Fold>
  );
}
