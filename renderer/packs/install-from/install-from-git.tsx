import { PackageCheck } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { VersionRef } from '../../../src/contract/packs/pack-ref';
import { Button } from '../../components/button';
import { lockOf } from '../../components/lock';
import { Dialog } from '../../components/dialogs/dialog';
import { Notice } from '../../components/feedback/notice';
import { TextField } from '../../components/form/text-field';
import { requestPack } from '../../state/packs/request-pack';
import { type GitSource, readGitSource } from './git-source';
import { showPack } from '../../navigation/show-pack';
import { installFromGit, useSourcePolicy } from '../../state/packs/install-sources';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePacks } from '../../state/packs/use-packs';
import { InstallPolicy } from './install-from-policy';

interface KnownPackProps {
  record: PackRecord;
  onClose: () => void;
}

/** The pack of the list whose repository was named: what the list has is reviewed, and is updated with the others. */
function KnownPack({ record, onClose }: KnownPackProps) {
  const isThere = record.local !== null;
  const choose = (): void => {
    if (!isThere) void requestPack(record, { kind: 'install' });
    showPack(record);
    onClose();
  };
  const version = record.registryId === null ? null : record.latestVersion;
  const text = isThere
    ? t('installFrom.knownThere')
    : version === null
      ? t('installFrom.knownListed')
      : t('installFrom.knownRegistry', { version });
  return (
    <div data-testid="known-pack" className="mt-2">
      <Notice
        tone="neutral"
        icon={<PackageCheck size={16} />}
        title={t('installFrom.known', { name: record.title })}
        text={text}
      >
        <Button size="small" tone="primary" onClick={choose}>
          {isThere ? t('installFrom.showKnown') : t('installFrom.installKnown', { name: record.title })}
        </Button>
      </Notice>
    </div>
  );
}

function describeAddress(source: GitSource, isTouched: boolean): string {
  if (source.kind === 'bad') return isTouched ? t(`installFrom.problems.${source.problem}`) : '';
  return source.kind === 'empty' ? t('installFrom.urlHint') : '';
}

interface Draft {
  text: string;
  ref: string;
}

/** What a draft means, and whether it can be installed as it stands. */
function useDraft({ text, ref }: Draft) {
  const { packIndex } = usePacks();
  const policy = useSourcePolicy();
  const source = readGitSource(text, packIndex.findByName);
  const isRefUsable = ref.trim() === '' || VersionRef.safeParse(ref.trim()).success;
  const known = source.kind === 'address' ? source.known : undefined;
  // What the list names answers to another row, which is asked for when it is ordered.
  const refusal = !known && policy.data?.allowed === false ? policy.data : undefined;
  const url = source.kind === 'address' && isRefUsable ? source.url : null;
  return { source, known, policy, refusal, isRefUsable, url };
}

interface GitDialogProps {
  url: string;
  onClose: () => void;
}

/** Installs a pack from the address of its repository. */
export function GitDialog({ url: given, onClose }: GitDialogProps) {
  const [draft, setDraft] = useState<Draft>({ text: given, ref: '' });
  const { source, known, policy, refusal, isRefUsable, url } = useDraft(draft);
  const lock = lockOf(refusal);
  const words = describeAddress(source, draft.text !== '');
  const install = (): void => {
    if (url === null) return;
    onClose();
    void installFromGit({ url, ref: draft.ref.trim(), isListed: known !== undefined });
  };
  return (
    <Dialog
      isForm
      title={t('installFrom.gitTitle')}
      text={t('installFrom.gitText')}
      confirmLabel={known ? t('installFrom.anyway') : t('actions.install')}
      tone={known || refusal ? 'plain' : 'primary'}
      lock={lock}
      isDisabled={url === null}
      onConfirm={install}
      onClose={onClose}
    >
      <TextField
        isExact
        id="git-address"
        label={t('installFrom.url')}
        value={draft.text}
        placeholder="https://github.com/owner/repository"
        isInvalid={source.kind === 'bad'}
        words={words}
        onChange={(text) => setDraft({ ...draft, text })}
      />
      <TextField
        isExact
        id="git-ref"
        label={t('installFrom.ref')}
        value={draft.ref}
        maxLength={200}
        isInvalid={!isRefUsable}
        words={isRefUsable ? t('installFrom.refHint') : t('installFrom.problems.ref')}
        onChange={(ref) => setDraft({ ...draft, ref })}
      />
      {known && <KnownPack record={known} onClose={onClose} />}
      {source.kind === 'address' && !known && <InstallPolicy policy={policy} onClose={onClose} />}
    </Dialog>
  );
}
