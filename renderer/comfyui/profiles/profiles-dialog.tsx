import { Pencil, Play, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { Profile } from '../../../src/contract/operations/profiles';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { Dialog } from '../../components/dialogs/dialog';
import { IconButton } from '../../components/icon-button';
import { closeProfiles, editProfile, newProfile, useWindow } from '../../navigation/window-store';
import { isRestartRequested, startLean, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { acceptProfiles, useProfiles } from '../../state/comfyui/profiles';
import { useIsLiving } from '../../state/comfyui/comfy-queries';
import { attempt } from '../../state/queue/actions';
import { ProfileEditor } from './profile-editor';
import { useProfileFacts } from './profile-facts';

function start(profile: string): void {
  closeProfiles();
  void startLean({ profile });
}

async function remove(name: string): Promise<void> {
  const profiles = await attempt('profiles.remove', { name });
  if (profiles) acceptProfiles(profiles);
}

function ProfileRow({ profile, onRemove }: { profile: Profile; onRemove: () => void }) {
  const { facts, warning } = useProfileFacts(profile);
  const isBusy = useComfyOrders(isRestartRequested);
  const isLiving = useIsLiving();
  const { name } = profile;
  const edit = (): void =>
    editProfile({ name, former: name, workflow: profile.workflow, packs: profile.packs.map((pack) => pack.name) });
  return (
    <li data-testid="profile-row" className="flex items-center gap-2 border-b border-border px-3 py-2 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-sm text-muted">{facts}</span>
        {warning !== null && <span className="block text-sm break-words text-amber-text">{warning}</span>}
      </span>
      <IconButton label={t('lean.editOne', { name })} icon={<Pencil size={15} />} onClick={edit} />
      <IconButton label={t('lean.removeOne', { name })} icon={<Trash2 size={15} />} onClick={onRemove} />
      <Button
        size="small"
        icon={isLiving ? <RotateCw size={13} /> : <Play size={13} />}
        disabled={isBusy}
        onClick={() => start(name)}
      >
        {t(isLiving ? 'comfy.actions.restart' : 'lean.start')}
      </Button>
    </li>
  );
}

function ProfileList() {
  const profiles = useProfiles()?.profiles ?? [];
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <Dialog
      title={t('lean.listTitle')}
      text={t('lean.listText')}
      keepLabel={t('app.close')}
      confirmLabel={t('lean.new')}
      onConfirm={newProfile}
      onClose={closeProfiles}
    >
      <ul data-testid="profile-list" className="mt-4 overflow-hidden rounded-control border border-border">
        {profiles.map((profile) => (
          <ProfileRow key={profile.name} profile={profile} onRemove={() => setLeaving(profile.name)} />
        ))}
        {profiles.length === 0 && <li className="px-3 py-2 text-muted">{t('lean.noProfiles')}</li>}
      </ul>
      {leaving !== null && (
        <ConfirmDialog
          title={t('lean.removeTitle', { name: leaving })}
          text={t('lean.removeText')}
          confirmLabel={t('lean.remove')}
          confirmTestId="profile-remove"
          onConfirm={() => {
            void remove(leaving);
            setLeaving(null);
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </Dialog>
  );
}

/** The kept sets of packs, or one of them as it is filled in. Stands above every place. */
export function ProfilesDialog() {
  const request = useWindow((state) => state.profilesRequest);
  if (request === null) return null;
  return request === 'list' ? <ProfileList /> : <ProfileEditor draft={request} />;
}
