import { t } from 'i18next';
import type { MakingOffer, TorchKind } from '../../../src/contract/python/making';
import { formatList, formatSentences } from '../../texts/formatting';
import { ChoiceField } from './choice-field';
import { FormRow } from './form-row';

interface MakingFieldProps<T extends string> {
  /** What an environment can be made of on this machine. */
  offer: MakingOffer;
  /** '' for what suits best. */
  value: T | '';
  onChange: (value: T | '') => void;
}

/** Which Python a new environment gets. */
export function PythonField({ offer, value, onChange }: MakingFieldProps<string>) {
  const versions = offer.pythons.map(({ version, isHere }) => ({
    value: version,
    label: isHere ? version : `${version} (${t('setup.downloaded')})`,
  }));
  return (
    <FormRow label={t('setup.pythonLabel')} text={offer.tool === null ? undefined : t(`setup.tool.${offer.tool}`)}>
      <ChoiceField
        label={t('setup.pythonLabel')}
        value={value}
        options={[{ value: '', label: t('setup.suiting', { what: offer.python ?? '?' }) }, ...versions]}
        onChoose={onChange}
      />
    </FormRow>
  );
}

interface TorchFieldProps extends MakingFieldProps<TorchKind> {
  /** A further sentence beside the cards that were found. */
  more?: string | undefined;
}

/** What the PyTorch of a new environment is built for. */
export function TorchField({ offer: { builds, cards, torch }, value, more = '', onChange }: TorchFieldProps) {
  const names = cards.map(({ name }) => name);
  const found = names.length === 0 ? t('setup.noCard') : t('setup.cards', { names: formatList(names) });
  return (
    <FormRow label={t('setup.torchLabel')} text={more === '' ? found : formatSentences(found, more)}>
      <ChoiceField
        label={t('setup.torchLabel')}
        value={value}
        options={[
          { value: '', label: t('setup.suiting', { what: t(`setup.torch.${torch}`) }) },
          ...builds.map(({ kind }) => ({ value: kind, label: t(`setup.torch.${kind}`) })),
        ]}
        onChoose={(chosen) => onChange(builds.find(({ kind }) => kind === chosen)?.kind ?? '')}
      />
    </FormRow>
  );
}
