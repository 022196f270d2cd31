import { useId, useState } from 'react';
import { t } from 'i18next';
import { CheckBox } from '../../components/form/check-box';
import type { PackGroup, PackRequirements } from '../../../src/contract/packs/pack-details';
import { shortenVersion } from '../../../src/contract/text/version';
import { Button } from '../../components/button';
import { lockOf } from '../../components/lock';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import type { PackRecord } from '../../state/packs/pack-record';
import { formatList } from '../../texts/formatting';
import { requestPack } from '../../state/packs/request-pack';

interface GroupProps {
  group: PackGroup;
  isChosen: boolean;
  onToggle: () => void;
}

function GroupRow({ group: { name, requirements }, isChosen, onToggle }: GroupProps) {
  const boxId = useId();
  const lines = requirements.filter(({ standing }) => standing !== 'skipped').map(({ text }) => text);
  return (
    <li className="border-b border-border last:border-0">
      <label
        htmlFor={boxId}
        className="flex items-start gap-2.5 px-3 py-2 hover:bg-hover"
        data-testid="pack-group"
        data-name={name}
      >
        <CheckBox id={boxId} aria-label={name} className="mt-1" isChecked={isChosen} onChoose={onToggle} />
        <span className="min-w-0 flex-1">
          <span className="block break-words">{name}</span>
          <span className="block font-mono text-xs break-all text-muted">
            {lines.length === 0 ? t('details.groups.nothing') : formatList(lines)}
          </span>
        </span>
      </label>
    </li>
  );
}

function hasSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

type Origin = PackRequirements['origin'];

/** Of which version the groups are, where they are not those of its files on disk: the registry tells none, so those of a release are not known before it is here. */
function OfWhichVersion({ record, origin }: { record: PackRecord; origin: Origin }) {
  if (origin === 'disk') return null;
  const version = origin === 'registry' ? record.latestVersion : null;
  return (
    <p data-testid="pack-groups-of" className="mt-0.5 text-sm text-muted">
      {version === null
        ? t('details.groups.ofCommit')
        : t('details.groups.ofCommitNotRelease', { version: shortenVersion(version) })}
    </p>
  );
}

interface DetailsGroupsProps {
  record: PackRecord;
  groups: readonly PackGroup[];
  /** Where its requirements were read. */
  origin: Origin;
}

/** Packages that a pack can do without, with a tick for each group: chosen with its installation, or later. */
export function DetailsGroups({ record, groups, origin }: DetailsGroupsProps) {
  const headingId = useId();
  const earlier = new Set(groups.filter(({ isChosen }) => isChosen).map(({ name }) => name));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(earlier);
  const isHere = record.local !== null;
  const kind = isHere ? 'fix' : 'install';
  const lock = lockOf(findRefusal(usePackRefusals(), record, { kind }));
  const isSame = isHere && hasSame(chosen, earlier);
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  return (
    <section aria-labelledby={headingId} className="px-4 pt-4 pb-4" data-testid="pack-groups">
      <h3 id={headingId} className="text-sm font-medium text-muted">
        {t('details.groups.title')}
      </h3>
      <p className="mt-0.5 text-sm text-muted">{t('details.groups.text')}</p>
      <OfWhichVersion record={record} origin={origin} />
      <ul className="mt-2 rounded-control border border-border">
        {groups.map((group) => (
          <GroupRow
            key={group.name}
            group={group}
            isChosen={chosen.has(group.name)}
            onToggle={() => toggle(group.name)}
          />
        ))}
      </ul>
      <div className="mt-2 flex justify-end">
        <Button
          {...lock}
          disabled={isSame}
          data-testid="pack-groups-go"
          onClick={() => void requestPack(record, { kind, groups: [...chosen].sort() })}
        >
          {t(isHere ? 'details.groups.apply' : 'details.groups.install')}
        </Button>
      </div>
    </section>
  );
}
