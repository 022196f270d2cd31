import { lineKinds } from '../../navigation/filters';
import { Filter, Package } from 'lucide-react';
import { t } from 'i18next';
import { ChoiceMenu } from '../../components/form/choice-menu';
import { go, useLocation } from '../../navigation/location-store';
import { usePackTitle } from '../../state/packs/use-packs';

/** Which lines are shown: all, the loud ones, or those of one writer. */
export function KindChoice() {
  const kind = useLocation((state) => state.logKind);
  const words = t(`comfy.log.kinds.${kind}`);
  return (
    <ChoiceMenu
      icon={<Filter size={13} />}
      label={t('comfy.log.kind', { kind: words })}
      shown={words}
      isOn={kind !== 'all'}
      value={kind}
      options={lineKinds.map((value) => ({ value, label: t(`comfy.log.kinds.${value}`) }))}
      onChoose={(value) => {
        const chosen = lineKinds.find((known) => known === value);
        if (chosen) go({ logKind: chosen });
      }}
    />
  );
}

/** Whose lines are shown. */
export function PackChoice({ packs }: { packs: readonly string[] }) {
  const titleOf = usePackTitle();
  const pack = useLocation((state) => state.logPack);
  const listed = pack === null || packs.includes(pack) ? packs : [pack, ...packs];
  const words = pack === null ? t('comfy.log.allPacks') : titleOf(pack);
  return (
    <ChoiceMenu
      icon={<Package size={13} />}
      label={t('comfy.log.pack', { pack: words })}
      shown={words}
      isOn={pack !== null}
      value={pack ?? ''}
      options={[
        { value: '', label: t('comfy.log.allPacks') },
        ...listed.map((value) => ({ value, label: titleOf(value) })),
      ]}
      onChoose={(value) => go({ logPack: value === '' ? null : value })}
    />
  );
}
