import { Bookmark, FileDown, MonitorX, Plus, Trash2 } from 'lucide-react';
import { type ComponentProps, memo, useState } from 'react';
import { useLanguage } from '../../hooks/use-language';
import { t } from 'i18next';
import { Dialog } from '../../components/dialogs/dialog';
import { TextField } from '../../components/form/text-field';
import { Menu, MenuBranch, MenuItem, MenuLine } from '../../components/menu';
import { exportPackList } from '../../state/packs/lists/pack-list-file';
import { useFavourites } from '../../state/packs/favourites';
import { usePacks } from '../../state/packs/use-packs';
import { go, useLocation } from '../../navigation/location-store';
import { longestName, readView, removeView, saveView, useSavedViews } from '../../navigation/saved-views';

function SaveDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const save = (): void => {
    saveView(name.trim(), useLocation.getState());
    onClose();
  };
  return (
    <Dialog
      isForm
      title={t('views.saveTitle')}
      text={t('views.saveText')}
      confirmLabel={t('views.saveConfirm')}
      isDisabled={name.trim() === ''}
      onConfirm={save}
      onClose={onClose}
    >
      <TextField
        id="view-name"
        label={t('views.name')}
        value={name}
        maxLength={longestName}
        isInvalid={false}
        words={null}
        onChange={setName}
      />
    </Dialog>
  );
}

/** `props` are those of the menu that it opens. */
function Trigger(props: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      aria-label={t('views.label')}
      title={t('views.label')}
      data-testid="views-menu"
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover"
      {...props}
    >
      <Bookmark aria-hidden size={14} />
    </button>
  );
}

/** The ways to look at the list: those that were saved, what does not run here, and the way to save this one. Memoised as the orders beside it are. */
export const ViewsMenu = memo(function ViewsMenu() {
  useLanguage();
  const views = useSavedViews((state) => state.views);
  const [isSaving, setSaving] = useState(false);
  const favourites = useFavourites((state) => state.keys);
  const { findByKey } = usePacks().packIndex;
  const exportFavourites = (): void => {
    const records = [...favourites].flatMap((key) => findByKey(key) ?? []);
    void exportPackList(records, { title: t('packLists.exportTitle'), name: 'comfyui-favourites' });
  };
  return (
    <>
      <Menu trigger={<Trigger />}>
        {views.map((view) => (
          <MenuItem key={view.name} icon={Bookmark} onSelect={() => go(readView(view))} label={view.name} />
        ))}
        <MenuItem icon={MonitorX} onSelect={() => go({ query: '@unfit', filter: 'all' })} label={t('views.unfit')} />
        <MenuLine />
        <MenuItem icon={Plus} onSelect={() => setSaving(true)} label={t('views.save')} />
        {favourites.size > 0 && (
          <MenuItem icon={FileDown} onSelect={exportFavourites} label={t('packLists.exportFavourites')} />
        )}
        {views.length > 0 && (
          <MenuBranch icon={Trash2} label={t('views.remove')}>
            {views.map(({ name }) => (
              <MenuItem key={name} onSelect={() => removeView(name)} label={name} />
            ))}
          </MenuBranch>
        )}
      </Menu>
      {isSaving && <SaveDialog onClose={() => setSaving(false)} />}
    </>
  );
});
