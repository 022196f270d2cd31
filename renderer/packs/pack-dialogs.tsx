import { closeInstallDialog, useWindow } from '../navigation/window-store';
import { ArchiveDialog } from './install-from/install-from-archive';
import { GitDialog } from './install-from/install-from-git';
import { useGivenList } from '../state/packs/lists/pack-list-file';
import { closePackQuestion, usePackQuestion } from '../state/acts/pack-questions';
import { requestPacks } from '../state/packs/request-pack';
import { HoldDialog } from './hold-dialog';
import { SelectionDialog } from './selection-dialog';
import { PackListDialog } from './pack-list-dialog';
import { PlanDialog } from './plan/plan-dialog';
import { UpdateReview } from './review/update-review-view';

/** Dialogs about packs that open from any place: the review of updates, installing from elsewhere, what is asked first, and above them the plan of the packages. */
export function PackDialogs() {
  return (
    <>
      <SourceDialogs />
      <Question />
      <PlanDialog />
    </>
  );
}

/** What is asked before packs come, go or are held. */
function Question() {
  const question = usePackQuestion((state) => state.question);
  if (question === null) return null;
  if (question.kind === 'hold') return <HoldDialog records={question.records} onClose={closePackQuestion} />;
  const { kind, records, onOrdered } = question;
  const order = (): void => {
    closePackQuestion();
    onOrdered();
    void requestPacks(records, { kind });
  };
  return <SelectionDialog kind={kind} records={records} onClose={closePackQuestion} onConfirm={order} />;
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
