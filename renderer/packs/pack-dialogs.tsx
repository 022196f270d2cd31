import { closeInstallDialog, useWindow } from '../navigation/window-store';
import { ArchiveDialog } from './install-from/install-from-archive';
import { GitDialog } from './install-from/install-from-git';
import { useGivenList } from '../state/packs/lists/pack-list-file';
import { PackListDialog } from './pack-list-dialog';
import { PlanDialog } from './plan/plan-dialog';
import { UpdateReview } from './review/update-review-view';

/** Dialogs about packs that open from any place: the review of updates, installing from elsewhere, and above them the plan of the packages. */
export function PackDialogs() {
  return (
    <>
      <SourceDialogs />
      <PlanDialog />
    </>
  );
}

function SourceDialogs() {
  const source = useWindow((state) => state.installSource);
  const review = useWindow((state) => state.review);
  const list = useGivenList((state) => state.given);
  if (list !== null) return <PackListDialog given={list} />;
  if (source?.kind === 'archive') {
    return <ArchiveDialog key={source.path} path={source.path} name={source.name} onClose={closeInstallDialog} />;
  }
  if (source) {
    const url = source.kind === 'git' ? source.url : '';
    return <GitDialog key={url} url={url} onClose={closeInstallDialog} />;
  }
  return review === null ? null : <UpdateReview key={review} request={review} />;
}
