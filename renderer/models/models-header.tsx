import { Copy, FileUp, FolderOutput, FolderSymlink, LayoutGrid, Link, List, ListChecks, RefreshCw } from 'lucide-react';
import type { RefObject } from 'react';
import { t } from 'i18next';
import { classNames } from '../components/class-names';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { MenuItem, MenuLine } from '../components/menu';
import { MoreMenu } from '../components/menus/more-menu';
import { PlaceHeader } from '../components/place-header';
import type { RowListHandle } from '../components/rows/row-list';
import { AddressSearch } from '../components/form/place-search';
import { go, useLocation } from '../navigation/location-store';
import { Offered } from '../state/installation/remote';
import { chooseModelList } from '../state/models/model-lists';
import { saveModelList } from '../state/models/save-model-list';
import { forgetModels } from './model-queries';

interface ModelsHeaderProps {
  listRef: RefObject<RowListHandle | null>;
  isRefreshing: boolean;
  /** Opens the dialog that downloads from an address. */
  onLink: () => void;
  /** Shows what lies on disk more than once. */
  onDuplicates: () => void;
  /** Shows which other folders of models are used. */
  onFolders: () => void;
  /** Moves the folder of models to another disk. */
  onLibrary: () => void;
}

/** Title, search, and the two ways to look at the models. */
export function ModelsHeader({ listRef, isRefreshing, onLink, onDuplicates, onFolders, onLibrary }: ModelsHeaderProps) {
  const isPicture = useLocation((state) => state.isDiskPicture);
  return (
    <PlaceHeader
      title={t('places.models')}
      search={<AddressSearch of="modelQuery" listRef={listRef} label={t('models.search')} testId="model-search" />}
    >
      <IconButton
        label={t('models.refresh')}
        side="bottom"
        disabled={isRefreshing}
        icon={<RefreshCw size={15} className={classNames(isRefreshing && 'animate-turn')} />}
        onClick={forgetModels}
      />
      <IconButton
        label={t(isPicture ? 'models.asList' : 'models.asPicture')}
        side="bottom"
        aria-pressed={isPicture}
        data-testid="disk-picture-switch"
        icon={isPicture ? <List size={15} /> : <LayoutGrid size={15} />}
        onClick={() => go({ isDiskPicture: !isPicture })}
      />
      <MoreMenu label={t('models.lists.menu')} testId="models-more">
        <MenuItem icon={Copy} label={t('models.duplicates.menu')} onSelect={onDuplicates} />
        <Offered operation="models.folderPlan">
          <MenuItem icon={FolderSymlink} label={t('models.folders.menu')} onSelect={onFolders} />
        </Offered>
        <Offered operation="models.movePlan">
          <MenuItem icon={FolderOutput} label={t('models.library.menu')} onSelect={onLibrary} />
        </Offered>
        <MenuLine />
        <MenuItem icon={FileUp} label={t('models.lists.export')} onSelect={() => void saveModelList({})} />
        <MenuItem
          icon={ListChecks}
          label={t('models.lists.compare')}
          onSelect={() => void chooseModelList(t('models.lists.compareTitle'))}
        />
      </MoreMenu>
      <Button data-testid="model-from-link" title={t('models.link.open')} icon={<Link size={14} />} onClick={onLink}>
        {t('models.link.short')}
      </Button>
    </PlaceHeader>
  );
}
