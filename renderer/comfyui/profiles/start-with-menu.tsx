import { Check, ChevronDown, LifeBuoy, ListChecks, ListFilter, Package, Settings2 } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui';
import type { Profile } from '../../../src/contract/operations/profiles';
import { Button } from '../../components/button';
import { Menu, MenuEntry, MenuItem, MenuLine } from '../../components/menu';
import { newProfile, showProfiles } from '../../navigation/window-store';
import { isRestartRequested, startComfy, startLean, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useProfiles } from '../../state/comfyui/profiles';
import { useProfileFacts } from './profile-facts';

function ProfileLine({ profile, isCurrent }: { profile: Profile; isCurrent: boolean }) {
  const { facts, warning } = useProfileFacts(profile);
  return (
    <MenuEntry
      testId="start-with-profile"
      isCurrent={isCurrent}
      onSelect={() => void startLean({ profile: profile.name })}
    >
      <ListFilter size={16} className="text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{profile.name}</span>
        <span
          className={warning === null ? 'block truncate text-xs text-faint' : 'block truncate text-xs text-amber-text'}
        >
          {warning ?? facts}
        </span>
      </span>
      {isCurrent && <Check size={14} className="text-accent-text" />}
    </MenuEntry>
  );
}

/** Starts ComfyUI with some of its packs: a kept profile, or packs that are chosen now. Of one that runs it is a restart. */
export function StartWithMenu({ status }: { status: ComfyStatus }) {
  const isBusy = useComfyOrders(isRestartRequested);
  const profiles = useProfiles()?.profiles ?? [];
  const isLiving = status.pid !== null;
  const { lean } = status;
  const isCurrent = ({ name }: Profile): boolean => lean !== null && lean.isProfile && lean.name === name;
  return (
    <Menu
      trigger={
        <Button
          data-testid="start-with"
          disabled={isBusy}
          aria-label={t(isLiving ? 'lean.restartWith' : 'lean.startWith')}
        >
          <ListFilter aria-hidden size={14} className="min-[560px]:hidden" />
          <span className="max-[559px]:sr-only">{t(isLiving ? 'lean.restartWith' : 'lean.startWith')}</span>
          <ChevronDown aria-hidden size={12} />
        </Button>
      }
    >
      {profiles.map((profile) => (
        <ProfileLine key={profile.name} profile={profile} isCurrent={isCurrent(profile)} />
      ))}
      {profiles.length > 0 && <MenuLine />}
      <MenuItem icon={ListChecks} onSelect={() => newProfile()} label={t('lean.choose')} />
      {profiles.length > 0 && <MenuItem icon={Settings2} onSelect={() => showProfiles()} label={t('lean.manage')} />}
      <MenuLine />
      <MenuItem icon={Package} onSelect={() => void startComfy('normal')} label={t('lean.all')} />
      <MenuItem icon={LifeBuoy} onSelect={() => void startComfy('bare')} label={t('lean.none')} />
    </Menu>
  );
}
