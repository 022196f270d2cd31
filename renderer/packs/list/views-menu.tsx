import { Bookmark, FileDown, MonitorX } from 'lucide-react';
import { type ComponentProps, memo } from 'react';
import { useLanguage } from '../../hooks/use-language';
import { t } from 'i18next';
import { Menu, MenuItem } from '../../components/menu';
import { exportPackList } from '../../state/packs/lists/pack-list-file';
import { useFavourites } from '../../state/packs/favourites';
import { usePacks } from '../../state/packs/use-packs';
import { go } from '../../navigation/location-store';

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

/** Further ways to look at the list: what does not run here, and the favourites as a file. Memoised as the orders beside it are. */
export const ViewsMenu = memo(function ViewsMenu() {
  useLanguage();
  const favourites = useFavourites((state) => state.keys);
  const { findByKey } = usePacks().packIndex;
  const exportFavourites = (): void => {
    const records = [...favourites].flatMap((key) => findByKey(key) ?? []);
    void exportPackList(records, { title: t('packLists.exportTitle'), name: 'comfyui-favourites' });
  };
  return (
    <Menu trigger={<Trigger />}>
      <MenuItem icon={MonitorX} onSelect={() => go({ query: '@unfit', filter: 'all' })} label={t('views.unfit')} />
      {favourites.size > 0 && (
        <MenuItem icon={FileDown} onSelect={exportFavourites} label={t('packLists.exportFavourites')} />
      )}
    </Menu>
  );
});
