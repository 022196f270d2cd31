import { lineKinds } from '../../navigation/filters';
import { Check, ChevronDown, Filter, Package } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names';
import { Menu, MenuChoice } from '../../components/menu';
import { useLocation } from '../../navigation/location-store';
import { usePackTitle } from '../../state/packs/use-packs';

interface ChoiceProps {
  icon: ReactNode;
  label: string;
  words: string;
  isOn: boolean;
  value: string;
  options: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
}

/** A filter with many values: it shows the one that holds. */
function Choice({ icon, label, words, isOn, value, options, onChoose }: ChoiceProps) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className={classNames(
            'inline-flex h-7 max-w-44 min-w-0 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium transition-colors [&>svg]:shrink-0',
            isOn
              ? 'border-accent-border bg-accent-tint text-accent-text'
              : 'border-transparent text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover',
          )}
        >
          {icon}
          <span className={classNames('truncate', !isOn && 'hidden min-[1100px]:inline')}>{words}</span>
          <ChevronDown aria-hidden size={12} />
        </button>
      }
    >
      <MenuChoice value={value} options={options} onChoose={onChoose} mark={<Check size={14} />} />
    </Menu>
  );
}

/** Which lines are shown: all, the loud ones, or those of one writer. */
export function KindChoice() {
  const { t } = useTranslation();
  const kind = useLocation((state) => state.logKind);
  const go = useLocation((state) => state.go);
  const words = t(`comfy.log.kinds.${kind}`);
  return (
    <Choice
      icon={<Filter size={13} />}
      label={t('comfy.log.kind', { kind: words })}
      words={words}
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
  const { t } = useTranslation();
  const titleOf = usePackTitle();
  const pack = useLocation((state) => state.logPack);
  const go = useLocation((state) => state.go);
  const listed = pack === null || packs.includes(pack) ? packs : [pack, ...packs];
  const words = pack === null ? t('comfy.log.allPacks') : titleOf(pack);
  return (
    <Choice
      icon={<Package size={13} />}
      label={t('comfy.log.pack', { pack: words })}
      words={words}
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
